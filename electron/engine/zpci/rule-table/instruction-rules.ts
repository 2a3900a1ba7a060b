/** Interrupts, loads and stores, CLP (zpci.md 3.7 to 3.9). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { LINUX, rule } from './rule-row.ts';

export const INSTRUCTION_RULES: readonly RuleExplanation[] = [
  rule(
    'N1',
    'How many vectors a driver gets',
    'What it asks for, what the card has, and at most what the group says. A driver that gets fewer goes on with those.',
    'Linux: zpci: ADDRESS requested A irqs, allocate system limit of B.',
    [],
    LINUX,
  ),
  rule(
    'N2',
    'A card can show more vectors than its group',
    `The table in config space stays as it is: 65 entries with a group of 64. ${A_FACT}`,
    'Seen in the lab.',
  ),
  rule(
    'N3',
    'Where interrupts are written to',
    'The function writes its messages to the address that the group names, with the vector as data. A guest that was told another address loses every interrupt.',
    'QEMU listens on one page of the function’s DMA space at that address.',
  ),
  rule(
    'N4',
    'Who sets the bits',
    `Intercepted: QEMU, or an adapter route of KVM. Interpreted: the hardware. ${A_FACT}`,
    'Read in QEMU and KVM.',
  ),
  rule(
    'N5',
    'Registering twice',
    `Interrupts that are registered cannot be registered again, and those that are not cannot be unregistered. ${A_FACT}`,
    'QEMU: condition code 1, status “sequence”.',
  ),
  rule(
    'N6',
    'ISM has one interrupt',
    `ISM functions have one vector and no MSI-X; interpreted they need none. ${A_FACT}`,
    'Values of the lab are invented; the rule is read in QEMU.',
  ),
  rule(
    'B1',
    'Who may load and store',
    'Problem state, an odd register, a handle that is not enabled and a function in error are refused, in this order.',
    'QEMU: privileged and specification exceptions, condition codes 3 and 1.',
  ),
  rule(
    'B2',
    'Address spaces',
    `0 to 5 are the BARs, 15 is config space; a store block knows BARs only. ${A_FACT}`,
    'QEMU: condition code 1, status “invalid address space”.',
  ),
  rule(
    'B3',
    'Lengths of loads and stores',
    `On a BAR 1 to 8 bytes that do not cross a border of 8; in config space 1, 2 or 4 that do not cross one of 4. ${A_FACT}`,
    'QEMU raises an operand exception.',
  ),
  rule(
    'B4',
    'Store block',
    'Offset, length and source are multiples of 8; more than 8 bytes, at most what the group allows, and not across a border of 4 KiB.',
    'QEMU raises a specification exception.',
  ),
  rule(
    'B5',
    'What is counted',
    `Loads, stores, store blocks and refreshes go into the measurement block, as often as the group says. ${A_FACT}`,
    'QEMU; up to 5.2 every 4,000 ms, whatever the group says.',
  ),
  rule(
    'L1',
    'Lengths of a CLP block',
    'Request 16 to 8184 bytes, response 8 to 8176, both multiples of 8 and together at most 8192.',
    'QEMU raises an operand exception; in problem state a privileged one.',
  ),
  rule(
    'L2',
    'Length of a PCI request',
    `All PCI requests are 32 bytes long. ${A_FACT}`,
    'QEMU answers 0x0050.',
    ['0x0050'],
  ),
  rule(
    'L3',
    'What List checks',
    'In this order: format, reserved words, resume token, a response of at least 48 bytes, and whole entries.',
    'QEMU answers 0x0040, 0x0070, 0x010a, 0x0060, and 0x0050 with condition code 3.',
    ['0x0040', '0x0070', '0x010a', '0x0060', '0x0050'],
  ),
  rule(
    'L4',
    'What List shows',
    'Functions in the order their zpci devices were made, without those that wait, as many as fit.',
    'Seen in the lab: 252 entries in the 4,064 bytes that Linux asks for.',
  ),
  rule(
    'L5',
    'How List goes on',
    'The token is the index of the next function, and 0 at the end. If that function went meanwhile the token is unknown.',
    'QEMU answers 0x010a.',
    ['0x010a'],
  ),
  rule(
    'L6',
    'Asking for a function',
    'The handle must be right to the last bit: index, kind and whether it is enabled. It works in every state but waiting.',
    'QEMU answers 0x0101.',
    ['0x0101'],
  ),
  rule(
    'L7',
    'Asking for a group',
    'The number must be one that a function of the guest has brought, as G-10 says.',
    'QEMU answers 0x010b.',
    ['0x010b'],
  ),
  rule(
    'L8',
    'Enabling and disabling',
    'The handle first, then the operation: one DMA address space, and not what it is already. Success brings a new handle; disabling forgets interrupts and ranges.',
    'QEMU answers 0x0101, 0x0102, 0x0103 and 0x0104.',
    ['0x0101', '0x0102', '0x0103', '0x0104'],
  ),
  rule(
    'L9',
    'Other commands',
    `Anything but List, Query Function, Query Group and Set Function is unknown. ${A_FACT}`,
    'QEMU answers 0x0020.',
    ['0x0020'],
  ),
  rule(
    'L10',
    'The CLP ioctl of Linux',
    'Whoever may open /dev/clp can ask for every function of the partition, but not enable or disable one. Monitoring by an ordinary user is no use for it.',
    'Linux: EINVAL for Set Function, EOPNOTSUPP for condition code 3.',
    ['EINVAL', 'EOPNOTSUPP'],
    LINUX,
  ),
];
