/** In which order the playbook writes the masks: that of the plan. */
import { expect, it } from 'vitest';
import type { ApFact, ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, type Mask, maskOf, maskToHex, minus } from '../../../../shared/mask.ts';
import { HOST_VARIABLES } from '../../export/ansible.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { planAp } from '../plan/plan.ts';
import { ansibleExport } from './ansible.ts';
import { UUIDS } from './testing/wishes.ts';

function host(parts: Partial<ApState>): ApState {
  const lpar = masksOf([5, 6, 7], [4, 71, 72], [4, 71]);
  return refreshShadows(createApState({ lpar, defaultDomain: 71, ...parts }));
}

function path(observed: ApState, desired: ApState): readonly Record<string, string>[] {
  const plan = planAp(observed, desired, { style: 'both', restart: [] });
  const { files } = ansibleExport.write({ name: 'a', observed, desired, plan });
  return JSON.parse(files.find((file) => file.path === HOST_VARIABLES)!.text).ap_mask_path;
}

const without = (...ids: number[]) => minus(FULL_MASK, maskOf(ids));
const before = host({ apmask: maskOf([5]), aqmask: maskOf([71]) });
const after = host({ apmask: maskOf([6]), aqmask: maskOf([71, 72]) });

const state = (apmask: Mask, aqmask: Mask) => ({ apmask: maskToHex(apmask), aqmask: maskToHex(aqmask) });

it('AP-M5 the host keeps its default domain on the way: one adapter takes over from the other in one write', () => {
  expect(path(before, after)).toEqual([
    state(maskOf([5]), maskOf([71])),
    state(maskOf([6]), maskOf([71])),
    state(maskOf([6]), maskOf([71, 72])),
  ]);
});

it('AP-M4 before 6.19 the mask that gives a guest its queue is cleared before the other takes its row', () => {
  const parts = {
    profile: 'upstream-6.18',
    mdevs: [createMdev(UUIDS[0], { name: 'a', matrix: masksOf([6], [4]) })],
  } as const;
  const from = host({ ...parts, apmask: without(6), aqmask: FULL_MASK });
  const to = host({ ...parts, apmask: FULL_MASK, aqmask: without(4) });
  expect(path(from, to)).toEqual([
    state(without(6), FULL_MASK),
    state(without(6), without(4)),
    state(FULL_MASK, without(4)),
  ]);
});

it('there is no way to tell where a mask is not told, the plan is blocked, or nothing changes', () => {
  const untold = { ...before, unknown: new Set<ApFact>(['aqmask']) };
  const running = host({
    apmask: without(6),
    aqmask: FULL_MASK,
    mdevs: [createMdev(UUIDS[0], { name: 'a', matrix: masksOf([6], [4]), guest: 'a' })],
  });
  const taken = refreshShadows({ ...running, apmask: FULL_MASK });
  expect([
    path(untold, { ...untold, apmask: maskOf([6]) }),
    path(running, taken),
    path(before, before),
  ]).toEqual([[], [], []]);
});
