import { expect, test } from 'vitest';
import type { HostView } from '../../shared/view.ts';
import { fixtureState } from './fixture.ts';
import { deviceOf, fidsToGive } from './actions.ts';
import { places } from './family.tsx';
import { gestureOf, titleOf } from './gestures.ts';

function hostWith(): HostView {
  const observed = fixtureState();
  const device = {
    id: 'h0',
    uid: 0x24,
    fid: 0x63,
    uidChosen: 'automatic',
    fidChosen: 'given',
    address: '0024:00:00.0',
    state: 'enabled',
    mode: 'interpret',
    group: 7,
    sdma: null,
    edma: null,
    refused: null,
  };
  const zpci = { observed, desired: null, answers: [{ id: 'g1', devices: [device] }] };
  return { id: 'h1', zpci } as unknown as HostView;
}

test('a typed question finds functions, devices by their numbers in the guest, and guests', () => {
  const labels = (question: string) => places(hostWith(), question).map(({ label }) => label);
  expect([labels(''), labels('0031:'), labels('0024:00:00.0'), labels('0x0024'), labels('0x01c0')]).toEqual([
    ['guest-g1', 'guest-g2'],
    ['0031:00:00.0', 'h0 of guest-g1'],
    ['h0 of guest-g1'],
    ['h0 of guest-g1'],
    ['0031:00:00.0', '0032:00:00.0'],
  ]);
});

test('what is marked is given before what is selected', () => {
  expect([
    fidsToGive({ marked: new Set([1, 2]), selected: 'fn:00000041' }),
    fidsToGive({ marked: new Set(), selected: 'fn:00000041' }),
    fidsToGive({ marked: new Set(), selected: 'g1' }),
  ]).toEqual([[1, 2], [0x41], []]);
});

test('a function that a guest has stands for its device there', () => {
  const state = fixtureState();
  expect([
    deviceOf(state, 'fn:00000041'),
    deviceOf(state, 'dev:g1/h0'),
    deviceOf(state, 'fn:00000042'),
    gestureOf(state, { kind: 'functions', fids: [0x41, 0x42] }, 'g2'),
  ]).toEqual([
    { guest: 'g1', device: 'h0' },
    { guest: 'g1', device: 'h0' },
    null,
    { kind: 'give', guest: 'g2', fids: [0x41, 0x42] },
  ]);
  expect(titleOf(state, { kind: 'move', from: 'g1', device: 'h0', to: 'g2' })).toBe(
    'Move h0 from guest-g1 to guest-g2',
  );
});
