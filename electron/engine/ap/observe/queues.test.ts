import { expect, test } from 'vitest';
import { driverOf, QUEUE } from '../../../../shared/ap/types.ts';
import { apqnOf } from '../../../../shared/apqn.ts';
import { exampleState, observed, treeOf } from './testing/example-host.ts';

test('queues: override, deconfigured, key patterns, foreign driver, no driver', () => {
  const queue = (name: string) => `/sys/devices/ap/card05/05.${name}`;
  const { state } = observed(
    treeOf(exampleState({ profile: 'upstream' }), {
      [`${queue('0004')}/driver_override`]: 'cex4queue\n',
      [`${queue('0004')}/driver`]: { kind: 'link', target: '../../../../bus/ap/drivers/cex4queue' },
      [`${queue('0004')}/mkvps`]:
        'AES NEW: empty 0x0000000000000000\nAES CUR: valid 0x9a1b2c3d4e5f6071\nAES OLD: invalid 0x0\n',
      [`${queue('0004')}/online`]: '1\n',
      [`${queue('0047')}/config`]: '0\n',
      [`${queue('0047')}/driver`]: { kind: 'link', target: '../../../../bus/ap/drivers/other_drv' },
      '/sys/devices/ap/card06/06.0004/driver': null,
    }),
  );
  const at = (apqn: number) => [driverOf(state.queues, apqn), state.queues.state[apqn] === QUEUE.NO_DRIVER];
  expect([
    at(apqnOf(5, 4)),
    at(apqnOf(5, 71)),
    at(apqnOf(6, 4)),
    [...state.queues.overrides],
    [...state.queues.deconfigured],
    state.queues.details.get(apqnOf(5, 4)),
  ]).toEqual([
    ['cex4queue', false],
    ['other_drv', false],
    [null, true],
    [[apqnOf(5, 4), 'cex4queue']],
    [apqnOf(5, 71)],
    { online: true, status: 'in use', mkvps: ['AES CUR: valid 0x9a1b2c3d4e5f6071'] },
  ]);
});
