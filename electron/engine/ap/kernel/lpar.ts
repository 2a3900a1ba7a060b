/** LPAR changes with the AP bus scan after them: AP-U23, AP-U24 on current kernels, AP-V10 on 2018 ones. */
import { type ApState, type MatrixMasks, QUEUE } from '../../../../shared/ap/types.ts';
import { APQN_COUNT, type Apqn } from '../../../../shared/apqn.ts';
import { idsOf, intersect, isEmptyMask, maskOf, masksMeet, minus, union } from '../../../../shared/mask.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { refreshShadows, runControlDomains, runFilter } from './filter.ts';
import type { Draft, KernelOp } from './kernel.ts';
import { inLpar, type Rebinding, rebind } from './masks.ts';
import { probe, vfioSupports } from '../model.ts';
import { rulesOf } from './profiles.ts';

type HostConfigOp = Extract<KernelOp, { readonly op: 'host_config' }>;

function changed(lpar: MatrixMasks, op: HostConfigOp): MatrixMasks {
  return {
    apm: union(minus(lpar.apm, op.remove.apm), op.add.apm),
    aqm: union(minus(lpar.aqm, op.remove.aqm), op.add.aqm),
    adm: union(minus(lpar.adm, op.remove.adm), op.add.adm),
  };
}

/** AP-U23: losses leave the shadows, gains an mdev has in its matrix are remembered until the scan ends. */
function announce(draft: Draft, before: MatrixMasks, after: MatrixMasks): void {
  const lostAdapters = minus(before.apm, after.apm);
  const lostDomains = minus(before.aqm, after.aqm);
  // Adapters older than CEX4 are sorted out of the gains.
  const gained = idsOf(minus(after.apm, before.apm)).filter((adapter) => vfioSupports(draft.state, adapter));
  for (const mdev of draft.state.mdevs) {
    if (!mdev.active || mdev.type === 'virtual') continue;
    draft.replaceMdev(mdev.id, {
      // Lost control domains stay in the shadow as the code reads; harmless because firmware ANDs.
      shadow: {
        apm: minus(mdev.shadow.apm, lostAdapters),
        aqm: minus(mdev.shadow.aqm, lostDomains),
        adm: mdev.shadow.adm,
      },
      pending: {
        apm: intersect(mdev.matrix.apm, maskOf(gained)),
        aqm: intersect(mdev.matrix.aqm, minus(after.aqm, before.aqm)),
        adm: intersect(mdev.matrix.adm, minus(after.adm, before.adm)),
      },
    });
  }
}

/** Queue devices that the scan takes away or creates. */
function scanned(state: ApState, before: ApState, missing: ReadonlySet<Apqn>): Rebinding[] {
  const removed: Rebinding[] = [];
  const created: Rebinding[] = [];
  for (let apqn = 0; apqn < APQN_COUNT; apqn++) {
    const exists = state.queues.state[apqn] !== QUEUE.ABSENT;
    if (exists && !inLpar(state, apqn)) removed.push({ apqn, to: QUEUE.ABSENT });
    else if (!exists && inLpar(state, apqn) && !inLpar(before, apqn) && !missing.has(apqn))
      created.push({ apqn, to: probe(state, apqn) });
  }
  return [...removed, ...created];
}

function without<Value>(map: ReadonlyMap<Apqn, Value>, gone: ReadonlySet<Apqn>): ReadonlyMap<Apqn, Value> {
  return new Map([...map].filter(([apqn]) => !gone.has(apqn)));
}

/** A queue device that went away takes its override, reset code and readings with it. */
function forgetQueues(draft: Draft, gone: ReadonlySet<Apqn>): void {
  if (gone.size === 0) return;
  const { queues } = draft.state;
  draft.change({
    queues: {
      ...queues,
      overrides: without(queues.overrides, gone),
      resetRc: without(queues.resetRc, gone),
      details: without(queues.details, gone),
      deconfigured: new Set([...queues.deconfigured].filter((apqn) => !gone.has(apqn))),
      checkstopped: new Set([...queues.checkstopped].filter((apqn) => !gone.has(apqn))),
      untold: new Set([...queues.untold].filter((apqn) => !gone.has(apqn))),
    },
  });
}

/** AP-U24: after the scan the mdevs with remembered gains are filtered. */
function scanComplete(draft: Draft): void {
  for (const { id, pending } of draft.state.mdevs) {
    const mdev = draft.mdev(id);
    if (!mdev || pending === NO_MASKS) continue;
    const told = draft.replaceMdev(id, { pending: NO_MASKS });
    const gainedQueues = masksMeet(pending.apm, mdev.matrix.apm) || masksMeet(pending.aqm, mdev.matrix.aqm);
    const filtered = gainedQueues ? runFilter(draft, told) : told;
    if (!isEmptyMask(pending.adm)) runControlDomains(draft, filtered);
  }
}

export function hostConfigOp(draft: Draft, op: HostConfigOp): null {
  const before = draft.state;
  const lpar = changed(before.lpar, op);
  const { hotPlug } = rulesOf(before);
  if (hotPlug) announce(draft, before.lpar, lpar);
  draft.change({ lpar });
  const changes = scanned(draft.state, before, new Set(op.missing));
  rebind(draft, changes);
  forgetQueues(draft, new Set(changes.filter(({ to }) => to === QUEUE.ABSENT).map(({ apqn }) => apqn)));
  if (hotPlug) scanComplete(draft);
  // 2018: vfio_ap does not notice; what a guest gets is the AND of its masks with the LPAR's (AP-V10).
  else draft.change({ mdevs: refreshShadows(draft.state, (mdev) => mdev.active).mdevs });
  return null;
}
