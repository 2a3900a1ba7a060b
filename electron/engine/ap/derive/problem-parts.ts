/** What problems of guests are made of: references, and the fix that takes something away. */
import type { Mdev } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import type { Fix, Ref } from '../../../../shared/findings.ts';
import { idsOf, intersect, type Mask, maskOf } from '../../../../shared/mask.ts';
import { adapterWords, domainWords } from '../wording.ts';
import { plural } from '../../words.ts';

export const MOST_REFS = 64;

export function cellRefs(cells: readonly Apqn[]): Ref[] {
  return cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn }));
}

export function guestRef(mdev: Mdev): Ref {
  return { kind: 'guest', id: mdev.id };
}

/**
 * What it costs a guest to give up whole rows or columns of its wish. `was` is the guest as the host has it: only what
 * it runs with now is taken away and zeroized, the rest it just does not get.
 */
export function takingPrice(
  { name, matrix }: Mdev,
  adapters: readonly number[],
  domains: readonly number[],
  was: Mdev | undefined,
): string {
  const gone = {
    apm: adapters.length > 0 ? maskOf(adapters) : matrix.apm,
    aqm: adapters.length > 0 ? matrix.aqm : maskOf(domains),
  };
  const count = (apm: Mask, aqm: Mask) => idsOf(apm).length * idsOf(aqm).length;
  const all = count(intersect(gone.apm, matrix.apm), intersect(gone.aqm, matrix.aqm));
  const had =
    was?.guest == null ? 0 : count(intersect(gone.apm, was.matrix.apm), intersect(gone.aqm, was.matrix.aqm));
  return had > 0
    ? `${name} loses ${plural(had, 'queue')} while its guest runs; ${had === 1 ? 'it is' : 'they are'} zeroized.`
    : `${name} gets ${plural(all, 'queue')} less than wished.`;
}

export function takeFrom(mdev: Mdev, adapters: readonly number[], domains: readonly number[]): Fix {
  const what = adapters.length > 0 ? adapterWords(adapters) : domainWords(domains);
  return {
    label: `Take ${what} from ${mdev.name}`,
    edits: [
      {
        family: 'ap',
        op: 'unassign',
        mdev: mdev.id,
        adapters: [...adapters],
        domains: [...domains],
        controlDomains: [],
      },
    ],
  };
}
