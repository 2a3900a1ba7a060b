/** Which part of a virtual device is emulated, mediated or passed through, with this device's numbers (dsa.md 4). */
import type { GuestPart } from '../../../../shared/dsa/cards.ts';
import { type DsaDevice, type DsaMdev, modeOfType, wqName } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { enginesInGroup } from '../edits/parts.ts';
import { PCI_CLASS, PCI_DEVICE, PCI_VENDOR } from '../model.ts';
import { hex, portalOffset } from './mdev-registers.ts';

function row(part: string, how: GuestPart['how'], detail: string, rule: string | null = null): GuestPart {
  return { part, how, detail, rule };
}

function wholeFunction(device: DsaDevice): readonly GuestPart[] {
  return [
    row(
      'PCI function',
      'passed through',
      `All of ${device.bdf}: ${plural(device.wqs.length, 'queue')}, ${plural(device.engines.length, 'engine')}, ${plural(device.groups.length, 'group')}, with full configuration.`,
      'DSA-S8',
    ),
    row('PCI config space', 'emulated', 'QEMU shows a filtered copy; BARs and interrupts are its own.'),
    row('Interrupts', 'passed through', 'The MSI-X vectors of the function.'),
    row(
      'DMA',
      'passed through',
      'Isolated by the IOMMU for the whole function; the guest can use PASIDs of its own.',
    ),
    row(
      'Device commands',
      'passed through',
      'The guest writes the command register itself and can halt the device for everybody on it.',
      'DSA-M18',
    ),
  ];
}

function portals(device: DsaDevice, mdev: DsaMdev): GuestPart {
  const shared = modeOfType(mdev.type) === 'shared';
  const { wq } = mdev;
  if (wq === null) {
    const names = mdev.candidates.map((index) => wqName(device, index)).join(' or ');
    return row(
      'Portals, BAR2 (2 pages)',
      'passed through',
      mdev.orphan
        ? 'Its queue was taken away: nothing is behind them.'
        : `Mapped to IMS portals of ${names || 'a queue'}; the host does not tell which.`,
    );
  }
  const at = `${hex(portalOffset(wq, false))} and ${hex(portalOffset(wq, true))}`;
  return row(
    'Portals, BAR2 (2 pages)',
    'passed through',
    shared
      ? `Page 1 (limited) maps to the IMS portal of ${wqName(device, wq)} at ${hex(portalOffset(wq, true))} of BAR2; page 0 is not mapped.`
      : `Both pages map to the IMS portals of ${wqName(device, wq)} at ${at} of BAR2. Submitting does not trap.`,
  );
}

function interrupts(device: DsaDevice, mdev: DsaMdev): readonly GuestPart[] {
  const [slot] = mdev.running?.slots ?? [];
  const raised = mdev.running === null ? '' : ` Raised ${plural(mdev.running.interrupts, 'time')} so far.`;
  return [
    row(
      'Interrupt vector 0',
      'emulated',
      `Raised by software for command results, errors and halts; takes no slot.${raised}`,
      'DSA-O40',
    ),
    row(
      'Interrupt vector 1',
      'mediated',
      slot === undefined
        ? mdev.running === null
          ? `Takes one of the ${device.caps.imsSize} interrupt slots of ${device.name} when its guest starts, and is then delivered straight into it.`
          : `Has one of the ${device.caps.imsSize} interrupt slots of ${device.name}; the host does not tell which.`
        : `Interrupt slot ${slot} of ${device.name}, delivered straight into the guest; ${slot} is also the handle in its descriptors.`,
      'DSA-O36',
    ),
    row('INTx, MSI, error interrupt', 'none', 'Asking for them gives EINVAL.'),
  ];
}

function commands(mdev: DsaMdev): readonly GuestPart[] {
  const shared = modeOfType(mdev.type) === 'shared';
  return [
    row(
      'Enable and disable device',
      'emulated',
      `Only the state of the virtual device changes; disabling also ${shared ? 'drains this guest' : 'disables the one queue'}.`,
      'DSA-O40',
    ),
    row(
      'Drain all, abort all',
      'mediated',
      shared
        ? 'Become a drain of this guest; others of the queue go on.'
        : 'Become a drain or abort of the one queue.',
      'DSA-O40',
    ),
    row('Reset device', 'mediated', 'Aborts and disables the one queue; always works.', 'DSA-O40'),
    row(
      'Enable, disable, drain, abort, reset queue',
      'mediated',
      shared
        ? 'Made on the host queue with its own number; disable and abort only drain this guest.'
        : 'Made on the host queue with its own number.',
      'DSA-O40',
    ),
    row('Drain PASID, abort PASID', 'mediated', 'Forwarded with the PASID of the host.', 'DSA-O40'),
    row(
      'Request and release interrupt handle',
      'emulated',
      'Answered from the table of slots; the host device is not asked.',
      'DSA-O40',
    ),
  ];
}

/** Every row of section 4. */
export function guestParts(device: DsaDevice, mdev: DsaMdev): readonly GuestPart[] {
  if (mdev.strategy === 'pf') return wholeFunction(device);
  const wq = mdev.wq === null ? undefined : device.wqs[mdev.wq];
  const engines =
    wq && wq.groupId >= 0
      ? plural(enginesInGroup(device, wq.groupId).length, 'engine')
      : 'the engines of the group';
  const mode = modeOfType(mdev.type);
  const pasid = mdev.running?.pasid;
  return [
    row(
      'PCI config space (4096 bytes)',
      'emulated',
      `Vendor ${PCI_VENDOR}, device ${PCI_DEVICE[device.kind]}, class ${PCI_CLASS}; BAR0 and BAR2 of 8 KiB each; PCIe and MSI-X with 2 vectors.`,
    ),
    row('Registers, BAR0 (8 KiB)', 'emulated', 'Every access traps; writes of at most 4 aligned bytes.'),
    row(
      'Capabilities',
      'emulated',
      `Fixed when it was made: 1 group, 1 queue of ${wq?.size ?? 'unknown'} entries, ${engines}, ${mode} only, configuration read-only, no interrupt slots of its own.`,
      'DSA-O15',
    ),
    row('General configuration', 'emulated', 'Writable while the virtual device is disabled.'),
    row(
      'Control, interrupt cause, error record',
      'emulated',
      'Cause and error record are cleared by writing 1.',
      'DSA-O41',
    ),
    row(
      'Commands and their status',
      'mediated',
      'The driver runs what is safe on the host device.',
      'DSA-O40',
    ),
    row(
      'MSI-X table and pending bits',
      'mediated',
      'At 0x600 and 0x700 of BAR0; mask bits go to the interrupt slot.',
      'DSA-O39',
    ),
    row('MSI-X permission table', 'emulated', 'At 0x300 of BAR0.'),
    row(
      'Group and queue configuration',
      'emulated',
      'A read-only copy at 0x400 and 0x500 of BAR0: writes are ignored.',
      'DSA-O15',
    ),
    portals(device, mdev),
    ...interrupts(device, mdev),
    row(
      'DMA',
      'passed through',
      `Isolated by ${pasid == null ? 'a PASID that it gets when its guest starts' : `PASID ${pasid}`}, ${mode === 'dedicated' ? 'programmed into the queue' : 'carried in each descriptor'}${mdev.iommuGroup === null ? '' : `; IOMMU group ${mdev.iommuGroup}`}.`,
      'DSA-O36',
    ),
    row('Descriptors and completion records', 'passed through', 'They are memory of the guest.'),
    row(
      'Migration',
      'emulated',
      'Only in Intel’s product kernel: the queue is drained and registers are saved.',
    ),
    ...commands(mdev),
  ];
}
