/** What confuses people (xive.md 6), with the way out in `plain`; and what the captured texts tell and do not tell. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { MERGED, READ, rule, SEEN } from './rule-row.ts';

export const CONFUSING_RULES: readonly RuleExplanation[] = [
  rule(
    'M1',
    'Five numbers for one vector',
    'Go by the LISN: the studio’s card of a source lists the HW number, the Linux irq, the EISN and the number of the PCI MSI chip beside it, each with the text it is from.',
    'LISN, HW IRQ, Linux irq, EISN and the number behind pSeries-PCI-MSI are different things; the last one is made of slot and vector.',
  ),
  rule(
    'M2',
    'IPI does not mean between processors',
    'Read IPI in KVM’s table as backed by a source of the interrupt controller itself. Every LISN has such a source, and one that is not passed through uses it.',
    `${SEEN}: console and event sources are listed as IPI.`,
  ),
  rule(
    'M3',
    'Guest and host addresses look alike',
    'Ask on which side an address was printed. A guest’s ESB range begins at 0x6010000000000, and so do the IPI pages of the host’s first chip.',
    `${SEEN}; a coincidence of two address maps.`,
  ),
  rule(
    'M4',
    'Two pages in the guest, one in the bridge',
    'Do not wonder that trigger and management page show the same hardware page: a source of a POWER9 PCI host bridge has only one, and it does both.',
    `${SEEN}: the host lists one address twice.`,
  ),
  rule(
    'M5',
    'The maps file does not change at a plug',
    'Look at owners and at a trace, not at the maps file: lines say where a mapping is, not which pages are in it.',
    `${SEEN}: only lines of vfio and TCE come and go.`,
    [],
    MERGED,
  ),
  rule(
    'M6',
    'A right offset with a wrong page',
    'Where a mapping was cut, compare what the page stands for with what a fault serves: the studio shows both. The offset in the maps file stays right while the merged handler counts from the start of the piece.',
    `${SEEN}: after a hole at 0x2600, page 0x2609 served LISN 0.`,
    [],
    MERGED,
  ),
  rule(
    'M7',
    'Gone from QEMU, but its numbers are not',
    'Look for orphans before numbers are counted on; a machine reset frees them. And do not take a number that QEMU freed for one that is gone from KVM: its page still works.',
    `${SEEN}: R15 and R19.`,
  ),
  rule(
    'M8',
    'P/Q of unused and masked numbers',
    'Take -Q for the normal state of a number nobody uses, and P- on a masked row for a vector that was connected and never unmasked: neither is a stuck interrupt.',
    `${SEEN}: 01 after creation, 10 after set_mapped and clr_mapped.`,
  ),
  rule(
    'M9',
    'Numbers move at a rescan',
    'Name devices, not numbers, when two moments are compared: after a rescan of the bus, or a reset, the same device has other LISNs.',
    `${SEEN}: in the captures of a rescan.`,
  ),
  rule(
    'M10',
    'LSIs stay on the slow way',
    'Use MSI or MSI-X where speed matters: level interrupts of passed-through devices are never connected directly, and the guest works them by hypercall.',
    `${SEEN}: such rows have flags LH and no page addresses.`,
  ),
  rule(
    'M11',
    'No acceleration is not an error',
    'Take the messages about kernel_irqchip for what they are: the controller is emulated, and interrupts still work. An old host, KVM inside a guest, and a host with 4 KiB pages lead there.',
    `${SEEN}: IRQ_XIVE capability must be present, and unable to set memory mapping: Invalid argument.`,
    ['EINVAL'],
  ),
  rule(
    'M12',
    'Looking changes what is seen',
    'Take the trace before info pic: that command fills the management page of every claimed LISN.',
    `${SEEN}: R21.`,
  ),
  rule(
    'M13',
    'The same device is refused a second time',
    `Plug another device, or start QEMU anew: QEMU 7.2 says device is already attached after a clean unplug. ${A_FACT}`,
    `${SEEN} with QEMU 7.2.`,
  ),
];

export const FORMAT_RULES: readonly RuleExplanation[] = [
  rule(
    'F1',
    'Only KVM’s table tells IPI from PT',
    `Of all texts only the xive file in KVM’s debugfs says which kind of source a LISN has. It shows the owner, not the page. ${A_FACT}`,
    `${SEEN}: info pic, maps and the guest’s own files look the same either way.`,
  ),
  rule(
    'F2',
    'Orphans',
    'A number that info pic lists as claimed and that no function of the guest has is an orphan.',
    `${SEEN} after a removal with the driver bound (R19).`,
  ),
  rule(
    'F3',
    'Valid in KVM, freed in QEMU',
    'A number that KVM lists and info pic does not was freed by QEMU. Its source and its page still exist.',
    `${SEEN} after a clean removal (R15).`,
  ),
  rule(
    'F4',
    'Passed through, but masked',
    'A LISN that KVM lists as PT while the guest’s row is masked was connected, but its driver has not unmasked it.',
    `${SEEN}: vector 3 of an NVMe whose driver uses three.`,
  ),
  rule(
    'F5',
    'Lines stay the same at a plug',
    'Equal maps lines before and after a plug do not say that nothing happened: owners changed, and pages with them.',
    `${SEEN}: two lines of the XIVE device in every capture of one VM.`,
    [],
    MERGED,
  ),
  rule(
    'F6',
    'pagemap tells nothing',
    'Pages of device mappings are reported as not present. Which ones are populated is known only from a trace that goes on from the start.',
    `${SEEN}: zero for pages that were in use.`,
  ),
  rule(
    'F7',
    'Hosts with 4 KiB pages',
    'KVM counts in pages of the host, QEMU in 64 KiB, so its mapping is refused and the controller is emulated. An ESB line at byte offset 0x40000 means 64 KiB pages, at 0x4000 it means 4 KiB.',
    `${SEEN}: EINVAL, and a warning of QEMU.`,
    ['EINVAL'],
  ),
  rule(
    'F8',
    'Emulated controller',
    'Where info pic ends with irqchip: emulated there is no mapping of KVM behind the ESB space, and no page to become stale.',
    `${SEEN} under TCG.`,
  ),
  rule(
    'F9',
    'Table of a bare-metal machine',
    'info pic of a powernv machine has other sections and no row of LISNs: it tells of the host’s chip, not of a guest.',
    `${READ}; told apart by the line LISN, PQ, EISN.`,
  ),
];
