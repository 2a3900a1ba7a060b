/** Hosts and wishes for the tests of exports: any masks, devices that run or are only defined, with and without drift. */
import fc from 'fast-check';
import type { ApState, Mdev } from '../../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../../shared/mask.ts';
import { toFile } from '../../file.ts';
import { createApState, createMdev, masksOf } from '../../model.ts';

export const UUIDS = [
  '62177883-f1bb-47f0-914d-32a22e3a8801',
  '62177883-f1bb-47f0-914d-32a22e3a8802',
  '62177883-f1bb-47f0-914d-32a22e3a8803',
  '62177883-f1bb-47f0-914d-32a22e3a8804',
] as const;

/** Texts that end strings, comments, tags and lines somewhere, or run something if they do. */
export const HOSTILE = [
  `payments-"a" and 'b'`,
  '$(touch /tmp/ran) `touch /tmp/ran` ; touch /tmp/ran',
  'a\nmdevctl stop -u x\r\nb',
  ']]>--><x/><!-- a -- b --',
  '--version',
  '-rf /',
  '\u202Edrowssap\u200F',
  'a\0b',
  'x'.repeat(10_000),
  '🔐 crypto 🚀',
  '{{ 7 * 7 }} {% raw %} {# x #}',
  '!unsafe yes: no, [on] {off} &a *a',
  '../../etc/passwd',
  'half \ud800 of a pair',
] as const;

const ids = fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 6 });
const matrix = fc
  .tuple(ids, ids, ids)
  .map(([adapters, domains, control]) => masksOf(adapters, domains, control));
const mask = ids.map((released) => minus(FULL_MASK, maskOf(released)));
const anyMask = fc.oneof(mask, ids.map(maskOf));
const lasting = fc.option(anyMask, { nil: null });
const start = fc.constantFrom('auto', 'manual', null);
export const hostileName = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
);

function mdev(id: string): fc.Arbitrary<Mdev> {
  return fc
    .record({
      matrix,
      stored: fc.option(matrix, { nil: null }),
      defined: start,
      active: fc.boolean(),
      name: hostileName,
    })
    .map(({ stored, ...parts }) =>
      createMdev(id, {
        ...parts,
        active: parts.active || parts.defined === null,
        stored: parts.defined === null ? null : (stored ?? parts.matrix),
      }),
    );
}

const mdevs = fc
  .subarray([...UUIDS])
  .chain((chosen) => fc.tuple(...chosen.map(mdev)))
  .map((list): readonly Mdev[] => list);

const masks = fc.record({ apmask: anyMask, aqmask: anyMask });
const persistent = fc.record({ apmask: lasting, aqmask: lasting });

export interface Wish {
  readonly observed: ApState;
  readonly desired: ApState;
}

/** A wish shares with the host what it does not change, as a wish made by clicks does. */
export const wish: fc.Arbitrary<Wish> = fc
  .record({
    masks,
    persistent,
    mdevs,
    others: fc.record({ masks, persistent, mdevs }),
    keep: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  })
  .map(({ masks, persistent, mdevs, others, keep }) => {
    const observed = createApState({
      profile: 'upstream-6.18',
      lpar: masksOf([0, 5, 6], [4, 71]),
      ...masks,
      persistent,
      mdevs,
    });
    const kept = others.mdevs.map((mdev, index) =>
      keep[2] ? (mdevs[index]?.id === mdev.id ? mdevs[index] : mdev) : mdev,
    );
    const desired = {
      ...observed,
      ...(keep[0] ? {} : others.masks),
      ...(keep[1] ? {} : { persistent: others.persistent }),
      mdevs: kept,
    };
    return {
      observed,
      desired,
      [fc.toStringMethod]: () => JSON.stringify(toFile(observed)) + JSON.stringify(toFile(desired)),
    };
  });

/** Adapters 5 and 6 are for guests; one guest runs, one is only defined. */
export function exampleHost(parts: Partial<ApState> = {}): ApState {
  const state = createApState({
    profile: 'upstream-6.18',
    lpar: masksOf([5, 6], [4, 71], [4, 71]),
    apmask: minus(FULL_MASK, maskOf([5, 6])),
    ...parts,
  });
  const first = masksOf([5], [4, 71], [4]);
  const mdevs = [
    createMdev(UUIDS[0], {
      name: 'payments',
      matrix: first,
      shadow: first,
      guest: 'payments',
      defined: 'auto',
    }),
    createMdev(UUIDS[1], { name: 'ledger', matrix: masksOf([6], [4]), defined: 'manual', active: false }),
  ];
  return { ...state, mdevs: parts.mdevs ?? mdevs };
}

export function withMdev(state: ApState, id: string, parts: Partial<Mdev>): ApState {
  return { ...state, mdevs: state.mdevs.map((mdev) => (mdev.id === id ? { ...mdev, ...parts } : mdev)) };
}
