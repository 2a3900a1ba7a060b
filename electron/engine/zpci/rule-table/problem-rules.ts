/** What the studio finds in a state that can be had, and may still be wrong (zpci.md 3.14). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { ownRule } from './rule-row.ts';

export const PROBLEM_RULES: readonly RuleExplanation[] = [
  ownRule(
    'K1',
    'Constants of another card',
    'QEMU of 2019 tells every guest the same values; here they are not those of the card.',
  ),
  ownRule(
    'K2',
    'A window that is too wide',
    'The proposal hands over the raw window: the guest may use addresses that the host does not handle.',
  ),
  ownRule(
    'K3',
    'Values that are QEMU’s',
    'A function of the host is in QEMU’s own group: interrupts, interval and mask are not the card’s.',
  ),
  ownRule(
    'K4',
    'A group that says too much',
    'Functions of one group differ in relaxed translation; the group says what its first one may do.',
  ),
  ownRule(
    'K5',
    'A window that was cut',
    'The limit of mappings makes the window small. Raise the limit, or use machine type 10.0 with relaxed translation.',
  ),
  ownRule(
    'K6',
    'A kernel without capabilities',
    'Before Linux 5.10 QEMU learns nothing of a function: the guest gets constants.',
  ),
  ownRule(
    'K7',
    'No simulated group left',
    'All fifteen are used; the next group of the host is told QEMU’s own values. Interpretation needs none.',
  ),
  ownRule(
    'K8',
    'More vectors than interrupts',
    'The card has more MSI-X vectors than its group allows; the driver gets fewer.',
  ),
  ownRule(
    'K9',
    'Numbers that nobody wrote down',
    'They depend on the order of the devices, and the guest’s device names follow them. Write them down.',
  ),
  ownRule(
    'K10',
    'No migration',
    'A guest with a zPCI function can be neither migrated nor saved: take the functions out, migrate, and give them again.',
  ),
  ownRule(
    'K11',
    'More functions than the guest’s kernel takes',
    'The rest is not added, and only the kernel’s log says so.',
  ),
  ownRule('K12', 'A zpci device that waits', 'No card has the name it waits for: look at the spelling.'),
  ownRule(
    'K13',
    'A function that is not ready',
    'It is in standby, reserved or in error: power it on or recover it.',
  ),
  ownRule(
    'K14',
    'Values that only root can read',
    'Some are told by /dev/clp alone: read the host as root, or leave them open.',
  ),
  ownRule(
    'K15',
    'One group, two block sizes',
    'Functions of one host group are both interpreted and intercepted: the guest has two groups for it.',
  ),
  ownRule('K16', 'An empty window', 'This QEMU cuts a window without limit to nothing: use a newer one.'),
  ownRule(
    'K17',
    'Not interpreted after all',
    'Interpretation was asked for, and the function is intercepted; one of its conditions does not hold.',
  ),
  ownRule(
    'K18',
    'The guest has not answered',
    'A function was asked for and the guest keeps it. It has to help, or be reset.',
  ),
];
