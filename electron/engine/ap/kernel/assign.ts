/** Writes to an mdev's matrix: AP-V2 ... AP-V6 on 2018 kernels, AP-U10 ... AP-U16 on current ones. */
import { type ApState, type MatrixMasks, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../../../shared/apqn.ts';
import {
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  maskOf,
  masksMeet,
  maskUpTo,
  minus,
  withId,
  withoutId,
} from '../../../../shared/mask.ts';
import { runControlDomains, runFilter, shadowOf, zeroizeAdapter } from './filter.ts';
import { parseApConfig, parseId } from './grammar.ts';
import type { AssignOp, Draft, Failure } from './kernel.ts';
import { anyHostOwned, cellsOf, hostOwnedCells } from '../model.ts';
import { rulesOf } from './profiles.ts';
import { usedMasks } from '../../../../shared/ap/uses.ts';

type Axis = 'adapter' | 'domain' | 'control domain';
const AXIS: Readonly<Record<AssignOp, Axis>> = {
  assign_adapter: 'adapter',
  assign_domain: 'domain',
  assign_control_domain: 'control domain',
  unassign_adapter: 'adapter',
  unassign_domain: 'domain',
  unassign_control_domain: 'control domain',
};
const MASK_KEY = { adapter: 'apm', domain: 'aqm', 'control domain': 'adm' } as const;

/** Rule that judges an assignment op on current and on 2018 kernels. */
const RULE: Readonly<Record<AssignOp, readonly [upstream: string, series2018: string]>> = {
  assign_adapter: ['AP-U10', 'AP-V3'],
  assign_domain: ['AP-U11', 'AP-V4'],
  assign_control_domain: ['AP-U14', 'AP-V6'],
  unassign_adapter: ['AP-U12', 'AP-V5'],
  unassign_domain: ['AP-U13', 'AP-V5'],
  unassign_control_domain: ['AP-U15', 'AP-V6'],
};

/** Other active mdevs that have cells of `masks` (AP-C2); a virtual one by its real candidates (AP-VP4). */
export function sharers(
  state: ApState,
  except: string | null,
  masks: { readonly apm: Mask; readonly aqm: Mask },
  counts: (mdev: Mdev) => boolean = (mdev) => mdev.active,
): { mdev: string; cells: Apqn[] }[] {
  const found: { mdev: string; cells: Apqn[] }[] = [];
  for (const other of state.mdevs) {
    if (other.id === except || !counts(other)) continue;
    const has = usedMasks(other);
    if (!masksMeet(has.apm, masks.apm) || !masksMeet(has.aqm, masks.aqm)) continue;
    const cells = cellsOf({ apm: intersect(has.apm, masks.apm), aqm: intersect(has.aqm, masks.aqm) });
    found.push({ mdev: other.id, cells });
  }
  return found;
}

/** Checks a whole matrix as the current kernels do: reserved for the host, then in another mdev. */
function validate(state: ApState, mdev: Mdev, matrix: MatrixMasks, rule: string): Failure | null {
  if (anyHostOwned(state, matrix)) {
    const cells = hostOwnedCells(state, matrix);
    return { errno: 'EADDRNOTAVAIL', rule, kind: 'host-owned', mdev: mdev.id, cells };
  }
  const others = sharers(state, mdev.id, matrix);
  return others.length > 0
    ? { errno: 'EADDRINUSE', rule: 'AP-C2', kind: 'sharing', mdev: mdev.id, others }
    : null;
}

function parseInRange(
  draft: Draft,
  op: AssignOp,
  text: string,
): { readonly id: number } | { readonly failure: Failure } {
  const axis = AXIS[op];
  const parsed = parseId(text);
  const rule = RULE[op][rulesOf(draft.state).hotPlug ? 0 : 1];
  if (!parsed.ok) {
    const { errno, expected } = parsed;
    return { failure: { errno, rule, kind: 'parse', file: op, text, expected } };
  }
  const max = axis === 'adapter' ? draft.state.max.adapter : draft.state.max.domain;
  return parsed.value > BigInt(max)
    ? { failure: { errno: 'ENODEV', rule: 'AP-C1', kind: 'range', what: axis, id: `${parsed.value}`, max } }
    : { id: Number(parsed.value) };
}

/** 2018: queues that a new row or column of the matrix needs and vfio_ap does not have (AP-V3, AP-V4). */
export function unboundFor2018(
  state: ApState,
  matrix: MatrixMasks,
  axis: 'adapter' | 'domain',
  id: number,
): Apqn[] {
  const crossing = idsOf(axis === 'adapter' ? matrix.aqm : matrix.apm);
  const at = (other: number) => (axis === 'adapter' ? apqnOf(id, other) : apqnOf(other, id));
  const isBound = (apqn: Apqn) => state.queues.state[apqn] === QUEUE.VFIO_AP;
  if (crossing.length > 0) return crossing.map(at).filter((apqn) => !isBound(apqn));
  const line = Array.from({ length: 256 }, (_, other) => at(other));
  return line.some(isBound) ? [] : line.filter((apqn) => state.queues.state[apqn] !== QUEUE.ABSENT);
}

function assign2018(draft: Draft, mdev: Mdev, op: AssignOp, id: number): Failure | null {
  const { state } = draft;
  const axis = AXIS[op];
  const key = MASK_KEY[axis];
  const isAssign = op.startsWith('assign');
  const matrix = {
    ...mdev.matrix,
    [key]: isAssign ? withId(mdev.matrix[key], id) : withoutId(mdev.matrix[key], id),
  };
  if (isAssign && axis !== 'control domain') {
    const crossing = axis === 'adapter' ? mdev.matrix.aqm : mdev.matrix.apm;
    const cells = unboundFor2018(state, mdev.matrix, axis, id);
    const line =
      axis === 'adapter'
        ? { apm: maskOf([id]), aqm: maskUpTo(255) }
        : { apm: maskUpTo(255), aqm: maskOf([id]) };
    const lacking = cells.length > 0 || (isEmptyMask(crossing) && !cellsBound(state, line));
    if (lacking) {
      return { errno: 'EADDRNOTAVAIL', rule: RULE[op][1], kind: 'not-bound', mdev: mdev.id, cells };
    }
    const others = sharers(state, mdev.id, matrix);
    if (others.length > 0)
      return { errno: 'EADDRINUSE', rule: 'AP-C2', kind: 'sharing', mdev: mdev.id, others };
  }
  draft.replaceMdev(mdev.id, { matrix, shadow: shadowOf(state, matrix) });
  return null;
}

function cellsBound(state: ApState, line: { apm: Mask; aqm: Mask }): boolean {
  return cellsOf(line).some((apqn) => state.queues.state[apqn] === QUEUE.VFIO_AP);
}

function assignUpstream(draft: Draft, mdev: Mdev, op: AssignOp, id: number): Failure | null {
  const axis = AXIS[op];
  const key = MASK_KEY[axis];
  if (hasId(mdev.matrix[key], id)) return null;
  const matrix = { ...mdev.matrix, [key]: withId(mdev.matrix[key], id) };
  if (axis === 'control domain') {
    runControlDomains(draft, draft.replaceMdev(mdev.id, { matrix }));
    return null;
  }
  const failure = validate(draft.state, mdev, matrix, RULE[op][0]);
  if (failure) return failure;
  runFilter(draft, draft.replaceMdev(mdev.id, { matrix }));
  return null;
}

/** Takes adapters, then domains, out of matrix and shadow; what the shadow had is zeroized, FILTER does not run. */
function unplug(draft: Draft, mdev: Mdev, adapters: Mask, domains: Mask): Mdev {
  const shadow = mdev.shadow;
  for (const adapter of idsOf(intersect(adapters, shadow.apm))) zeroizeAdapter(draft, adapter, shadow.aqm);
  const apm = minus(shadow.apm, adapters);
  const gone = intersect(domains, shadow.aqm);
  if (!isEmptyMask(gone)) for (const adapter of idsOf(apm)) zeroizeAdapter(draft, adapter, gone);
  return draft.replaceMdev(mdev.id, {
    matrix: { ...mdev.matrix, apm: minus(mdev.matrix.apm, adapters), aqm: minus(mdev.matrix.aqm, domains) },
    shadow: { ...shadow, apm, aqm: minus(shadow.aqm, domains) },
  });
}

const NONE = maskOf([]);

function unassignUpstream(draft: Draft, mdev: Mdev, op: AssignOp, id: number): null {
  const only = maskOf([id]);
  if (op === 'unassign_adapter') unplug(draft, mdev, only, NONE);
  else if (op === 'unassign_domain') unplug(draft, mdev, NONE, only);
  else
    draft.replaceMdev(mdev.id, {
      matrix: { ...mdev.matrix, adm: withoutId(mdev.matrix.adm, id) },
      shadow: { ...mdev.shadow, adm: withoutId(mdev.shadow.adm, id) },
    });
  return null;
}

function noSuchMdev(id: string): Failure {
  return {
    errno: 'ENOENT',
    rule: 'AP-C7',
    kind: 'plain',
    text: `There is no mediated device ${id}.`,
    mdev: id,
  };
}

/** The mdev a matrix write goes to; virtual ones have no such files (AP-S2). */
function target(draft: Draft, id: string, file: string): Mdev | Failure {
  const mdev = draft.mdev(id);
  if (!mdev) return noSuchMdev(id);
  if (mdev.type === 'passthrough') return mdev;
  const text = `${mdev.name} is of the virtual type, whose ${file} takes a mapping such as 4:3,22,254.`;
  return { errno: 'EINVAL', rule: 'AP-S2', kind: 'plain', text, mdev: id };
}

/** One of the six `assign_` and `unassign_` files. */
export function writeAssignment(draft: Draft, op: AssignOp, id: string, text: string): Failure | null {
  const mdev = target(draft, id, op);
  if ('errno' in mdev) return mdev;
  const { hotPlug } = rulesOf(draft.state);
  if (!hotPlug && mdev.guest !== null) return { errno: 'EBUSY', rule: 'AP-V2', kind: 'running', mdev: id };
  const parsed = parseInRange(draft, op, text);
  if ('failure' in parsed) return parsed.failure;
  if (!hotPlug) return assign2018(draft, mdev, op, parsed.id);
  return op.startsWith('un')
    ? unassignUpstream(draft, mdev, op, parsed.id)
    : assignUpstream(draft, mdev, op, parsed.id);
}

function beyondMaximum(state: ApState, matrix: MatrixMasks): Failure | null {
  const axes = [
    ['adapter', matrix.apm, state.max.adapter],
    ['domain', matrix.aqm, state.max.domain],
    ['control domain', matrix.adm, state.max.domain],
  ] as const;
  for (const [what, mask, max] of axes) {
    const id = idsOf(mask).find((candidate) => candidate > max);
    if (id !== undefined) return { errno: 'ENODEV', rule: 'AP-C1', kind: 'range', what, id: `${id}`, max };
  }
  return null;
}

/** `ap_config`: the whole matrix in one write (AP-U16). */
export function writeApConfig(draft: Draft, id: string, text: string): Failure | null {
  const mdev = target(draft, id, 'assign_adapter');
  if ('errno' in mdev) return mdev;
  if (!draft.state.hasApConfig || !rulesOf(draft.state).apConfig) {
    const why = 'This kernel has no ap_config file: it came with Linux 6.10.';
    return { errno: 'ENOENT', rule: 'AP-V12', kind: 'plain', text: why, mdev: id };
  }
  const parsed = parseApConfig(text);
  if (!parsed.ok) {
    const { errno, expected } = parsed;
    return { errno, rule: 'AP-U16', kind: 'parse', file: 'ap_config', text, expected };
  }
  const matrix = parsed.value;
  const failure = validate(draft.state, mdev, matrix, 'AP-U16') ?? beyondMaximum(draft.state, matrix);
  if (failure) return failure;
  const unplugged = unplug(
    draft,
    mdev,
    minus(mdev.matrix.apm, matrix.apm),
    minus(mdev.matrix.aqm, matrix.aqm),
  );
  const filtered = runFilter(draft, draft.replaceMdev(unplugged.id, { matrix }));
  runControlDomains(draft, filtered);
  return null;
}

export { noSuchMdev };
