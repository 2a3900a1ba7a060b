import { expect, test } from 'vitest';
import { formatZpciRef } from '../../shared/zpci/refs.ts';
import { fixtureGuest, fixtureState } from './fixture.ts';
import { answeredBy } from './zpci-context.ts';

test('the answer is about what is selected, else about the picked guest, else about the first device there is', () => {
  const state = fixtureState();
  const owner = state.guests.find(({ devices }) => devices.length > 0)!;
  const [device] = owner.devices as readonly [(typeof owner.devices)[number]];
  const fid = (address: string) => state.functions.find((one) => one.address === address)!.fid;
  const card = device.card?.kind === 'vfio' ? device.card.host : '';
  const first = { guest: owner.id, device: device.id };
  const empty = fixtureGuest('empty');
  const more = { ...state, guests: [empty, ...state.guests] };
  expect([
    answeredBy(more, formatZpciRef({ kind: 'dev', ...first }), null),
    answeredBy(more, formatZpciRef({ kind: 'dev', guest: owner.id, device: 'gone' }), null),
    answeredBy(more, formatZpciRef({ kind: 'fn', fid: fid(card) }), null),
    answeredBy(more, formatZpciRef({ kind: 'fn', fid: 0xffff_fffe }), null),
    answeredBy(more, owner.id, null),
    answeredBy(more, null, owner.id),
    answeredBy(more, null, 'empty'),
    answeredBy(more, null, null),
    answeredBy({ ...state, guests: [] }, null, null),
  ]).toEqual([first, null, first, null, first, first, null, first, null]);
});
