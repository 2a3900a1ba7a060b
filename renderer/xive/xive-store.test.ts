import { expect, test } from 'vitest';
import type { Edit } from '../../shared/edit.ts';
import type { Refusal } from '../../shared/findings.ts';
import { DEFAULT_CONFIG } from '../../shared/xive/types.ts';
import { ALL_TOLD } from '../../shared/xive/moment.ts';
import type { BranchView, ReadingView, XiveView } from '../../shared/xive/view.ts';
import { createXiveStore } from './xive-store.ts';
import { besidePlaceOf, placeOf, type XivePort } from './xive-view-state.ts';

const REFUSAL: Refusal = { rule: 'XIVE-T1', message: 'Too many events.', because: [], fixes: [] };

function branch(id: string, events: number, parts: Partial<BranchView> = {}): BranchView {
  return {
    id,
    name: id,
    about: '',
    parent: null,
    config: DEFAULT_CONFIG,
    vms: [{ name: 'guest', vcpus: 2, sources: 10 }],
    events,
    wrong: 0,
    devices: [],
    serial: 1,
    edited: false,
    ...parts,
  };
}

const READING: ReadingView = {
  id: 'r1',
  name: 'kvm-vfio/01',
  texts: ['info pic'],
  irqchip: 'in-kernel',
  pageSize: 65536,
  vcpus: 2,
  sources: 12,
  passedThrough: 4,
  vmas: 2,
  timaVmas: 0,
  told: ALL_TOLD,
  traced: 0,
};

/** A view on a fake engine; `study` is what it pushes. */
function viewOn(branches: readonly BranchView[], readings: readonly ReadingView[] = []) {
  const study: { now: XiveView } = {
    now: {
      branches,
      readings,
      changed: false,
      problems: [],
      problemCount: { error: 0, warning: 0, info: 0 },
    },
  };
  const answers = { ok: true };
  const made: { label: string; edits: readonly Edit[] }[] = [];
  const said: string[] = [];
  const refused: (string | null)[] = [];
  const call = (_name: string, input: { label: string; edits: Edit[] }) => {
    if (!answers.ok) return Promise.resolve({ ok: false, refusal: REFUSAL });
    made.push({ label: input.label, edits: input.edits });
    return Promise.resolve({ ok: true, notes: [] });
  };
  const store = createXiveStore({
    hostId: 'h1',
    call: call as unknown as XivePort['call'],
    host: () => ({ observed: study.now, desired: study.now }),
    undoLabel: () => null,
    say: (text) => void said.push(text),
    refused: (one) => void refused.push(one?.what ?? null),
  });
  const place = () => placeOf(study.now, store.getState());
  return { store, study, answers, made, said, refused, place };
}

test('a branch stands at its end until it is scrubbed, and a step stays within its events', () => {
  const { store, place } = viewOn([branch('replug', 7)]);
  const steps = [place()];
  for (const step of [3, -2, 99]) {
    store.getState().goToStep(step);
    steps.push(place());
  }
  expect(steps).toEqual([7, 3, 0, 7].map((step) => ({ kind: 'branch', branch: 'replug', step })));
});

test('what happens is inserted behind the step that is shown, and the view goes behind it', async () => {
  const { store, made, place } = viewOn([branch('replug', 7)]);
  store.getState().goToStep(4);
  await store.getState().happen('Trigger 0x1304', [{ op: 'store', lisn: 0x1304, offset: 'trigger' }]);
  expect([made, place()]).toEqual([
    [
      {
        label: 'Trigger 0x1304',
        edits: [
          {
            family: 'xive',
            op: 'insertEvents',
            branch: 'replug',
            at: 4,
            events: [{ op: 'store', lisn: 0x1304, offset: 'trigger' }],
          },
        ],
      },
    ],
    { kind: 'branch', branch: 'replug', step: 5 },
  ]);
});

test('nothing happens in a reading: it says what to do instead', async () => {
  const { store, made, said } = viewOn([], [READING]);
  expect(await store.getState().happen('Trigger', [{ op: 'infoPic' }])).toBe(false);
  expect([made, said]).toEqual([[], ['A reading is what was captured: study it to let something happen.']]);
});

test('a refused edit leaves the step where it was, and the refusal goes when the study changes', async () => {
  const { store, answers, study, refused, place } = viewOn([branch('replug', 7)]);
  store.getState().goToStep(2);
  answers.ok = false;
  await store.getState().happen('Plug nvme0', [{ op: 'unplug', dev: 'nvme0' }]);
  expect([store.getState().refusal, place()]).toEqual([
    { what: 'Plug nvme0', refusal: REFUSAL },
    { kind: 'branch', branch: 'replug', step: 2 },
  ]);
  study.now = { ...study.now, changed: true };
  store.getState().hostChanged();
  expect([store.getState().refusal, refused]).toEqual([null, ['Plug nvme0', null]]);
});

test('playing from the end starts anew, and scrubbing stops it', () => {
  const { store, place } = viewOn([branch('replug', 7)]);
  store.getState().play(true);
  expect([store.getState().playing, place()]).toEqual([true, { kind: 'branch', branch: 'replug', step: 0 }]);
  store.getState().goToStep(2);
  expect(store.getState().playing).toBe(false);
});

test('a reference leads to its branch, step, guest and page; one of a branch that is gone leads nowhere', () => {
  const { store, place } = viewOn([branch('replug', 7), branch('other', 3)]);
  store.getState().showRefs([{ kind: 'part', family: 'xive', id: 'branch:gone@2/lisn:0x1300' }]);
  expect(store.getState().selected).toBeNull();
  store.getState().showRefs([{ kind: 'part', family: 'xive', id: 'branch:other@2/vm:B/page:-9' }]);
  const { vm, selected, goTo } = store.getState();
  expect([place(), vm, selected, goTo]).toEqual([
    { kind: 'branch', branch: 'other', step: 2 },
    'B',
    { kind: 'page', page: -9 },
    { target: { kind: 'page', page: -9 }, serial: 1 },
  ]);
});

test('a branch that is removed is not shown any more, nor stands it beside', () => {
  const { store, study, place } = viewOn([branch('replug', 7), branch('other', 3)]);
  store.getState().open({ kind: 'branch', id: 'other' }, 1);
  store.getState().set({ beside: { kind: 'branch', branch: 'other' } });
  study.now = { ...study.now, branches: [branch('replug', 7)] };
  store.getState().hostChanged();
  expect([place(), store.getState().beside, [...store.getState().steps]]).toEqual([
    { kind: 'branch', branch: 'replug', step: 7 },
    null,
    [],
  ]);
});

test('a strategy beside stands at the same step, a branch at its own, a reading on its host', () => {
  const { store, study } = viewOn([branch('replug', 7), branch('other', 3)], [READING]);
  store.getState().goToStep(4);
  const beside = (one: ReturnType<typeof store.getState>['beside']) => {
    store.getState().set({ beside: one });
    return besidePlaceOf(study.now, 'h1', store.getState());
  };
  expect([
    beside({ kind: 'strategy', strategy: 'C' }),
    beside({ kind: 'branch', branch: 'other' }),
    beside({ kind: 'reading', hostId: 'h2', reading: 'r9' }),
    beside(null),
  ]).toEqual([
    { hostId: 'h1', place: { kind: 'branch', branch: 'replug', step: 4, strategy: 'C' } },
    { hostId: 'h1', place: { kind: 'branch', branch: 'other', step: 3 } },
    { hostId: 'h2', place: { kind: 'reading', reading: 'r9' } },
    null,
  ]);
});

test('what stands beside goes as soon as it is what is shown, or has nothing to stand beside', () => {
  const { store, study } = viewOn([branch('replug', 7), branch('other', 3)], [READING]);
  const { set, open, hostChanged } = store.getState();
  const left = [];
  set({ beside: { kind: 'strategy', strategy: 'C' } });
  open({ kind: 'reading', id: 'r1' });
  left.push(store.getState().beside);
  open({ kind: 'branch', id: 'replug' });
  set({ beside: { kind: 'reading', hostId: 'h1', reading: 'r1' } });
  open({ kind: 'reading', id: 'r1' });
  left.push(store.getState().beside);
  open({ kind: 'branch', id: 'replug' });
  set({ beside: { kind: 'branch', branch: 'other' } });
  open({ kind: 'branch', id: 'other' });
  left.push(store.getState().beside);
  set({ beside: { kind: 'strategy', strategy: 'C' } });
  study.now = {
    ...study.now,
    branches: [branch('other', 3, { config: { ...DEFAULT_CONFIG, strategy: 'C' } })],
  };
  hostChanged();
  left.push(store.getState().beside);
  expect(left).toEqual([null, null, null, null]);
});

test('a branch made from what is shown keeps selection and part of the axis, another story does not', () => {
  const { store } = viewOn([
    branch('replug', 7),
    branch('fork', 7, { parent: { branch: 'replug', step: 3 } }),
    branch('million', 2),
  ]);
  const { open, set } = store.getState();
  const looked = { selected: { kind: 'source', lisn: 0x1304 }, window: { from: 1, to: 9 } } as const;
  open({ kind: 'branch', id: 'replug' });
  set(looked);
  open({ kind: 'branch', id: 'fork' });
  const kept = store.getState();
  open({ kind: 'branch', id: 'million' });
  const other = store.getState();
  expect([kept, other].map(({ selected, window }) => ({ selected, window }))).toEqual([
    looked,
    { selected: null, window: null },
  ]);
});

test('deleting a branch leads to what it was made from, and undo past both to what is left', () => {
  const all = [
    branch('million', 2),
    branch('replug', 7),
    branch('fork', 7, { parent: { branch: 'replug', step: 3 } }),
    branch('twig', 7, { parent: { branch: 'fork', step: 3 } }),
  ];
  const { store, study, place } = viewOn(all);
  store.getState().hostChanged();
  store.getState().open({ kind: 'branch', id: 'twig' });
  study.now = { ...study.now, branches: all.filter(({ id }) => id !== 'twig' && id !== 'fork') };
  store.getState().hostChanged();
  const toParent = place();
  study.now = { ...study.now, branches: [all[0]!] };
  store.getState().hostChanged();
  expect([toParent, place()]).toEqual([
    { kind: 'branch', branch: 'replug', step: 7 },
    { kind: 'branch', branch: 'million', step: 2 },
  ]);
});

test('a branch that a fix made is shown and said', () => {
  const { store, study, said, place } = viewOn([branch('replug', 7)]);
  store.getState().hostChanged();
  study.now = {
    ...study.now,
    branches: [branch('replug', 7), branch('fixed', 6, { parent: { branch: 'replug', step: 6 } })],
  };
  store.getState().hostChanged();
  expect({ place: place(), said }).toEqual({
    place: { kind: 'branch', branch: 'fixed', step: 6 },
    said: ['The branch “fixed” is new, and is shown now.'],
  });
});
