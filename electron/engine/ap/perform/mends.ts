/** The fixes that a click would offer, as the writes that do them by hand. */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { formatApqn } from '../../../../shared/apqn.ts';
import type { Fix } from '../../../../shared/findings.ts';
import type { Failure } from '../kernel/kernel.ts';
import { findMdev } from '../model.ts';
import { refusalOf } from '../refusals.ts';
import { sentence } from '../../words.ts';
import type { Outcome } from './outcome.ts';
import { BUS, MATRIX } from './place.ts';

/** A mend of more writes, or of a longer text, is a plan, not a sentence. */
const MOST_WRITES = 4;
const MOST_TEXT = 120;
/** More ways than these are not read; the first is the cheapest. */
const MOST_MENDS = 2;

/** What an admin types for an edit; null for edits that no single file or program makes. */
function writesOf(state: ApState, edit: ApEdit): string[] | null {
  switch (edit.op) {
    case 'writeMask':
      return [`echo ${edit.value} > ${BUS}/${edit.mask}`];
    case 'loadVfioAp':
      return ['modprobe vfio_ap'];
    case 'guestStop': {
      const guest = findMdev(state, edit.mdev)?.guest;
      return guest == null ? null : [`virsh shutdown ${guest}`];
    }
    case 'unassign': {
      const lines = (name: string, ids: readonly number[]) =>
        ids.map((id) => `echo ${id} > ${MATRIX}/${edit.mdev}/unassign_${name}`);
      return [
        ...lines('adapter', edit.adapters),
        ...lines('domain', edit.domains),
        ...lines('control_domain', edit.controlDomains),
      ];
    }
    case 'driverOverride':
      return edit.driver === ''
        ? [`echo > ${BUS}/devices/${formatApqn(edit.apqn)}/driver_override`]
        : [`echo ${edit.driver} > ${BUS}/devices/${formatApqn(edit.apqn)}/driver_override`];
    case 'bind':
    case 'unbind':
      return [`echo ${formatApqn(edit.apqn)} > ${BUS}/drivers/${edit.driver}/${edit.op}`];
    default:
      return null;
  }
}

function mendOf(state: ApState, { label, detail, edits }: Fix): string[] {
  const apEdits = edits.filter((edit): edit is ApEdit => edit.family === 'ap');
  if (apEdits.length === 0 || apEdits.length > MOST_WRITES) return [];
  const writes = apEdits.map((edit) => writesOf(state, edit));
  if (writes.some((lines) => lines === null)) return [];
  const lines = writes.flatMap((some) => some ?? []);
  if (lines.length > MOST_WRITES || lines.some((line) => line.length > MOST_TEXT + MATRIX.length)) return [];
  const price = detail === undefined ? '' : ` ${sentence(detail)}`;
  return [`Would help: ${lines.join('; ')}. ${sentence(label)}${price}`];
}

/** Planning the release of more queues takes long, and no single write is the answer. */
const MOST_CELLS = 256;

function isSmall(failure: Failure): boolean {
  return !('cells' in failure) || failure.cells.length <= MOST_CELLS;
}

/** The same outcome with what would help, one note each. */
export function withMends(outcome: Outcome, state: ApState, failure: Failure | null): Outcome {
  if (failure === null || !isSmall(failure)) return outcome;
  const notes = refusalOf(state, failure)
    .fixes.flatMap((fix) => mendOf(state, fix))
    .slice(0, MOST_MENDS);
  return notes.length === 0 ? outcome : { ...outcome, notes: [...outcome.notes, ...notes] };
}
