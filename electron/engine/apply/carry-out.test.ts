/** What carries a step out gets all of the step that rehearsal gets. */
import { expect, it } from 'vitest';
import type { Ref } from '../../../shared/findings.ts';
import type { PlanStep } from '../../../shared/plan.ts';
import { FULL_MASK, maskOf, minus } from '../../../shared/mask.ts';
import { refreshShadows } from '../ap/kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../ap/model.ts';
import { apPlanning } from '../ap/plan/planning.ts';
import { rehearsePlan } from '../plan/rehearse.ts';
import { carrierFor } from './carry-out.ts';
import { openLocalTarget } from './local-target.ts';
import { runSteps } from './run-steps.ts';
import { AP_FAMILIES } from './testing/ap-host.ts';
import { plainHost } from './testing/plain-host.ts';

const UUID = '00000001-0000-4000-8000-000000000000';

it('AP-U17 a domain that has another name than its device is started by the stand-in as in the rehearsal', async () => {
  const mdev = createMdev(UUID, { name: 'device-name', matrix: masksOf([5], [4]) });
  const lpar = masksOf([5], [4]);
  const apmask = minus(FULL_MASK, maskOf([5]));
  const observed = refreshShadows(createApState({ profile: 'upstream', lpar, apmask, mdevs: [mdev] }));
  const refs: readonly Ref[] = [{ kind: 'guest', id: UUID }];
  const step: PlanStep = {
    family: 'ap',
    layer: 'active',
    title: 'Start guest payments',
    action: {
      kind: 'run',
      commands: [{ argv: ['virsh', 'start', '--', 'payments'], stdin: null }],
      files: [],
    },
    needs: [],
    loses: [],
    reverse: [],
    irreversible: null,
    expect: [{ kind: 'text', path: '/sys/devices/ap/card05/05.0004/status', text: 'in use' }],
    refs,
  };
  const states = new Map([['ap', observed]]);
  const plan = { style: 'immediate', steps: [step], blocks: [], notes: [] } as const;
  const rehearsed = rehearsePlan(new Map([['ap', apPlanning]]), states, states, plan).result;
  const { root } = plainHost(apPlanning.tree(observed));
  const target = await openLocalTarget(root, AP_FAMILIES);
  const end = await runSteps({
    target,
    carry: carrierFor(target, AP_FAMILIES, states),
    journal: { file: '', append: () => Promise.resolve(), close: () => Promise.resolve() },
    steps: plan.steps,
    from: 0,
    patience: { slowMilliseconds: 0, pauseMilliseconds: 0 },
    signal: new AbortController().signal,
    progress: () => {},
  });
  expect([rehearsed.failedAt, end.status, end.differences]).toEqual([null, 'done', []]);
});
