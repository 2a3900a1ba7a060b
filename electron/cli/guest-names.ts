/** People know guests by their names, and edits know them by their ids. */
import { z } from 'zod';
import type { Edit } from '../../shared/edit.ts';
import type { HostDocument } from '../engine/workspace/document.ts';

const withGuests = z.looseObject({ guests: z.array(z.looseObject({ id: z.string(), name: z.string() })) });
type Guests = z.output<typeof withGuests>['guests'];

function guestsOf(host: Pick<HostDocument, 'families'>): ReadonlyMap<string, Guests> {
  return new Map(
    [...host.families].flatMap(([family, { desired }]) => {
      const read = withGuests.safeParse(desired);
      return read.success ? [[family, read.data.guests] as const] : [];
    }),
  );
}

/** Edits with the id where they have a guest's name. What is an id, by now or after an edit before, is never taken for a name. */
export function withGuestIds(host: Pick<HostDocument, 'families'>, edits: readonly Edit[]): readonly Edit[] {
  const families = guestsOf(host);
  const added = new Set<string>();
  return edits.map((edit) => {
    const guest = edit['guest'];
    if (typeof guest !== 'string') return edit;
    const key = `${edit.family} ${guest}`;
    if (edit.op === 'addGuest') added.add(key);
    const guests = families.get(edit.family) ?? [];
    if (added.has(key) || guests.some(({ id }) => id === guest)) return edit;
    const [named, ...others] = guests.filter(({ name }) => name === guest);
    return named === undefined || others.length > 0 ? edit : { ...edit, guest: named.id };
  });
}
