/** What problems of guests are made of: references, and the fix that takes something away. */
import type { Mdev } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import type { Fix, Ref } from '../../../../shared/findings.ts';
import { adapterWords, domainWords } from '../wording.ts';

export const MOST_REFS = 64;

export function cellRefs(cells: readonly Apqn[]): Ref[] {
  return cells.slice(0, MOST_REFS).map((apqn) => ({ kind: 'apqn', apqn }));
}

export function guestRef(mdev: Mdev): Ref {
  return { kind: 'guest', id: mdev.id };
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
