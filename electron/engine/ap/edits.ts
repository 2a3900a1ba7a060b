/** Edits of the studio as operations of the model kernel, with what else has to hold for a wish (ap.md 3.8). */
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../shared/ap/types.ts';
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import { idsOf, isEmptyMask, type Mask, maskFromHex, minus, union } from '../../../shared/mask.ts';
import type { Outcome } from '../family.ts';
import { applyInOrder } from '../gesture.ts';
import { changeNotes } from './edit-notes.ts';
import { type EditOf, fromOps, type Notes, plainFailure, type Step, withMdev } from './edit-step.ts';
import { workableFixes } from '../fix-trial.ts';
import { createGuest, removeGuest, setType, setUuid } from './guest-edits.ts';
import { refreshShadows, shadowOf } from './kernel/filter.ts';
import type { AssignOp, Failure, KernelOp, OpResult } from './kernel/kernel.ts';
import { keepTogether, persist } from './lasting.ts';
import { noSuchMdev, sharers, unboundFor2018 } from './kernel/assign.ts';
import { apConfigText, findMdev, hostOwnedCells, masksOf, sameMatrix } from './model.ts';
import { PROFILE_RULES, rulesOf } from './kernel/profiles.ts';
import { refusalOf } from './refusals.ts';
import { applyOp, applyOps } from './rules.ts';
import { type VirtualAxis, writeMapping } from './virtual/virtual.ts';

function targetMatrix(mdev: Mdev, edit: EditOf<'assign'> | EditOf<'unassign'>): MatrixMasks {
  const change = masksOf(edit.adapters, edit.domains, edit.controlDomains);
  const join = edit.op === 'assign' ? union : minus;
  return {
    apm: join(mdev.matrix.apm, change.apm),
    aqm: join(mdev.matrix.aqm, change.aqm),
    adm: join(mdev.matrix.adm, change.adm),
  };
}

function writes(op: AssignOp, mdev: string, ids: readonly number[]): KernelOp[] {
  return ids.map((id) => ({ op, mdev, value: `${id}` }));
}

/**
 * Single writes from one matrix to another, removals first. With domains missing a 2018 kernel asks only for one bound
 * queue of a new adapter, so adapters before domains lets every legal end be reached.
 */
export function assignmentWrites(mdev: string, from: MatrixMasks, to: MatrixMasks): KernelOp[] {
  const gone = (key: keyof MatrixMasks) => idsOf(minus(from[key], to[key]));
  const come = (key: keyof MatrixMasks) => idsOf(minus(to[key], from[key]));
  return [
    ...writes('unassign_adapter', mdev, gone('apm')),
    ...writes('unassign_domain', mdev, gone('aqm')),
    ...writes('unassign_control_domain', mdev, gone('adm')),
    ...writes('assign_adapter', mdev, come('apm')),
    ...writes('assign_domain', mdev, come('aqm')),
    ...writes('assign_control_domain', mdev, come('adm')),
  ];
}

function usesApConfig(state: ApState): boolean {
  return state.hasApConfig && rulesOf(state).apConfig;
}

function setMatrix(state: ApState, mdev: Mdev, matrix: MatrixMasks): OpResult {
  return usesApConfig(state)
    ? applyOp(state, { op: 'ap_config', mdev: mdev.id, value: apConfigText(matrix) })
    : applyOps(state, assignmentWrites(mdev.id, mdev.matrix, matrix));
}

/** The L of cells that a matrix gains, as at most two rectangles: new rows over all columns, old rows over new columns. */
export function gainedRectangles(from: MatrixMasks, to: MatrixMasks) {
  const rows = minus(to.apm, from.apm);
  const columns = minus(to.aqm, from.aqm);
  return [
    { apm: rows, aqm: to.aqm },
    { apm: minus(to.apm, rows), aqm: columns },
  ].filter(({ apm, aqm }) => !isEmptyMask(apm) && !isEmptyMask(aqm));
}

/** Checks of the gained cells against the masks and every other wish, whether a kernel has it already or not. */
function wishFailure(state: ApState, mdev: Mdev, matrix: MatrixMasks): Failure | null {
  const hotPlug = rulesOf(state).hotPlug;
  const gained = gainedRectangles(mdev.matrix, matrix);
  const cells = gained.flatMap((area) => hostOwnedCells(state, area)).sort((left, right) => left - right);
  if (cells.length > 0 && hotPlug) {
    const rule = isEmptyMask(minus(matrix.apm, mdev.matrix.apm)) ? 'AP-U11' : 'AP-U10';
    return { errno: 'EADDRNOTAVAIL', rule, kind: 'host-owned', mdev: mdev.id, cells };
  }
  if (!hotPlug) {
    const rows = minus(matrix.apm, mdev.matrix.apm);
    const lacking = idsOf(rows).flatMap((adapter) => unboundFor2018(state, matrix, 'adapter', adapter));
    const columns = idsOf(minus(matrix.aqm, mdev.matrix.aqm)).flatMap((domain) =>
      unboundFor2018(state, { ...matrix, apm: minus(matrix.apm, rows) }, 'domain', domain),
    );
    const unbound = isEmptyMask(minus(matrix.apm, rows)) ? lacking : [...lacking, ...columns];
    const rule = isEmptyMask(rows) ? 'AP-V4' : 'AP-V3';
    if (unbound.length > 0)
      return { errno: 'EADDRNOTAVAIL', rule, kind: 'not-bound', mdev: mdev.id, cells: unbound };
  }
  const taken = new Map<string, number[]>();
  for (const area of gained)
    for (const other of sharers(state, mdev.id, area, () => true))
      taken.set(other.mdev, [...(taken.get(other.mdev) ?? []), ...other.cells]);
  if (taken.size === 0) return null;
  const others = [...taken].map(([id, shared]) => ({ mdev: id, cells: shared.sort((a, b) => a - b) }));
  return { errno: 'EADDRINUSE', rule: 'AP-C2', kind: 'sharing', mdev: mdev.id, others };
}

function rangeFailure(
  state: ApState,
  edit: Pick<EditOf<'assign'>, 'adapters' | 'domains' | 'controlDomains'>,
): Failure | null {
  const axes = [
    ['adapter', edit.adapters, state.max.adapter],
    ['domain', edit.domains, state.max.domain],
    ['control domain', edit.controlDomains, state.max.domain],
  ] as const;
  for (const [what, ids, max] of axes) {
    const id = ids.find((candidate) => candidate > max);
    if (id !== undefined) return { errno: 'ENODEV', rule: 'AP-C1', kind: 'range', what, id: `${id}`, max };
  }
  return null;
}

function wish(state: ApState, mdev: Mdev, matrix: MatrixMasks): Step {
  const after = withMdev(state, mdev.id, { matrix, shadow: shadowOf(state, matrix) });
  return { state: after, notes: () => changeNotes(state, after) };
}

function changeMatrix(state: ApState, edit: EditOf<'assign'> | EditOf<'unassign'>): Step {
  const mdev = findMdev(state, edit.mdev);
  if (!mdev) return { failure: noSuchMdev(edit.mdev) };
  if (mdev.type === 'virtual')
    return plainFailure(
      'EINVAL',
      'AP-S2',
      `${mdev.name} is of the virtual type; it gets mappings, not real adapters.`,
      mdev.id,
    );
  const matrix = targetMatrix(mdev, edit);
  if (sameMatrix(matrix, mdev.matrix)) return { state, notes: () => ['Nothing changes: it is so already.'] };
  if (mdev.active && mdev.guest !== null && !rulesOf(state).hotPlug)
    return { failure: { errno: 'EBUSY', rule: 'AP-V2', kind: 'running', mdev: mdev.id } };
  if (edit.op === 'unassign') {
    if (!mdev.active) return wish(state, mdev, matrix);
    const atOnce = setMatrix(state, mdev, matrix);
    // A matrix that is in conflict already cannot be written as a whole; single unassign writes are never refused.
    const result = atOnce.failure ? applyOps(state, assignmentWrites(mdev.id, mdev.matrix, matrix)) : atOnce;
    return fromOps(state, result);
  }
  const failure = rangeFailure(state, edit) ?? wishFailure(state, mdev, matrix);
  if (failure) return { failure };
  return mdev.active ? fromOps(state, setMatrix(state, mdev, matrix)) : wish(state, mdev, matrix);
}

function setProfile(state: ApState, profile: ApState['profile']): Step {
  if (profile === state.profile) return { state };
  const { title, apConfig } = PROFILE_RULES[profile];
  const changed = { ...state, profile, hasApConfig: apConfig, profileReason: 'chosen by hand' };
  return { state: refreshShadows(changed), notes: () => [`The rules of ${title} are used from now on.`] };
}

/** A definition that is not started becomes an mdev first, in the order mdevctl writes it (AP-D1). */
function activate(state: ApState, mdev: Mdev): OpResult {
  const created = applyOp(state, { op: 'create', mdev: mdev.id, type: mdev.type });
  if (created.failure || mdev.type === 'virtual') return created;
  const empty = findMdev(created.state, mdev.id)!;
  return setMatrix(created.state, empty, mdev.matrix);
}

function guestStart(state: ApState, mdev: Mdev, edit: EditOf<'guestStart'>): Step {
  const ready = mdev.active ? null : activate(state, mdev);
  if (ready?.failure) return { failure: ready.failure };
  const base = ready?.state ?? state;
  const open: KernelOp = { op: 'guest_start', mdev: mdev.id, guest: edit.guest };
  const op = edit.crycbFormat === undefined ? open : { ...open, crycbFormat: edit.crycbFormat };
  const step = fromOps(state, applyOp(base, op));
  if ('failure' in step || mdev.active) return step;
  const notes = () => [`${mdev.name} was only defined; it is started first.`, ...(step.notes?.() ?? [])];
  return { ...step, notes };
}

/**
 * Rewriting `ap_config` runs FILTER. Before 6.10 a hidden adapter is taken and given again instead: FILTER runs at the
 * second write, and the guest loses nothing in between, since it does not see that adapter.
 */
function reapply(state: ApState, mdev: Mdev): Step {
  if (mdev.type === 'virtual' || !rulesOf(state).hotPlug)
    return { state, notes: () => ['Nothing is filtered here, so there is nothing to run again.'] };
  if (!mdev.active) return wish(state, mdev, mdev.matrix);
  if (usesApConfig(state)) return fromOps(state, setMatrix(state, mdev, mdev.matrix));
  const [hidden] = idsOf(minus(mdev.matrix.apm, mdev.shadow.apm));
  if (hidden === undefined) return { state, notes: () => [`Nothing of ${mdev.name} is hidden.`] };
  const again = [
    ...writes('unassign_adapter', mdev.id, [hidden]),
    ...writes('assign_adapter', mdev.id, [hidden]),
  ];
  return fromOps(state, applyOps(state, again));
}

function virtualWrite(state: ApState, mdev: string, axis: VirtualAxis, value: string): Step {
  const { state: after, failure } = writeMapping(state, mdev, axis, value);
  return failure ? { failure } : { state: after };
}

/** Only what is added: taking away an id that cannot be there cures a wrong observation. */
function changeLpar(state: ApState, edit: EditOf<'changeLpar'>): Step {
  const beyond = rangeFailure(state, {
    adapters: edit.addAdapters,
    domains: edit.addDomains,
    controlDomains: edit.addControlDomains,
  });
  if (beyond) return { failure: beyond };
  const add = masksOf(edit.addAdapters, edit.addDomains, edit.addControlDomains);
  const remove = masksOf(edit.removeAdapters, edit.removeDomains, edit.removeControlDomains);
  return fromOps(state, applyOp(state, { op: 'host_config', add, remove, missing: [] }));
}

/** The edit's schema has checked the text. */
function readHex(text: string | null): Mask | null {
  return text === null ? null : maskFromHex(text);
}

function step(state: ApState, edit: ApEdit): Step {
  const mdev = 'mdev' in edit ? findMdev(state, edit.mdev) : undefined;
  if ('mdev' in edit && !mdev) return { failure: noSuchMdev(edit.mdev) };
  switch (edit.op) {
    case 'createGuest':
      return createGuest(state, edit);
    case 'removeGuest':
      return removeGuest(state, mdev!);
    case 'renameGuest':
      return { state: withMdev(state, edit.mdev, { name: edit.name }) };
    case 'recolourGuest':
      return { state: withMdev(state, edit.mdev, { hue: edit.hue }) };
    case 'setUuid':
      return setUuid(state, mdev!, edit.uuid);
    case 'setType':
      return setType(state, mdev!, edit.type);
    case 'setStart':
      return { state: withMdev(state, edit.mdev, { defined: edit.start === 'none' ? null : edit.start }) };
    case 'assign':
    case 'unassign':
      return changeMatrix(state, edit);
    case 'reapply':
      return reapply(state, mdev!);
    case 'guestStart':
      return guestStart(state, mdev!, edit);
    case 'guestStop':
      return fromOps(state, applyOp(state, { op: 'guest_stop', mdev: edit.mdev }));
    case 'persist':
      return { state: persist(state) };
    case 'setPersistentMasks':
      return {
        state: { ...state, persistent: { apmask: readHex(edit.apmask), aqmask: readHex(edit.aqmask) } },
      };
    case 'writeMask':
      return fromOps(state, applyOp(state, { op: edit.mask, value: edit.value }));
    case 'bind':
    case 'unbind':
      return fromOps(state, applyOp(state, { op: edit.op, apqn: edit.apqn, driver: edit.driver }));
    case 'driverOverride':
      return fromOps(
        state,
        applyOp(state, { op: 'driver_override', apqn: edit.apqn, value: `${edit.driver}\n` }),
      );
    case 'loadVfioAp':
      return fromOps(state, applyOp(state, { op: 'modprobe_vfio_ap' }));
    case 'changeLpar':
      return changeLpar(state, edit);
    case 'setProfile':
      return setProfile(state, edit.profile);
    case 'virtualAdapter':
      return virtualWrite(state, edit.mdev, 'adapter', edit.value);
    case 'virtualDomain':
      return virtualWrite(state, edit.mdev, 'domain', edit.value);
  }
}

function quietly(state: ApState, edit: ApEdit): Outcome<ApState> & { readonly tell?: Notes } {
  const result = step(state, edit);
  if ('failure' in result) return { ok: false, refusal: refusalOf(state, result.failure, [edit]) };
  return {
    ok: true,
    state: keepTogether(state, result.state),
    notes: [],
    ...(result.notes && { tell: result.notes }),
  };
}

function runEdit(state: ApState, edit: ApEdit): Outcome<ApState> {
  const { tell, ...outcome } = quietly(state, edit);
  return outcome.ok ? { ...outcome, notes: tell?.() ?? [] } : outcome;
}

/** Several edits as one gesture: all or none; the fixes of its refusal are not yet tried. */
function runGesture(state: ApState, edits: readonly ApEdit[]): Outcome<ApState> {
  return applyInOrder(state, edits, runEdit);
}

/** How fixes are tried on a state: what refuses them, with fixes of its own that are not yet tried. */
export function attemptOn(state: ApState): (edits: readonly Edit[]) => Refusal | null {
  return (edits) => {
    const tried = applyInOrder(state, edits as readonly ApEdit[], quietly);
    return tried.ok ? null : tried.refusal;
  };
}

/** One edit. Pure; a refusal's fixes end with the refused edit, so that a fix also does what was asked for. */
export function applyEdit(state: ApState, edit: ApEdit): Outcome<ApState> {
  return applyGesture(state, [edit]);
}

/** Several edits as one gesture: all or none. Fixes of a refusal repeat the whole gesture around the cure, and pass. */
export function applyGesture(state: ApState, edits: readonly ApEdit[]): Outcome<ApState> {
  const outcome = runGesture(state, edits);
  if (outcome.ok) return outcome;
  const { refusal } = outcome;
  return { ok: false, refusal: { ...refusal, fixes: workableFixes(attemptOn(state), refusal.fixes) } };
}
