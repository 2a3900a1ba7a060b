import { describe, expect, test } from 'vitest';
import type { MaskMove, PaintChoice, PaintPreview } from '../../shared/ap/preview.ts';
import { apqnOf } from '../../shared/apqn.ts';
import type { ApEdit } from '../../shared/ap/edits.ts';
import type { Client } from '../../shared/contract.ts';
import type { Refusal } from '../../shared/findings.ts';
import { createApStore } from './ap-store.ts';
import type { ApPort } from './ap-view-state.ts';
import { fixtureChoice, fixtureState } from './fixture.ts';

interface Asked {
  readonly name: string;
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
  readonly answer: (value: unknown) => void;
}

/** A client whose answers the test gives by hand; `auto` answers at once. */
function setup(auto: (name: string, input: never) => unknown = () => undefined) {
  const asked: Asked[] = [];
  const said: string[] = [];
  let undoLabel: string | null = null;
  const call = ((name: string, input: unknown, options?: { signal?: AbortSignal }) =>
    new Promise<unknown>((resolve) => {
      asked.push({ name, input, signal: options?.signal, answer: resolve });
      const value = auto(name, input as never);
      if (value !== undefined) resolve(value);
    })) as unknown as Client['call'];
  const state = fixtureState();
  const port: ApPort = {
    hostId: 'h1',
    call,
    host: () => ({ observed: state, desired: state }),
    undoLabel: () => undoLabel,
    say: (text, tone) => said.push(`${tone}: ${text}`),
    refused: (refused) => said.push(`refused: ${refused?.refusal.rule ?? 'settled'}`),
  };
  const store = createApStore(port);
  return { store, asked, said, setUndo: (label: string | null) => (undoLabel = label) };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve();
}

function gestureAt(adapter: number, domain: number) {
  return { adapters: [adapter], domains: [domain], mode: 'paint' as const };
}

const refusal: Refusal = {
  rule: 'AP-U10',
  errno: 'EADDRINUSE',
  message: 'hsm-proxy has 06.0047.',
  because: [],
  fixes: [],
};
function choice(label: string, edits: readonly ApEdit[], masks: MaskMove | null = null): PaintChoice {
  return fixtureChoice({ label, edits, masks });
}

const adds = (label: string): PaintChoice =>
  choice(label, [
    { family: 'ap', op: 'assign', mdev: 'test-ci', adapters: [4], domains: [6], controlDomains: [] },
  ]);

describe('preview', () => {
  test('asks for the newest gesture only, one at a time, and drops the answer to an old one', async () => {
    const { store, asked } = setup();
    store.getState().pickGuest('test-ci');
    store.getState().hover(gestureAt(4, 6));
    store.getState().hover(gestureAt(4, 71));
    store.getState().hover(gestureAt(4, 84));
    expect(asked.map((one) => one.signal?.aborted)).toEqual([true]);
    asked[0]!.answer({ choices: [adds('old')] });
    await settle();
    expect(asked.map((one) => (one.input as { gesture: { domains: number[] } }).gesture.domains)).toEqual([
      [6],
      [84],
    ]);
    expect(store.getState().preview).toBeNull();
    asked[1]!.answer({ choices: [adds('new')] });
    await settle();
    expect(store.getState().preview?.choices[0]?.label).toBe('new');
  });

  test('an answer for a pointer that left is not shown', async () => {
    const { store, asked } = setup();
    store.getState().pickGuest('test-ci');
    store.getState().hover(gestureAt(4, 6));
    store.getState().hover(null);
    asked[0]!.answer({ choices: [adds('late')] });
    await settle();
    expect(store.getState().preview).toBeNull();
  });

  test('a changed host makes the same gesture be asked again', async () => {
    const { store, asked } = setup();
    store.getState().pickGuest('test-ci');
    store.getState().hover(gestureAt(4, 6));
    asked[0]!.answer({ choices: [adds('before')] });
    await settle();
    store.getState().hostChanged();
    expect(asked.length).toBe(2);
  });
});

describe('painting', () => {
  test('makes the first choice as one edit under its label and says so', async () => {
    const { store, asked, said } = setup((name) =>
      name === 'ap.preview'
        ? ({ choices: [adds('Adds adapter 4')] } satisfies PaintPreview)
        : { ok: true, revision: 2, notes: ['05.0004 will be zeroized.'] },
    );
    store.getState().pickGuest('test-ci');
    await store.getState().commit(gestureAt(4, 6));
    expect({ last: asked.at(-1)?.input, said }).toEqual({
      last: { hostId: 'h1', label: 'Adds adapter 4', edits: adds('').edits },
      said: ['refused: settled', 'done: Adds adapter 4. 05.0004 will be zeroized.'],
    });
  });

  test('a refusal shows with the other ways the engine accepts, and nothing is edited', async () => {
    const { store, asked } = setup(() => ({ choices: [{ ...adds('first'), refusal }, adds('second')] }));
    store.getState().pickGuest('test-ci');
    await store.getState().commit(gestureAt(6, 71));
    const shown = store.getState().refusal;
    expect([
      asked.map((one) => one.name),
      shown?.refusal.rule,
      shown?.instead.map((one) => one.label),
    ]).toEqual([['ap.preview'], 'AP-U10', ['second']]);
  });

  test('after an erase the alternative is offered, and taken by undo plus the other edit', async () => {
    const { store, asked, setUndo } = setup((name) =>
      name === 'ap.preview'
        ? { choices: [adds('Removes adapter 4'), adds('Removes domain 6')] }
        : name === 'workspace.edit'
          ? { ok: true, revision: 2, notes: [] }
          : { undone: 'x' },
    );
    store.getState().pickGuest('payments-a');
    await store.getState().commit({ ...gestureAt(4, 6), mode: 'erase' });
    setUndo('Removes adapter 4');
    await store.getState().applyInstead(store.getState().offered!.others[0]!);
    expect(asked.map((one) => one.name)).toEqual([
      'ap.preview',
      'workspace.edit',
      'workspace.undo',
      'workspace.edit',
    ]);
  });

  test('without a guest nothing is asked and the way is told', async () => {
    const { store, asked, said } = setup();
    await store.getState().commit(gestureAt(4, 6));
    expect([asked.length, said.length, said[0]?.includes('Pick a guest')]).toEqual([0, 1, true]);
  });
});

describe('host masks and control domains', () => {
  const still = { toHost: [], toGuests: [], collateral: [], hostKeeps: 0, givesAwayDefaultDomain: false };
  const write = (label: string, value: string, masks: Partial<MaskMove>): PaintChoice =>
    choice(label, [{ family: 'ap', op: 'writeMask', mask: 'aqmask', value }], {
      ...still,
      compare: false,
      ...masks,
    });

  test('every mode asks the engine, with what the gesture changes', async () => {
    const { store, asked } = setup();
    store.getState().pickGuest('test-ci');
    for (const mode of ['assign', 'control', 'masks'] as const) {
      store.getState().setMode(mode);
      store.getState().hover(gestureAt(7, 84));
      asked.at(-1)!.answer({ choices: [] });
      await settle();
    }
    const gestures = asked.map(
      ({ input }) => (input as { gesture: { target: string; mdev: string } }).gesture,
    );
    expect(gestures.map(({ target, mdev }) => [target, mdev])).toEqual([
      ['usage', 'test-ci'],
      ['control', 'test-ci'],
      ['masks', ''],
    ]);
  });

  test('ways to release a cell are compared before one is made', async () => {
    const ways = [
      write('by domain', '-84', { toGuests: [[7, '84']], compare: true }),
      write('by adapter', '-7', { toGuests: [[7, '84']], compare: true }),
    ];
    const { store, asked, said } = setup(() => ({ choices: ways }));
    store.getState().setMode('masks');
    await store.getState().commit(gestureAt(7, 84));
    expect([asked.map(({ name }) => name), store.getState().proposal, said]).toEqual([
      ['ap.preview'],
      { title: 'Release 07.0054 for guests', releases: true, choices: ways, shown: null },
      ['done: 2 ways to do it; compare them in the inspector.'],
    ]);
  });

  test('returning a cell that takes others along waits for a confirmation, which points at them', async () => {
    const back = write('Return 2 queues', '+6', {
      toHost: [
        [4, '6'],
        [7, '6'],
      ],
      collateral: [[7, '6']],
      compare: true,
    });
    const { store, asked } = setup(() => ({ choices: [back] }));
    await store.getState().proposeMasks({ adapters: [4], domains: [6] });
    const { proposal, highlight } = store.getState();
    expect([asked.length, proposal?.title, proposal?.releases, highlight]).toEqual([
      1,
      'Return 2 queues',
      false,
      [apqnOf(7, 6)],
    ]);
  });

  test('what was proposed goes with the next refusal, and when another cell is clicked', async () => {
    const back = write('Return 2 queues', '+6', {
      toHost: [[4, '6']],
      collateral: [[7, '6']],
      compare: true,
    });
    const answers = [back, { ...adds('Adds adapter 4'), refusal }, back];
    const { store } = setup(() => ({ choices: [answers.shift()] }));
    const seen = () => [store.getState().proposal?.title, store.getState().refusal?.what];
    store.getState().setMode('masks');
    await store.getState().commit(gestureAt(4, 6));
    const states = [seen()];
    await store.getState().commit(gestureAt(4, 7));
    states.push(seen());
    expect(store.getState().dismiss()).toBe(true);
    await store.getState().commit(gestureAt(4, 6));
    store.getState().setCursor(apqnOf(5, 5));
    states.push(seen());
    expect([states, store.getState().highlight, store.getState().dismiss()]).toEqual([
      [
        ['Return 2 queues', undefined],
        [undefined, 'Adds adapter 4'],
        [undefined, undefined],
      ],
      [],
      false,
    ]);
  });

  test('a change that cannot be made shows its refusal at once, with its fixes', async () => {
    const back = { ...write('Return 2 queues', '+6', { compare: true }), refusal };
    const { store, said } = setup(() => ({ choices: [back] }));
    await store.getState().proposeMasks({ adapters: [4], domains: [6] });
    expect([store.getState().proposal, store.getState().refusal, said]).toEqual([
      null,
      { what: 'Return 2 queues', refusal, instead: [] },
      ['refused: AP-U10'],
    ]);
  });

  test('a change without a price is made at once, and a choice without edits explains itself', async () => {
    let head = write('Release adapter 7 for guests', '-7', {});
    const { store, asked, said } = setup((name) =>
      name === 'ap.preview' ? { choices: [head] } : { ok: true, revision: 2, notes: [] },
    );
    store.getState().setMode('masks');
    await store.getState().commit({ adapters: [7], domains: [], mode: 'paint' });
    head = choice('The LPAR has no queue here.', []);
    await store.getState().commit(gestureAt(200, 200));
    await store.getState().applyProposal(head);
    expect([asked.map(({ name }) => name), said]).toEqual([
      ['ap.preview', 'workspace.edit', 'ap.preview'],
      [
        'refused: settled',
        'done: Release adapter 7 for guests.',
        'info: The LPAR has no queue here.',
        'info: The LPAR has no queue here.',
      ],
    ]);
  });
});

test('guests are stepped through in a circle and a deleted one is not picked any more', () => {
  const { store } = setup();
  const picked = ([1, 1, -1, -1] as const).map((by) => {
    store.getState().stepGuest(by);
    return store.getState().guestId;
  });
  store.setState({ guestId: 'gone' });
  store.getState().hostChanged();
  expect([picked, store.getState().guestId]).toEqual([
    ['payments-a', 'hsm-proxy', 'payments-a', 'test-ci'],
    null,
  ]);
});
