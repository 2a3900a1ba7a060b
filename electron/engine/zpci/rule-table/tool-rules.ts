/** Profiles, libvirt, and what this program refuses by itself (zpci.md 3.12 to 3.14). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { libvirtRule, ownRule, rule, since } from './rule-row.ts';

export const TOOL_RULES: readonly RuleExplanation[] = [
  rule(
    'P1',
    'QEMU up to 5.1',
    'Every card is told the constants that were made for one card: group 1, a window from 4 GiB on, 128 interrupts. Wrong for any card that is not like it.',
    'Read in the QEMU of 2019; Query Group answers every number.',
    [],
    ['fixed-2019'],
  ),
  rule(
    'P2',
    'The proposal, in the kernel',
    'The caller asks with a bit of its flags, and the kernel answers with the raw CLP blocks of one function and its group.',
    'Read in the patches of 2019: the group before the function is ENODEV.',
    ['ENODEV'],
    ['proposal-2019'],
  ),
  rule(
    'P3',
    'The proposal, in QEMU',
    'The whole answer is copied, then FID and UID are replaced. If one of the two blocks is missing everything is QEMU’s own: there is no middle way.',
    'Read in the patch of 2019.',
    [],
    ['proposal-2019'],
  ),
  rule(
    'P4',
    'What was merged',
    'Handled values instead of raw ones, and each capability for itself. A machine type is never newer than its QEMU.',
    'Read in QEMU 5.2 and later.',
    [],
    since('merged-5.2'),
  ),
  rule(
    'P5',
    'Emulated cards in all of them',
    'They are the same everywhere but for the number of QEMU’s own group and the table format.',
    'Seen with QEMU 5.2, 7.2 and 10.0.',
  ),
  rule(
    'P6',
    'Another QEMU for a guest',
    'Numbers stay, groups and windows can change, and a guest that runs sees none of it until it is started again.',
    'Derived: values are made when a function is plugged.',
  ),
  libvirtRule(
    'V1',
    'Which addresses have numbers',
    'Every PCI address of an s390x domain has a UID and a FID. Disks and networks are no PCI devices there unless their address says so.',
    'libvirt ignores zpci inside a ccw address.',
  ),
  libvirtRule(
    'V2',
    'How numbers are written',
    'With 0x in hex, with a leading 0 in octal, else in decimal. They are written back in hex.',
    'libvirt: Invalid value for attribute ‘uid’ in element ‘zpci’: Expected non-negative integer value.',
  ),
  libvirtRule(
    'V3',
    'Range of a UID',
    'From 1 to 0xffff: 0 is refused, and leaving it out lets libvirt choose.',
    'libvirt: Invalid PCI address uid=’0x0000’, must be > 0x0000 and <= 0xffff.',
  ),
  libvirtRule(
    'V4',
    'Duplicates',
    'A number that is taken is refused, and named in octal: 11064 is 0x1234.',
    'libvirt: zPCI uid N is already reserved.',
  ),
  libvirtRule(
    'V5',
    'How libvirt chooses',
    'By class first: disks, interfaces, sounds, hostdevs, videos, controllers. All addresses with at least one number come before those with none, and half an address is filled up at once: a written number behind it can find itself taken.',
    'Seen with libvirt 11.3.',
  ),
  libvirtRule(
    'V6',
    'Nothing left',
    'When all numbers are used the device is refused.',
    'libvirt: There is no more free uid.',
  ),
  libvirtRule(
    'V7',
    'Other machines',
    `Only domains of s390x have such numbers. ${A_FACT}`,
    'libvirt: This QEMU binary doesn’t support zPCI.',
  ),
  libvirtRule(
    'V8',
    'The address in the XML',
    'It is the place inside QEMU. The guest never sees it: its address is its UID, then 00:00.0.',
    'Seen with libvirt 11.3; the domain must be 0.',
  ),
  libvirtRule(
    'V9',
    'More than 31 devices',
    `libvirt adds a PCI bridge, which takes a UID and a FID too. ${A_FACT}`,
    'Seen with libvirt 11.3.',
  ),
  libvirtRule(
    'V10',
    'One function, one device; one domain, one guest',
    'The same function twice in a domain is refused; so are two guests here that are said to be one domain.',
    'libvirt: Hostdev already exists in the domain configuration.',
  ),
  libvirtRule(
    'V11',
    'What libvirt tells QEMU',
    'Each zpci device directly before its card, called zpci and its UID in decimal, with the alias of the card as target.',
    'Read in the test data of libvirt.',
  ),
  libvirtRule(
    'V12',
    'Since when',
    `libvirt 4.10 has such addresses; giving only one of the two numbers came later. ${A_FACT}`,
    'From its release notes; the later one is uncertain.',
  ),
  ownRule(
    'R1',
    'A zpci device that waits is left alone',
    'Removing a waiting zpci device from a guest that runs kills QEMU 7.2 and 10.0, and the guest with it. Stop the guest first.',
  ),
  ownRule(
    'R2',
    'Numbers of a function in use',
    'They cannot change in place: the function is removed, and added again with the others.',
  ),
  ownRule(
    'R3',
    'No halves for libvirt',
    'Half an address is filled up before what stands behind it is read. Both numbers are written, or none.',
  ),
  ownRule(
    'R4',
    'No UID 0',
    'UID 0 is nobody’s: libvirt refuses it, and a guest that got it would stop counting by UID. It is left out instead.',
  ),
  ownRule(
    'R5',
    'Too many functions',
    'More than 65,535 have no numbers, more than 4,096 are more than List announces, and a guest’s kernel takes fewer still.',
  ),
];
