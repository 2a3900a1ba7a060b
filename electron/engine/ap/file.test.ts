import { expect, it } from 'vitest';
import { QUEUE } from '../../../shared/ap/types.ts';
import { fromFile, toFile } from './file.ts';
import { createApState, createMdev, masksOf } from './model.ts';

it('keeps as many foreign drivers as a queue table can name', () => {
  const otherDrivers = Array.from({ length: 256 - QUEUE.OTHER }, (_, index) => `driver${index}`);
  const host = createApState({ lpar: masksOf([5], Array(256).keys()) });
  const state = Uint8Array.from(host.queues.state);
  for (const index of otherDrivers.keys()) state[0x0500 + index] = QUEUE.OTHER + index;
  const odd = { ...host, queues: { ...host.queues, state, otherDrivers } };
  expect(fromFile(JSON.parse(JSON.stringify(toFile(odd))))).toEqual(odd);
});

it('AP-C7 opens a file whose names turn or break text, and shows them harmlessly', () => {
  const mdev = createMdev('62177883-f1bb-47f0-914d-32a22e3a8804', {
    name: 'pay\u202estnem\n2',
    guest: '\u2066a\0',
  });
  const read = fromFile(JSON.parse(JSON.stringify(toFile(createApState({ mdevs: [mdev] })))));
  expect(read.mdevs.map(({ name, guest }) => [name, guest])).toEqual([['pay stnem 2', 'a']]);
});
