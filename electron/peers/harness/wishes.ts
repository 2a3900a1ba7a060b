/** Wishes to be exported and judged: examples with edits of a person, random ones of a fixed seed, and a hostile one. */
import fc from 'fast-check';
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import type { Exported, ExportFile, ExportFormatId } from '../../../shared/plan.ts';
import { idsOf } from '../../../shared/mask.ts';
import { applyEdit } from '../../engine/ap/edits.ts';
import { makeExport, readExport } from '../../engine/export/export-host.ts';
import type { HostDocument } from '../../engine/workspace/document.ts';
import { apFamily } from '../../engine/ap/family.ts';
import { apPlanning } from '../../engine/ap/plan/planning.ts';
import { type ExampleName, exampleState } from './examples.ts';

export interface Wish {
  readonly title: string;
  readonly observed: ApState;
  readonly desired: ApState;
}

type PlainEdit = ApEdit extends infer Edit ? (Edit extends ApEdit ? Omit<Edit, 'family'> : never) : never;

/** The edits one after the other. One that is refused is left out with `onlyLegal`, else an error of the test. */
function applied(state: ApState, edits: readonly PlainEdit[], onlyLegal: boolean): ApState {
  return edits.reduce((current, edit) => {
    const outcome = applyEdit(current, { family: 'ap', ...edit });
    if (!outcome.ok && !onlyLegal) throw new Error(`${edit.op}: ${outcome.refusal.message}`);
    return outcome.ok ? outcome.state : current;
  }, state);
}

function edited(state: ApState, edits: readonly PlainEdit[]): ApState {
  return applied(state, edits, false);
}

function idByName(state: ApState, name: string): string {
  const mdev = state.mdevs.find((candidate) => candidate.name === name);
  if (!mdev) throw new Error(`no guest ${name}`);
  return mdev.id;
}

const NEW_ID = '5d0c1f6e-8a52-4b0e-9a77-0c0ffee0b';
export const newId = (index: number): string => `${NEW_ID}${index.toString(16).padStart(3, '0')}`;

/** A guest more on released domains, one that grows, one that shrinks and one that goes. */
function lparWish(): Wish {
  const observed = exampleState('z16-lpar');
  const id = (name: string): string => idByName(observed, name);
  const none = { adapters: [], domains: [], controlDomains: [] };
  const desired = edited(observed, [
    { op: 'removeGuest', mdev: id('hsm-proxy') },
    { op: 'unassign', mdev: id('payments-a'), ...none, domains: [84], controlDomains: [84] },
    { op: 'assign', mdev: id('test-ci'), ...none, domains: [11] },
    { op: 'setStart', mdev: id('test-ci'), start: 'manual' },
    { op: 'createGuest', uuid: newId(1), name: 'ledger', hue: 4, type: 'passthrough' },
    { op: 'assign', mdev: newId(1), adapters: [3, 4], domains: [5, 11], controlDomains: [5, 11] },
    { op: 'setStart', mdev: newId(1), start: 'auto' },
    { op: 'persist' },
  ]);
  return { title: 'a guest comes, one goes, two change', observed, desired };
}

/** Masks that widen for guests, and a guest on what they release. */
function masksWish(): Wish {
  const observed = exampleState('z16-lpar');
  const desired = edited(observed, [
    { op: 'writeMask', mask: 'aqmask', value: '-31,-0x55' },
    { op: 'createGuest', uuid: newId(2), name: 'archive', hue: 5, type: 'passthrough' },
    { op: 'assign', mdev: newId(2), adapters: [3, 4], domains: [31, 85], controlDomains: [] },
    { op: 'setStart', mdev: newId(2), start: 'auto' },
    { op: 'persist' },
  ]);
  return { title: 'two domains are released and used', observed, desired };
}

/** A queue that moves between running guests, which needs the order that takes before it gives. */
function moveWish(): Wish {
  const observed = exampleState('kernel-documentation');
  const [first, second] = [idByName(observed, 'guest1'), idByName(observed, 'guest2')];
  const none = { adapters: [], domains: [], controlDomains: [] };
  const desired = edited(observed, [
    { op: 'unassign', mdev: first, ...none, domains: [0xab] },
    { op: 'assign', mdev: second, ...none, domains: [0xab] },
    { op: 'persist' },
  ]);
  return { title: 'a domain moves from guest to guest', observed, desired };
}

/** On each host one running guest, which shrinks or goes: little, so that a playbook over ssh is done soon. */
export function smallWishes(): readonly [Wish, Wish] {
  const full = exampleState('kernel-documentation');
  const guest = idByName(full, 'guest1');
  const observed = { ...full, mdevs: full.mdevs.filter(({ id }) => id === guest) };
  const shrinks = edited(observed, [
    { op: 'unassign', mdev: guest, adapters: [], domains: [0xab], controlDomains: [] },
    { op: 'assign', mdev: guest, adapters: [], domains: [0x47], controlDomains: [4] },
  ]);
  const goes = edited(observed, [
    { op: 'removeGuest', mdev: guest },
    { op: 'writeMask', mask: 'aqmask', value: '-8' },
    { op: 'createGuest', uuid: newId(3), name: 'ledger', hue: 4, type: 'passthrough' },
    { op: 'assign', mdev: newId(3), adapters: [6], domains: [4, 8], controlDomains: [4] },
    { op: 'setStart', mdev: newId(3), start: 'auto' },
    { op: 'persist' },
  ]);
  return [
    { title: 'a guest changes two domains', observed, desired: shrinks },
    { title: 'a guest goes, masks widen, another comes', observed, desired: goes },
  ];
}

/** So many guests come, each defined and without queues. */
export function manyGuestsWish(count: number): Wish {
  const [{ observed }] = smallWishes();
  const edits = Array.from({ length: count }, (_, index): PlainEdit[] => [
    {
      op: 'createGuest',
      uuid: newId(index + 16),
      name: `guest-${index}`,
      hue: index % 8,
      type: 'passthrough',
    },
    { op: 'setStart', mdev: newId(index + 16), start: 'manual' },
  ]);
  return { title: `${count} guests come`, observed, desired: edited(observed, edits.flat()) };
}

export function exampleWishes(): readonly Wish[] {
  return [lparWish(), masksWish(), moveWish()];
}

/** The full machine as it is, all guests as wished: much to write, nothing to change. */
export function untouchedWish(example: ExampleName): Wish {
  const state = exampleState(example);
  return { title: `${example} as it is`, observed: state, desired: state };
}

function editArbitrary(state: ApState): fc.Arbitrary<PlainEdit> {
  const cards = idsOf(state.lpar.apm);
  const domains = idsOf(state.lpar.aqm);
  const ids = [...state.mdevs.map(({ id }) => id), newId(1), newId(2)];
  const some = (from: readonly number[]) => fc.subarray([...from], { maxLength: Math.min(3, from.length) });
  const mdev = fc.constantFrom(...ids);
  const masks = { mdev, adapters: some(cards), domains: some(domains), controlDomains: some(domains) };
  const sign = fc.constantFrom('+', '-');
  return fc.oneof(
    { weight: 6, arbitrary: fc.record({ op: fc.constant('assign' as const), ...masks }) },
    { weight: 4, arbitrary: fc.record({ op: fc.constant('unassign' as const), ...masks }) },
    fc.record({
      op: fc.constant('setStart' as const),
      mdev,
      start: fc.constantFrom('auto' as const, 'manual' as const, 'none' as const),
    }),
    fc.record({ op: fc.constant('removeGuest' as const), mdev }),
    fc.record({
      op: fc.constant('createGuest' as const),
      uuid: fc.constantFrom(newId(1), newId(2)),
      name: fc.constantFrom('ledger', 'archive'),
      hue: fc.nat(7),
      type: fc.constant('passthrough' as const),
    }),
    fc.record({
      op: fc.constant('writeMask' as const),
      mask: fc.constantFrom('apmask' as const, 'aqmask' as const),
      value: fc.tuple(sign, fc.constantFrom(...cards, ...domains)).map(([first, id]) => `${first}${id}`),
    }),
    fc.constant({ op: 'persist' as const }),
  );
}

/** Always the same wishes for the same seed, each some legal edits away from an example. */
export function randomWishes(seed: number, count: number): readonly Wish[] {
  return (['z16-lpar', 'kernel-documentation'] as const).flatMap((example) => {
    const observed = exampleState(example);
    const edits = fc.array(editArbitrary(observed), { minLength: 4, maxLength: 16 });
    return fc.sample(edits, { seed, numRuns: count }).map((list, index) => ({
      title: `${example}, random ${index + 1}`,
      observed,
      desired: applied(observed, list, true),
    }));
  });
}

/** The state a host is to end in. */
export function targetOf({ observed, desired }: Wish): ApState {
  return apPlanning.target(observed, desired, 'both');
}

function hostDocument(id: string, name: string, { observed, desired }: Wish): HostDocument {
  return {
    id,
    name,
    source: { kind: 'example', label: name, readAt: '2026-11-21T09:00:00.000Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['ap', { observed, desired }]]),
    unknownFamilies: {},
    unknownKeys: {},
  };
}

/** The files of a format as the studio saves them, for hosts with these names; every guest may be stopped for it. */
export function exported(wishes: Readonly<Record<string, Wish>>, format: ExportFormatId): Exported {
  const hosts = Object.entries(wishes).map(([name, wish], index) => hostDocument(`h${index}`, name, wish));
  const document = { name: 'judged', hosts, unknownKeys: {} };
  const restart = Object.values(wishes).flatMap(({ observed }) => observed.mdevs.map(({ id }) => id));
  const ids = hosts.map(({ id }) => id);
  return makeExport([apFamily], document, ids, format, { style: 'both', restart });
}

/** The wish that files of a format tell about a host; a refusal is an error of the test. */
export function readBack(wish: Wish, format: ExportFormatId, files: readonly ExportFile[]): Wish {
  const result = readExport([apFamily], hostDocument('h0', wish.title, wish), format, files);
  if (!result.ok) throw new Error(result.refusal.message);
  return { ...wish, desired: result.desired.get('ap') as ApState };
}
