import { expect, test } from 'vitest';
import type { StoreApi } from 'zustand/vanilla';
import type { DsaState } from '../../shared/dsa/types.ts';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { DsaStore } from './dsa-view-state.ts';
import { busyHost } from './graph/fixture.ts';
import { mdevEntries } from './part-entries.ts';

const observed = busyHost();
/** On dsa2; nothing tells which of two queues it has. */
const { id } = observed.mdevs[4]!;

function menuOf(state: DsaState) {
  const done: unknown[] = [];
  const kept = {
    edit: (_label: string, edits: unknown) => Promise.resolve(done.push(edits) > 0),
    propose: (_title: string, gesture: unknown) => Promise.resolve(void done.push(gesture)),
    set: (part: unknown) => void done.push(part),
  };
  const store = { getState: () => kept } as unknown as StoreApi<DsaStore>;
  const entries = mdevEntries({ store, state, observed }, id);
  const items = entries.filter(
    (entry): entry is Extract<MenuEntry, { kind: 'item' }> => entry.kind === 'item',
  );
  return { items, done, choose: (which: string) => items.find((entry) => entry.id === which)!.onSelect() };
}

function told(index: number): DsaState {
  return {
    ...observed,
    mdevs: observed.mdevs.map((mdev) =>
      mdev.id === id ? { ...mdev, wq: index, candidates: [index], wqFrom: 'told' } : mdev,
    ),
  };
}

test('DSA-O32 what was told of a queue can be told otherwise and taken back, without undoing what came after', () => {
  const { items, done, choose } = menuOf(told(0));
  expect(items.filter((entry) => entry.id.startsWith('tell')).map(({ label }) => label)).toEqual([
    'wq2.0',
    'wq2.1',
    'Not told after all',
  ]);
  choose('tell-not');
  choose('tell-1');
  const untold = { family: 'dsa', op: 'tellWq', mdev: id, wq: null };
  expect(done).toEqual([[untold], [{ ...untold, wq: 'wq2.1' }]]);
  expect(menuOf(observed).items.some((entry) => entry.id === 'tell-not')).toBe(false);
});

test('an mdev can be for a guest that is not there yet', () => {
  const { done, choose } = menuOf(observed);
  choose('assign-new');
  expect(done).toEqual([{ dialog: { kind: 'new-guest', name: '', mdev: id } }]);
});
