import { expect, test } from 'vitest';
import { fixtureState } from './fixture.ts';
import { whoseWords } from './ZpciOverview.tsx';

test('ZPCI-M7 what a guest sees of itself is with no host, and without functions none is given', () => {
  const state = fixtureState();
  const [guest] = state.guests;
  const [device] = guest!.devices;
  const [one] = state.functions;
  const numbers = { ...device!.zpci!, uid: 0x31, fid: one!.fid };
  const inside = {
    ...state,
    host: { ...state.host, isGuest: true },
    functions: [{ ...one!, uid: 0x31 }],
    guests: [{ ...guest!, devices: [{ ...device!, zpci: numbers }] }],
  };
  expect([whoseWords(state), whoseWords({ ...state, functions: [] }), whoseWords(inside)]).toEqual([
    '2 with the host',
    'none was read',
    `as ${guest!.name} sees its own; its host was not read`,
  ]);
});
