import { expect, it } from 'vitest';
import type { HostDocument } from '../engine/workspace/document.ts';
import { withGuestIds } from './guest-names.ts';

const guests = [
  { id: 'guest:db1', name: 'db1' },
  { id: 'a', name: 'twin' },
  { id: 'b', name: 'twin' },
  { id: 'web', name: 'db1-old' },
  { id: 'guest:web', name: 'web' },
];
const state = { guests };
const host: Pick<HostDocument, 'families'> = {
  families: new Map([
    ['zpci', { observed: state, desired: state }],
    ['ap', { observed: {}, desired: {} }],
  ]),
};

function named(...edits: (readonly [op: string, guest: string, family?: string])[]): unknown[] {
  return withGuestIds(
    host,
    edits.map(([op, guest, family = 'zpci']) => ({ family, op, guest })),
  ).map((edit) => edit['guest']);
}

it('takes a name that one guest has for its id, and leaves every id as it is', () => {
  expect([
    named(['take', 'db1'], ['take', 'guest:db1'], ['take', 'twin'], ['take', 'web'], ['take', 'nobody']),
    named(['take', 'db1', 'ap']),
    named(['addGuest', 'db1'], ['give', 'db1']),
  ]).toEqual([['guest:db1', 'guest:db1', 'twin', 'web', 'nobody'], ['db1'], ['db1', 'db1']]);
});
