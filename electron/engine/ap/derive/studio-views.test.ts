import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import { AP_FACTS, AP_PROFILES, type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { EMPTY_MASK, FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyPatches, diffJson, type Json } from '../../../../shared/patches.ts';
import { conflictsOf } from './conflicts.ts';
import { applyEdit } from '../edits.ts';
import { apFamily, apView } from '../family.ts';
import { fromFile, toFile } from '../file.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { previewUsage } from './preview.ts';
import { problems } from './problems.ts';
import { queueCard } from './queue-card.ts';

const POOL = minus(FULL_MASK, maskOf([5, 6]));
const one = createMdev('a', { name: 'payments-a', matrix: masksOf([5], [4]), defined: 'manual' });
const two = createMdev('b', { name: 'hsm-proxy', matrix: masksOf([6], [4, 71]), defined: 'manual' });
const persistent = { apmask: POOL, aqmask: null };
const host = refreshShadows(
  createApState({ lpar: masksOf([5, 6, 7], [4, 71]), apmask: POOL, persistent, mdevs: [one, two] }),
);

function unbound(state: ApState, apqn: number): ApState {
  const table = Uint8Array.from(state.queues.state);
  table[apqn] = QUEUE.NO_DRIVER;
  return refreshShadows({ ...state, queues: { ...state.queues, state: table } });
}

describe('preview', () => {
  it('shows the whole cross product and what stands in the way', () => {
    const { choices } = previewUsage(host, { mdev: 'a', adapters: [6], domains: [71], mode: 'paint' });
    expect(choices).toHaveLength(1);
    const [choice] = choices;
    expect([choice!.adds, choice!.takenByGuest, choice!.hostOwned, choice!.refusal?.rule]).toEqual([
      [
        [5, '71'],
        [6, '4,71'],
      ],
      [[6, '4,71']],
      [],
      'AP-C2',
    ]);
    const reserved = previewUsage(host, { mdev: 'a', adapters: [7], domains: [4], mode: 'paint' })
      .choices[0]!;
    expect([reserved.hostOwned, reserved.refusal?.rule]).toEqual([[[7, '4']], 'AP-U10']);
  });

  it('AP-U10 AP-V3 AP-V4 marks every cell of a refusal, also old ones, unbound ones and ones that are not there', () => {
    const blocked = (state: ApState, adapters: number[], domains: number[]) =>
      previewUsage(state, { mdev: 'a', adapters, domains, mode: 'paint' }).choices.map(
        ({ refusal, hostOwned }) => [refusal?.errno, hostOwned],
      )[0];
    const taken = { ...host, mdevs: [{ ...one, matrix: masksOf([5, 7], [4]) }] };
    const old = { ...host, profile: '2018-merged' as const, hasApConfig: false, mdevs: [one] };
    const empty = { ...old, mdevs: [createMdev('a')] };
    expect([
      blocked(taken, [], [71]),
      blocked(unbound(old, 0x0547), [], [71]),
      blocked(old, [6, 9], []),
      blocked(empty, [7], []),
      blocked(empty, [9], []),
      blocked(old, [6], [71]),
    ]).toEqual([
      ['EADDRNOTAVAIL', [[7, '4,71']]],
      ['EADDRNOTAVAIL', [[5, '71']]],
      ['EADDRNOTAVAIL', [[9, '4']]],
      ['EADDRNOTAVAIL', [[7, '4,71']]],
      ['EADDRNOTAVAIL', [[9, '4,71']]],
      [undefined, []],
    ]);
  });

  it('AP-P3 shows what the guest would no longer see, and what it newly sees', () => {
    const choice = previewUsage(unbound(host, 0x0547), {
      mdev: 'a',
      adapters: [5],
      domains: [71],
      mode: 'paint',
    }).choices[0]!;
    expect([choice.refusal, choice.adds, choice.hides, choice.reveals]).toEqual([
      null,
      [[5, '71']],
      [[5, '4']],
      [],
    ]);
    expect(choice.notes.some((note) => note.includes('05.0047'))).toBe(true);
    const fine = previewUsage(host, { mdev: 'a', adapters: [], domains: [71], mode: 'paint' }).choices[0]!;
    expect([fine.label, fine.reveals]).toEqual([
      'Add domain 71 (0x47) to payments-a: 1 new queue',
      [[5, '71']],
    ]);
  });

  it('erases rows or columns, the smaller loss first, and one way only where it is natural', () => {
    const wide = { ...host, mdevs: [{ ...two, matrix: masksOf([5, 6], [4, 71, 80]) }] };
    const erase = (adapters: number[], domains: number[]) =>
      previewUsage(wide, { mdev: 'b', adapters, domains, mode: 'erase' }).choices.map(({ label }) => label);
    expect(erase([5], [4])).toEqual([
      'Take domain 4 from hsm-proxy: 2 queues less',
      'Take adapter 5 from hsm-proxy: 3 queues less',
    ]);
    expect(erase([5], [4, 71, 80])).toEqual(['Take adapter 5 from hsm-proxy: 3 queues less']);
    expect(erase([5, 6], [4])).toEqual(['Take domain 4 from hsm-proxy: 2 queues less']);
    expect(erase([5], [])).toEqual(['Take adapter 5 from hsm-proxy: 3 queues less']);
    expect(erase([9], [9])).toEqual(['hsm-proxy has nothing there']);
  });

  it('AP-P4 says when no queue arises yet, and when nothing is to do', () => {
    const empty = { ...host, mdevs: [createMdev('m')] };
    const header = previewUsage(empty, { mdev: 'm', adapters: [5], domains: [], mode: 'paint' }).choices[0]!;
    expect(header.notes).toEqual(['m has no domain yet, so no queue arises from its adapters.']);
    const again = previewUsage(host, { mdev: 'a', adapters: [5], domains: [4], mode: 'paint' }).choices[0]!;
    expect([again.edits, again.adds]).toEqual([[], []]);
    expect(previewUsage(host, { mdev: 'nobody', adapters: [], domains: [], mode: 'paint' })).toEqual({
      choices: [],
    });
  });
});

describe('problems', () => {
  it('has nothing to say about a clean host', () => {
    expect(problems(host, host)).toEqual([]);
  });

  it('AP-P1 names the culprit; every fix of every problem can be made and cures it', () => {
    const sick: readonly ApState[] = [
      unbound({ ...host, mdevs: [one] }, 0x0504),
      refreshShadows({ ...host, mdevs: [one, { ...two, matrix: masksOf([5], [4]) }] }),
      refreshShadows({ ...host, mdevs: [{ ...one, matrix: masksOf([5, 7], [4]) }] }),
      { ...host, mdevs: [{ ...one, shadow: masksOf([], [4]) }] },
      createApState({ ...host, vfioApLoaded: false, mdevs: [] }),
      refreshShadows({ ...host, mdevs: [{ ...one, defined: null }] }),
      refreshShadows({ ...host, mdevs: [one, { ...two, matrix: masksOf([5], [71], [4]) }] }),
    ];
    const rules = sick.map((state) => problems(state, state).map(({ rule }) => rule));
    expect(rules).toEqual([
      ['AP-M5', 'AP-P1'],
      ['AP-C2'],
      ['AP-U10', 'AP-P1'],
      ['AP-U13'],
      ['AP-C7'],
      ['AP-D2'],
      ['AP-C4'],
    ]);
    for (const state of sick)
      for (const problem of problems(state, state))
        for (const fix of problem.fixes) {
          let current = state;
          for (const edit of fix.edits) {
            const outcome = applyEdit(current, edit as ApEdit);
            if (!outcome.ok) throw new Error(`${problem.id}: ${fix.label}: ${outcome.refusal.message}`);
            current = outcome.state;
          }
          expect(problems(state, current).map(({ id }) => id)).not.toContain(problem.id);
        }
  });

  it('AP-X1 AP-O4 AP-D4 AP-U23 tells risks of legal states', () => {
    const risky = {
      ...host,
      mdevs: [
        { ...one, matrix: masksOf([5, 9], [4]), defined: 'auto' as const },
        createMdev('c', { matrix: masksOf([], [], [9]), defined: 'manual' }),
      ],
      persistent: { apmask: null, aqmask: null },
      defaultDomain: 4,
      apmask: minus(FULL_MASK, maskOf([5, 6, 7])),
    };
    const ids = problems(host, refreshShadows(risky)).map(({ id }) => id);
    for (const id of [
      'ap:autostart:a',
      'ap:control-only:c',
      'ap:over-provisioned:a',
      'ap:default-domain',
      'ap:drift:apmask',
    ])
      expect(ids).toContain(id);
  });
});

describe('queue card', () => {
  it('shows both bases, the owner and why a guest does not see the queue', () => {
    const card = queueCard(host, unbound(host, 0x0647), 0x0604);
    expect(card.wantedBy).toEqual(['b']);
    expect(card.facts[0]).toEqual({ label: 'Queue', value: '06.0004 (decimal 6.4)' });
    expect(card.facts.find(({ label }) => label === 'Card type')?.unknown).toBe(true);
    expect(card.notes.map(({ text, rule, fixes }) => [text, rule, fixes.map(({ label }) => label)])).toEqual([
      [
        'hsm-proxy does not see it: 06.0047 is not bound to any driver.',
        'AP-P1',
        ['Bind 06.0047 to vfio_ap'],
      ],
    ]);
  });
});

const id = fc.integer({ min: 0, max: 255 });
const ids = fc.uniqueArray(id, { maxLength: 5 });
const masks = fc.tuple(ids, ids, ids).map(([a, d, c]) => masksOf(a, d, c));
const mdev: fc.Arbitrary<Mdev> = fc.record({
  id: fc.uuid(),
  name: fc.string({ minLength: 1, maxLength: 10 }),
  hue: fc.integer({ min: 0, max: 7 }),
  type: fc.constantFrom('passthrough', 'virtual'),
  matrix: masks,
  shadow: masks,
  pending: masks,
  guest: fc.option(fc.string({ maxLength: 10 })),
  crycbFormat: fc.constantFrom(0, 1, 2),
  active: fc.boolean(),
  defined: fc.constantFrom('auto', 'manual', null),
  stored: fc.option(masks),
  virtualAdapters: fc.array(fc.tuple(id, ids)).map((entries) => new Map(entries)),
  virtualDomains: fc.array(fc.tuple(id, ids)).map((entries) => new Map(entries)),
});
const apState: fc.Arbitrary<ApState> = fc
  .record({
    profile: fc.constantFrom(...AP_PROFILES),
    lpar: masks,
    apmask: ids.map(maskOf),
    mdevs: fc.uniqueArray(mdev, { maxLength: 4, selector: ({ id: key }) => key }),
    vfioApLoaded: fc.boolean(),
    defaultDomain: fc.integer({ min: -1, max: 255 }),
    persistent: fc.record({ apmask: fc.option(ids.map(maskOf)), aqmask: fc.option(ids.map(maskOf)) }),
    unknown: fc.subarray([...AP_FACTS]).map((facts) => new Set(facts)),
    exceptions: fc.array(fc.tuple(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 4 })), {
      maxLength: 8,
    }),
    cells: fc.uniqueArray(fc.integer({ min: 0, max: 65_535 }), { maxLength: 4 }),
  })
  .map(({ exceptions, cells, ...parts }) => {
    const base = createApState({
      ...parts,
      cards: new Map([
        [
          5,
          { type: '-', mode: 'ep11', hwtype: null, online: null, config: true, chkstop: false, serial: 'S' },
        ],
      ]),
    });
    const state = Uint8Array.from(base.queues.state);
    for (const [apqn, value] of exceptions) state[apqn] = value;
    return {
      ...base,
      queues: {
        state,
        otherDrivers: ['odd'],
        overrides: new Map(cells.map((apqn) => [apqn, 'vfio_ap'])),
        resetRc: new Map(cells.map((apqn) => [apqn, 3])),
        deconfigured: new Set(cells),
        checkstopped: new Set(cells.slice(1)),
        untold: new Set(cells.slice(1)),
        details: new Map(
          cells.map((apqn) => [apqn, { requests: '-', mkvps: ['AES CUR 0x1'], online: true }]),
        ),
      },
    };
  });

describe('workspace file', () => {
  it('gives back what was written, through JSON text', () => {
    fc.assert(
      fc.property(apState, (state) => {
        const back = fromFile(JSON.parse(JSON.stringify(toFile(state))));
        expect(Buffer.compare(Buffer.from(back.queues.state), Buffer.from(state.queues.state))).toBe(0);
        // Element by element a table of 65,536 queues takes the matcher half a second.
        const rest = ({ queues, ...parts }: ApState) => ({ ...parts, queues: { ...queues, state: null } });
        expect(rest(back)).toEqual(rest(state));
      }),
      { numRuns: 60 },
    );
  });

  it('says where a file is not understood, and never drops an unknown key', () => {
    const json = JSON.parse(JSON.stringify(toFile(host))) as Record<string, unknown>;
    expect(() => fromFile({ ...json, apmask: '0x41' })).toThrow(/apmask.*0x and 64 hex digits/);
    expect(() => fromFile({ ...json, colour: 1 })).toThrow(/colour/);
    expect(() =>
      fromFile({ ...json, mdevs: [...(json['mdevs'] as unknown[]), (json['mdevs'] as unknown[])[0]] }),
    ).toThrow(/listed twice/);
    expect(() => fromFile(null)).toThrow(/top level/);
  });
});

describe('family', () => {
  it('keeps patches of the view small and caps problems', () => {
    const edit: ApEdit = {
      family: 'ap',
      op: 'assign',
      mdev: 'a',
      adapters: [],
      domains: [71],
      controlDomains: [],
    };
    const outcome = apFamily.apply(host, edit);
    if (!outcome.ok) throw new Error('refused');
    const before = apFamily.view(host, host);
    const after = apFamily.view(host, outcome.state);
    const patches = diffJson(before, after);
    expect(JSON.stringify(patches).length).toBeLessThan(400);
    expect(applyPatches(before, patches)).toEqual(JSON.parse(JSON.stringify(after)) as Json);
    const controlOnly = masksOf([], [], [4]);
    const crowd = {
      ...host,
      mdevs: Array.from({ length: 300 }, (_, at) => createMdev(`m${at}`, { matrix: controlOnly })),
    };
    const view = apView(crowd, crowd);
    const counted = view.problemCount.error + view.problemCount.warning + view.problemCount.info;
    expect([view.problems.length, counted >= 300]).toEqual([200, true]);
  });

  it('AP-D4, AP-D2 tell of all guests that wait or will be gone in one problem each', () => {
    const guests = ['a', 'b', 'c'].map((id) => createMdev(id));
    const state = {
      ...host,
      mdevs: [
        { ...guests[0]!, active: false, defined: 'auto' as const },
        { ...guests[1]!, active: false, defined: 'auto' as const },
        { ...guests[2]!, active: true, defined: null },
      ],
    };
    const lasting = problems(state, state).filter(({ id }) => /inactive|transient/.test(id));
    expect(lasting.map(({ rule, message }) => [rule, message])).toEqual([
      ['AP-D4', 'a and b are defined and not started; they start with the next boot.'],
      ['AP-D2', 'c has no definition: it is gone after the next boot.'],
    ]);
  });

  it('conflicts of one among 256 guests are found without looking at queues', () => {
    const guests = Array.from({ length: 256 }, (_, at) =>
      createMdev(`g${at}`, { matrix: masksOf([at], [at & 15]) }),
    );
    const clash = createMdev('x', { matrix: masksOf([7, 8], [7]) });
    expect(conflictsOf(clash, guests).map(({ other }) => other.id)).toEqual(['g7']);
    expect(
      conflictsOf(createMdev('e', { matrix: { apm: FULL_MASK, aqm: EMPTY_MASK, adm: EMPTY_MASK } }), guests),
    ).toEqual([]);
  });
});
