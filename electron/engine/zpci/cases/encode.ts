/** A function and a group of a case, as the model has them, to be written into bytes. */
import { FIRST_VALUES } from '../kernel/add-zpci.ts';
import type { GuestFunction, GuestGroup } from '../kernel/machine.ts';
import type { EncodedFunction, EncodedGroup } from './format.ts';
import type { Run } from './outcome.ts';

function functionOf(values: EncodedFunction): GuestFunction {
  const { uid, fid, pfgid, pfip, ...rest } = values;
  return {
    id: null,
    target: '',
    uid,
    fid,
    index: 0,
    fh: 0,
    state: 'enabled',
    asked: { interpret: null, forwardingAssist: null, relaxedTranslation: null },
    automatic: false,
    mode: 'intercept',
    relaxed: false,
    forwardingAssist: false,
    card: null,
    values: { ...FIRST_VALUES, ...rest, path: pfip },
    group: pfgid,
    unplugRequested: false,
    ioat: null,
    mappings: null,
  };
}

function groupOf({ fr, ...values }: EncodedGroup): GuestGroup {
  return {
    id: 0,
    kind: 'host',
    hostGroup: null,
    creator: null,
    values: { ...values, refresh: (fr & 0x01) !== 0, frame: (fr & 0x02) !== 0, rtr: (fr & 0x20) !== 0 },
  };
}

/** One of the guest by its target, else the one the case writes down; null = there is none. */
export function encodedFunction(run: Run, target: string | undefined): GuestFunction | null {
  const { function: written } = run.read.initial;
  const { functions } = run.machine;
  if (target !== undefined) return functions.find((one) => one.target === target) ?? null;
  return written === undefined ? (functions[0] ?? null) : functionOf(written);
}

export function encodedGroup(run: Run, id: number | undefined): GuestGroup | null {
  const { group: written } = run.read.initial;
  const { groups } = run.machine;
  if (id !== undefined) return groups.find((one) => one.id === id) ?? null;
  return written === undefined ? (groups[0] ?? null) : groupOf(written);
}
