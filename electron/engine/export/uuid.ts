/** What may become part of a command, a path or a document: UUIDs by the strict pattern of management.md 1.4. */
import { StudioError } from '../../../shared/errors.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The UUID in lower case; null when it is none (mdevctl would take `../..` for one, management.md 1.4). */
export function strictUuid(text: string): string | null {
  const id = text.toLowerCase();
  return UUID.test(id) ? id : null;
}

/** Throws StudioError `bad-request` for an id that no kernel takes. */
export function requireUuid(id: string): string {
  const uuid = strictUuid(id);
  if (uuid !== null) return uuid;
  throw new StudioError(
    'bad-request',
    'A guest’s device has an id that is no UUID such as 62177883-f1bb-47f0-914d-32a22e3a8804; give it one first.',
  );
}
