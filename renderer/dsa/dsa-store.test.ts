import { expect, test } from 'vitest';
import type { DsaPreview, PreviewChoice } from '../../shared/dsa/cards.ts';
import type { DsaGesture } from '../../shared/dsa/edits.ts';
import type { Edit } from '../../shared/edit.ts';
import type { Refusal } from '../../shared/findings.ts';
import { createDsaStore } from './dsa-store.ts';
import type { DsaPort } from './dsa-view-state.ts';
import { busyHost } from './graph/fixture.ts';

const REFUSAL: Refusal = {
  rule: 'DSA-O3',
  errno: 'EPERM',
  message: 'dsa0 is enabled.',
  because: [],
  fixes: [],
};

function choice(label: string, parts: Partial<PreviewChoice> = {}): PreviewChoice {
  const edits = [{ family: 'dsa', op: 'give', label }];
  return { label, wq: 'wq0.3', edits, steps: [], price: [], refusal: null, ...parts };
}

/** A view on a fake engine that offers `choices` for every gesture. */
function viewOn(choices: readonly PreviewChoice[], answers = { ok: true as boolean }) {
  const observed = busyHost();
  const shown = { observed, desired: observed };
  const asked: DsaGesture[] = [];
  const made: { label: string; edits: readonly Edit[] }[] = [];
  const said: string[] = [];
  const refused: (string | null)[] = [];
  const call = (name: string, input: { gesture?: DsaGesture; label?: string; edits?: Edit[] }) => {
    if (name === 'dsa.preview') {
      asked.push(input.gesture!);
      return Promise.resolve({ choices } satisfies DsaPreview);
    }
    if (!answers.ok) return Promise.resolve({ ok: false, refusal: REFUSAL });
    made.push({ label: input.label!, edits: input.edits! });
    return Promise.resolve({ ok: true, notes: ['wq0.3 is locked now.'] });
  };
  const store = createDsaStore({
    hostId: 'h1',
    call: call as unknown as DsaPort['call'],
    host: () => ({ ...shown }),
    undoLabel: () => null,
    say: (text) => void said.push(text),
    refused: (one) => void refused.push(one?.what ?? null),
  });
  return { store, asked, made, said, refused, shown };
}

test('a guest dropped on a queue gets it at once, in one undo step, and the queue is looked at', async () => {
  const { store, asked, made } = viewOn([choice('Give wq0.3 to vm-web')]);
  store.getState().dragStart({ kind: 'guest', id: 'g0' });
  store.getState().dragOver('wq0.3');
  await Promise.resolve();
  await Promise.resolve();
  expect(store.getState().dragged).toMatchObject({ drop: 'takes', words: 'Give wq0.3 to vm-web' });
  await store.getState().drop('wq0.3');
  expect([asked[0], made.map(({ label }) => label), store.getState().selected]).toEqual([
    { kind: 'give', guest: 'g0', wq: 'wq0.3', device: null, mode: null },
    ['Give wq0.3 to vm-web'],
    'wq0.3',
  ]);
  expect(store.getState().made?.notes).toEqual(['wq0.3 is locked now.']);
});

test('an mdev dropped on a queue moves there, and is not taken by a device', async () => {
  const { store, asked, made } = viewOn([choice('Move it to wq0.3', { wq: null })]);
  const id = busyHost().mdevs[1]!.id;
  store.getState().dragStart({ kind: 'mdev', id });
  store.getState().dragOver('dsa2');
  expect([store.getState().dragged?.over, asked]).toEqual([null, []]);
  store.getState().dragOver('wq0.3');
  await store.getState().drop('wq0.3');
  expect([asked.at(-1), made.map(({ label }) => label)]).toEqual([
    { kind: 'move', mdev: id, wq: 'wq0.3' },
    ['Move it to wq0.3'],
  ]);
  store.getState().dragStart({ kind: 'mdev', id });
  await store.getState().drop('dsa2');
  expect(made.length).toBe(1);
});

test('a move that stops something is shown first, one that is refused says why', async () => {
  const priced = viewOn([
    choice('Move', { refusal: REFUSAL }),
    choice('Move', { price: ['dsa0 goes down.'] }),
  ]);
  await priced.store.getState().move(busyHost().mdevs[1]!.id, 'wq0.3');
  expect([priced.made, priced.store.getState().offer?.chosen]).toEqual([[], 1]);
  const refusing = viewOn([choice('Move', { refusal: REFUSAL })]);
  await refusing.store.getState().move(busyHost().mdevs[1]!.id, 'wq0.3');
  expect([refusing.made, refusing.store.getState().refusal?.refusal]).toEqual([[], REFUSAL]);
});

test('what stops something is shown first, and done when it is accepted', async () => {
  const { store, made } = viewOn([choice('Give wq0.3 to vm-web', { price: ['vm-db stops.'] })]);
  await store.getState().give('g0', 'dsa0');
  expect([made, store.getState().offer?.chosen]).toEqual([[], 0]);
  await store.getState().accept();
  expect([made.length, store.getState().offer]).toEqual([1, null]);
});

test('leaving an offer changes nothing', async () => {
  const { store, made } = viewOn([choice('Disable wq0.1')]);
  await store.getState().propose('Disable wq0.1', { kind: 'disable', part: 'wq0.1' });
  const closed = store.getState().dismiss();
  await store.getState().accept();
  expect([closed, store.getState().offer, made]).toEqual([true, null, []]);
});

test('a queue that refuses is not swapped for another unasked: the refusal offers the others', async () => {
  const others = choice('Give wq0.4 to vm-web', { wq: 'wq0.4' });
  const { store, made, refused } = viewOn([choice('Give wq0.3 to vm-web', { refusal: REFUSAL }), others]);
  await store.getState().give('g0', 'wq0.3');
  expect([made, refused, store.getState().refusal?.instead]).toEqual([[], ['Give vm-web wq0.3'], [others]]);
});

test('a refused edit is shown with its reason and leaves the offer', async () => {
  const { store, refused } = viewOn([choice('Enable dsa0')], { ok: false });
  await store.getState().propose('Enable dsa0', { kind: 'enable', part: 'dsa0' });
  await store.getState().accept();
  expect([refused, store.getState().offer, store.getState().refusal?.refusal]).toEqual([
    ['Enable dsa0'],
    null,
    REFUSAL,
  ]);
});

test('what was refused or offered goes when the state it was said of changes under it, and stays while it is', async () => {
  const { store, shown, refused } = viewOn([choice('Enable dsa0')], { ok: false });
  await store.getState().propose('Enable dsa0', { kind: 'enable', part: 'dsa0' });
  store.getState().hostChanged();
  expect(store.getState().offer).not.toBeNull();
  shown.desired = busyHost();
  store.getState().hostChanged();
  expect([store.getState().offer, refused]).toEqual([null, [null]]);
  await store.getState().edit('Set size', [{ family: 'dsa', op: 'configure' }]);
  store.getState().hostChanged();
  expect(store.getState().refusal?.what).toBe('Set size');
  shown.desired = busyHost();
  store.getState().hostChanged();
  expect([store.getState().refusal, refused.at(-1)]).toEqual([null, null]);
});

test('a drag that is let go nowhere gives nothing', async () => {
  const { store, made } = viewOn([choice('Give wq0.3 to vm-web')]);
  store.getState().dragStart({ kind: 'guest', id: 'g0' });
  store.getState().dragOver('wq0.3');
  store.getState().dragOver(null);
  await store.getState().drop(null);
  expect([made, store.getState().dragged]).toEqual([[], null]);
});

test('what a link points at is shown: its device unfolds, a guest is picked', () => {
  const { store } = viewOn([]);
  store.getState().set({ collapsed: new Set(['dsa0', 'dsa2']) });
  store.getState().showRefs([
    { kind: 'part', family: 'dsa', id: 'wq0.2' },
    { kind: 'guest', id: 'g1' },
    { kind: 'file', path: '/x' },
  ]);
  const { selected, collapsed, pointed, goTo } = store.getState();
  expect([selected, [...collapsed], [...pointed], goTo?.id]).toEqual([
    'wq0.2',
    ['dsa2'],
    ['wq0.2', 'g1'],
    'wq0.2',
  ]);
  store.getState().show('g1');
  expect(store.getState().guestId).toBe('g1');
});

test('guests are stepped through in a ring', () => {
  const { store } = viewOn([]);
  store.getState().stepGuest(-1);
  const last = store.getState().guestId;
  store.getState().stepGuest(1);
  expect([last, store.getState().guestId]).toEqual(['g3', 'g0']);
});
