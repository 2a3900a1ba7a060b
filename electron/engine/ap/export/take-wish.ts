/** What files tell, as a wish on top of a state. Files may contradict each other or the kernel: that shows as problems. */
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { sameMask, type Mask, maskToHex } from '../../../../shared/mask.ts';
import { fitName } from '../../../../shared/names.ts';
import { refreshShadows, shadowOf } from '../kernel/filter.ts';
import { mdevName } from '../mdev-name.ts';
import { createMdev, findMdev, sameMatrix } from '../model.ts';
import { applyOps } from '../rules.ts';

export interface ToldMdev {
  readonly id: string;
  readonly name?: string;
  /** What it has assigned while it runs. */
  readonly matrix?: MatrixMasks;
  /** What its definition assigns; the running matrix follows where only this is told and it says something new. */
  readonly stored?: MatrixMasks;
  readonly defined?: Mdev['defined'];
  readonly active?: boolean;
}

/** Undefined = not told. */
export interface ToldWish {
  readonly apmask?: Mask;
  readonly aqmask?: Mask;
  readonly persistent?: { readonly apmask?: Mask | null; readonly aqmask?: Mask | null };
  readonly mdevs?: readonly ToldMdev[];
  readonly removed?: readonly string[];
}

function changedMdev(mdev: Mdev, told: ToldMdev): Mdev {
  const defined = told.defined === undefined ? mdev.defined : told.defined;
  const news = told.stored !== undefined && (mdev.stored === null || !sameMatrix(mdev.stored, told.stored));
  const matrix = told.matrix ?? (news ? told.stored : mdev.matrix);
  const stored = told.stored ?? mdev.stored;
  return {
    ...mdev,
    name: told.name === undefined ? mdev.name : fitName(told.name, mdev.name),
    matrix: sameMatrix(matrix, mdev.matrix) ? mdev.matrix : matrix,
    stored: defined === null ? null : stored,
    defined,
    active: told.active ?? mdev.active,
  };
}

function newMdev(told: ToldMdev, index: number, others: readonly string[]): Mdev {
  const matrix = told.matrix ?? told.stored;
  const mdev = createMdev(told.id, {
    name: mdevName(told.id, others),
    hue: index % 8,
    ...(matrix && { matrix }),
  });
  return changedMdev(mdev, told);
}

function takeMdevs(base: ApState, { mdevs = [], removed = [] }: ToldWish): ApState {
  const told = new Map(mdevs.map((mdev) => [mdev.id, mdev]));
  const kept = base.mdevs
    .filter(({ id }) => !removed.includes(id) || told.has(id))
    .map((mdev) => (told.has(mdev.id) ? changedMdev(mdev, told.get(mdev.id)!) : mdev));
  const fresh = mdevs.filter(({ id }) => !findMdev(base, id));
  const others = [...kept.flatMap(({ id, name }) => [id, name]), ...fresh.map(({ id }) => id)];
  const all = [...kept, ...fresh.map((mdev, index) => newMdev(mdev, kept.length + index, others))];
  return { ...base, mdevs: all };
}

/** As the kernel does it; where it would refuse (AP-M4) the queues move all the same and the clash shows as a problem. */
function takeMasks(
  state: ApState,
  { apmask = state.apmask, aqmask = state.aqmask }: ToldWish,
): ApState | null {
  const writes = [
    { op: 'apmask', value: maskToHex(apmask) },
    { op: 'aqmask', value: maskToHex(aqmask) },
  ] as const;
  if (sameMask(apmask, state.apmask) && sameMask(aqmask, state.aqmask)) return state;
  for (const order of [writes, [...writes].reverse()]) {
    const result = applyOps(state, order);
    if (!result.failure) return result.state;
  }
  const bare = applyOps({ ...state, mdevs: [] }, writes);
  return bare.failure ? null : refreshShadows({ ...bare.state, mdevs: state.mdevs });
}

/** Null when a queue has a driver_override: then a kernel takes no masks at all (AP-M1). */
export function takeWish(base: ApState, told: ToldWish): ApState | null {
  const withMdevs = takeMdevs(base, told);
  const state = takeMasks(withMdevs, told);
  if (state === null) return null;
  const before = new Map(base.mdevs.map((mdev) => [mdev.id, mdev.matrix]));
  const mdevs = state.mdevs.map((mdev) =>
    before.get(mdev.id) === mdev.matrix ? mdev : { ...mdev, shadow: shadowOf(state, mdev.matrix) },
  );
  const persistent = {
    apmask: told.persistent?.apmask === undefined ? state.persistent.apmask : told.persistent.apmask,
    aqmask: told.persistent?.aqmask === undefined ? state.persistent.aqmask : told.persistent.aqmask,
  };
  return { ...state, persistent, mdevs };
}
