import { expect, test } from 'vitest';
import type { Edit } from '../../shared/edit.ts';
import type { Refusal } from '../../shared/findings.ts';
import type { PreviewChoice, ZpciPreview } from '../../shared/zpci/cards.ts';
import type { ZpciGesture } from '../../shared/zpci/edits.ts';
import { fixtureState } from './fixture.ts';
import { createZpciStore } from './zpci-store.ts';
import type { ZpciPort } from './zpci-view-state.ts';

const REFUSAL: Refusal = {
  rule: 'ZPCI-A4',
  message: 'UID 0x0031 is taken by h0.',
  because: [],
  fixes: [],
};

function choice(label: string, parts: Partial<PreviewChoice> = {}): PreviewChoice {
  const edits = [{ family: 'zpci', op: 'give', label }];
  return { label, edits, steps: [], price: [], gets: ['UID 0x0001'], refusal: null, ...parts };
}

/** A view on a fake engine that offers `choices` for every gesture. */
function viewOn(choices: readonly PreviewChoice[], answers = { ok: true as boolean }) {
  const observed = fixtureState();
  const shown = { observed, desired: observed };
  const asked: ZpciGesture[] = [];
  const made: { label: string; edits: readonly Edit[] }[] = [];
  const refused: (string | null)[] = [];
  const call = (name: string, input: { gesture?: ZpciGesture; label?: string; edits?: Edit[] }) => {
    if (name === 'zpci.preview') {
      asked.push(input.gesture!);
      return Promise.resolve({ choices } satisfies ZpciPreview);
    }
    if (!answers.ok) return Promise.resolve({ ok: false, refusal: REFUSAL });
    made.push({ label: input.label!, edits: input.edits! });
    return Promise.resolve({ ok: true, notes: [] });
  };
  const store = createZpciStore({
    hostId: 'h1',
    call: call as unknown as ZpciPort['call'],
    host: () => ({ ...shown }),
    undoLabel: () => null,
    say: () => undefined,
    refused: (one) => void refused.push(one?.what ?? null),
  });
  return { store, asked, made, refused, shown };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

test('a function dropped on a guest is given at once, in one undo step', async () => {
  const { store, asked, made } = viewOn([choice('Give 0032:00:00.0 to guest-g2')]);
  store.getState().dragStart({ kind: 'functions', fids: [0x42] });
  store.getState().dragOver('g2');
  await settle();
  expect(store.getState().dragged).toMatchObject({
    over: 'g2',
    drop: 'takes',
    words: 'Give 0032:00:00.0 to guest-g2 · UID 0x0001',
  });
  await store.getState().drop('g2');
  expect([asked, made.map(({ label }) => label), store.getState().dragged]).toEqual([
    [{ kind: 'give', guest: 'g2', fids: [0x42] }],
    ['Give 0032:00:00.0 to guest-g2'],
    null,
  ]);
});

test('what is dragged decides the gesture: a guest’s device moves, or goes back to the host', async () => {
  const { store, asked } = viewOn([choice('Done')]);
  const drag = async (what: Parameters<ReturnType<typeof store.getState>['dragStart']>[0], to: string) => {
    store.getState().dragStart(what);
    await store.getState().drop(to);
  };
  await drag({ kind: 'device', guest: 'g1', device: 'h0' }, 'g2');
  await drag({ kind: 'device', guest: 'g1', device: 'h0' }, 'host');
  await drag({ kind: 'functions', fids: [0x41] }, 'g2');
  await drag({ kind: 'functions', fids: [0x41] }, 'host');
  // Where nothing would change, nothing is asked.
  await drag({ kind: 'functions', fids: [0x41] }, 'g1');
  await drag({ kind: 'functions', fids: [0x42] }, 'host');
  await drag({ kind: 'device', guest: 'g1', device: 'h0' }, 'g1');
  const move = { kind: 'move', from: 'g1', device: 'h0', to: 'g2' };
  const take = { kind: 'take', guest: 'g1', device: 'h0' };
  expect(asked).toEqual([move, take, move, take]);
});

test('a refusal of what was asked for is shown with the other ways, nothing is done unasked', async () => {
  const other = choice('Give it as UID 0x0002');
  const { store, made, refused } = viewOn([choice('Give', { refusal: REFUSAL }), other]);
  await store.getState().give('g1', [0x42]);
  expect([made, store.getState().refusal, refused]).toEqual([
    [],
    { what: 'Give 0032:00:00.0 to guest-g1', refusal: REFUSAL, instead: [other] },
    ['Give 0032:00:00.0 to guest-g1'],
  ]);
  expect([store.getState().dismiss(), store.getState().refusal]).toEqual([true, null]);
});

test('what has a price is offered first, and done when it is accepted', async () => {
  const { store, made } = viewOn([choice('Give', { price: ['mlx5_core loses it.'] })]);
  store.getState().mark(0x42);
  await store.getState().give('g1', [0x42]);
  expect([made.length, store.getState().offer?.chosen]).toEqual([0, 0]);
  await store.getState().accept();
  expect([made.length, store.getState().offer, store.getState().marked.size]).toEqual([1, null, 0]);
});

test('pointing at a function asks what the picked guest would get, and nothing without a guest', async () => {
  const { store, asked } = viewOn([choice('Give')]);
  store.getState().peek(0x42);
  expect([asked, store.getState().peeked]).toEqual([[], null]);
  store.getState().pickGuest('g1');
  store.getState().peek(0x42);
  await settle();
  expect([asked.length, store.getState().peeked?.preview?.choices[0]?.gets]).toEqual([1, ['UID 0x0001']]);
});

test('a guest that is picked after a function is selected leaves it selected, to be given', async () => {
  const { store, asked } = viewOn([choice('Give')]);
  store.getState().select('fn:00000042');
  store.getState().pickGuest('g2');
  await settle();
  const { selected, guestId, peeked } = store.getState();
  expect([selected, guestId, peeked?.fid, asked]).toEqual([
    'fn:00000042',
    'g2',
    0x42,
    [{ kind: 'give', guest: 'g2', fids: [0x42] }],
  ]);
  store.getState().select('dev:g1/h0');
  store.getState().pickGuest('g2');
  expect(store.getState().selected).toBe('g2');
});

test('Escape leaves what is urgent first, then what is pointed out and marked', () => {
  const { store } = viewOn([choice('Give')]);
  store.getState().mark(0x42);
  store.setState({ refusal: { what: 'Give', refusal: REFUSAL, instead: [] } });
  expect([store.getState().dismiss(), store.getState().marked.size]).toEqual([true, 1]);
  expect([store.getState().dismiss(), store.getState().marked.size]).toEqual([true, 0]);
  expect(store.getState().dismiss()).toBe(false);
});

test('what is gone from the host is no longer selected, picked or marked', () => {
  const { store, shown } = viewOn([choice('Give')]);
  store.getState().select('dev:g1/h0');
  store.getState().mark(0x42);
  const { guests, functions } = shown.observed;
  const left = { ...shown.observed, functions: functions.slice(2), guests: guests.slice(1) };
  Object.assign(shown, { observed: left, desired: left });
  store.getState().hostChanged();
  const { selected, guestId, marked } = store.getState();
  expect({ selected, guestId, marked: [...marked] }).toEqual({ selected: null, guestId: null, marked: [] });
});

test('links show what they name on a display that has it', () => {
  const { store } = viewOn([choice('Give')]);
  const at = () => {
    const { display, selected, field } = store.getState();
    return { display, selected, field };
  };
  store.getState().showRefs([{ kind: 'part', family: 'zpci', id: 'field:g1/h0/edma' }]);
  expect(at()).toEqual({
    display: 'answer',
    selected: 'dev:g1/h0',
    field: { block: 'function', name: 'edma' },
  });
  store.getState().showRefs([{ kind: 'guest', id: 'g2' }]);
  expect(at()).toEqual({ display: 'assign', selected: 'g2', field: null });
  store.getState().showRefs([{ kind: 'part', family: 'zpci', id: 'group:g1/f0' }]);
  expect(at().display).toBe('groups');
});
