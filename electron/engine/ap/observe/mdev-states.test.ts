import { expect, test } from 'vitest';
import type { TreeEntry } from '../../hosts/tree.ts';
import { exampleState, MDEV, observed, QUEUE_PATH, treeOf, UUID } from './testing/example-host.ts';

test('files that contradict each other are told', () => {
  const messages = (changes: Record<string, TreeEntry | string>) =>
    observed(treeOf(exampleState(), changes)).findings.map(({ file }) => file);
  expect([
    messages({ [`${MDEV}/matrix`]: '06.0004\n' }),
    messages({ [`${MDEV}/control_domains`]: '0009\n' }),
    messages({ [`${QUEUE_PATH}/status`]: 'unassigned\n' }),
    messages({
      '/sys/bus/ap/drivers/cex4queue/05.0004': {
        kind: 'link',
        target: '../../../../devices/ap/card05/05.0004',
      },
    }),
    messages({
      [`/etc/mdevctl.d/matrix/${UUID}`]:
        '{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"6"}]}',
    }),
    messages({ '/sys/bus/ap/ap_max_domain_id': '15\n' }),
  ]).toEqual([
    [`${MDEV}/matrix`, `${MDEV}/matrix`],
    [`${MDEV}/control_domains`],
    [`${QUEUE_PATH}/status`],
    [`${QUEUE_PATH}/driver`],
    [`/etc/mdevctl.d/matrix/${UUID}`],
    ['/sys/bus/ap/ap_max_domain_id'],
  ]);
});
