/** Enabling, disabling and opening (dsa.md 3.5). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { MAINLINE, rule } from './rule-row.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';

export const ENABLE_RULES: readonly RuleExplanation[] = [
  rule(
    'O20',
    'Enabling a device',
    'A device is enabled by binding it to the driver idxd. It wants at least one work queue and one engine in groups, no shared queue where the host cannot do shared queues, and in every group both a queue and an engine or neither. Now the hardware learns sizes and groups; a typed queue of size 0 gets 16 entries.',
    'Read in the mainline idxd driver; what the hardware answers is a model: EBUSY when bound, ENXIO for everything else with the reason in cmd_status, which stays untouched when only the engine is missing.',
    ['EBUSY', 'ENXIO'],
  ),
  rule(
    'O21',
    'Disabling a device',
    'Always works. Its queues are unbound first, and then a configurable device forgets everything: sizes, groups, engines and all settings except driver names.',
    'Read in the mainline idxd driver: unbinding it from idxd clears the configuration.',
  ),
  rule(
    'O22',
    'Enabling a work queue',
    'A queue is enabled by binding it to its driver, after its device. Checked in this order: the driver fits type and device, the device is enabled, user queues have PASID, the driver name matches, a group, a name, for shared queues support and a threshold, and last the hardware: a size it knew when the device was enabled, and a priority. mdev queues also want IMS and PASID. A refused bind of the user and kernel drivers leaves type none.',
    'Read in the mainline idxd driver and, for mdev, in the mdev series: EBUSY, ENODEV, EOPNOTSUPP or ENXIO; cmd_status tells the reason. That an mdev queue of a device that is not enabled leaves 0x80000020 there is a model.',
    ['EBUSY', 'ENODEV', 'EOPNOTSUPP', 'ENXIO'],
  ),
  rule(
    'O23',
    'Disabling a work queue',
    'Unbinding resets mode, type, name, priority, threshold, flags and maxima; size, group and driver name stay. Clients are not protected: mdevs of the queue become orphans.',
    'Read in the mainline idxd driver: ENODEV for the wrong driver. That mdevs become orphans is a model.',
    ['ENODEV'],
  ),
  rule(
    'O24',
    'Opening a user queue',
    `A program opens /dev/dsa/wqX.Y. A dedicated queue takes one client, a shared queue any number. ${A_FACT}`,
    'Read in the mainline idxd driver: EBUSY for the second client of a dedicated queue.',
    ['EBUSY'],
  ),
  rule(
    'O25',
    'Default queue of IAA',
    `Linux 6.8 and later may give each IAA a queue at boot: wq 0, dedicated, for the kernel, with all entries and engine 0. Disable it before the device is used otherwise. ${A_FACT}`,
    'Read in the mainline idxd driver.',
    [],
    MAINLINE,
  ),
];
