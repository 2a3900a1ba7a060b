/** What may become part of a command, a path or a document: UUIDs by the strict pattern of management.md 1.4. */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { StudioError } from '../../../../shared/errors.ts';

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

export interface ExportedDevices {
  readonly mdevs: readonly Mdev[];
  readonly notes: readonly string[];
}

/** The devices a host can have, by UUID; the virtual type is a simulation that no tool knows. */
export function exportedDevices(state: ApState): ExportedDevices {
  const mdevs = state.mdevs.filter(({ type }) => type === 'passthrough');
  for (const { id } of mdevs) requireUuid(id);
  const left = state.mdevs.length - mdevs.length;
  return {
    mdevs: [...mdevs].sort((a, b) => (a.id < b.id ? -1 : 1)),
    notes:
      left === 0
        ? []
        : ['Devices of the virtual type are a simulation without a host form; they are left out.'],
  };
}
