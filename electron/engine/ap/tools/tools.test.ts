import { describe, expect, it } from 'vitest';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { problems } from '../derive/problems.ts';
import { chzdev } from './chzdev.ts';
import { type Definition, mdevctlDefine, mdevctlStart, startInKernel } from './mdevctl.ts';

const POOL = minus(FULL_MASK, maskOf([5]));
const state = createApState({ lpar: masksOf([5, 6], [4]), apmask: POOL });
const definition: Definition = {
  mdev_type: 'vfio_ap-passthrough',
  start: 'auto',
  attrs: [{ assign_adapter: '5' }, { assign_domain: '4' }],
};

describe('tools around the kernel', () => {
  it('AP-Z5 the persistent setting is kept apart from the active one, and drift is told', () => {
    const { host } = chzdev({ state, autostart: [] }, ['apmask=-6'], { active: false, persistent: true });
    expect([host.state.apmask === POOL, host.state.persistent.apmask]).toEqual([
      true,
      minus(POOL, maskOf([6])),
    ]);
    expect(problems(host.state, host.state).map(({ id }) => id)).toEqual(['ap:drift:apmask']);
  });

  it('AP-Z6 checks that hold one lock see each other’s result: a definition blocks a later chzdev', () => {
    const persistent = { ...state, persistent: { apmask: POOL, aqmask: null } };
    const defined = mdevctlDefine({ state: persistent, autostart: [] }, 'u', definition);
    const later = chzdev(defined.host, ['apmask=+5'], { active: false, persistent: true });
    expect([defined.ok, later.ok, later.messages]).toEqual([
      true,
      false,
      ['persistent apmask conflicts with defined autostart mdev u APQN 5.4'],
    ]);
  });

  it('AP-D5 only definitions of the matrix parent’s own type are judged by ap-check', () => {
    const foreign = { ...definition, mdev_type: 'vfio_ccw-io' };
    const reserved = { ...state, apmask: FULL_MASK };
    const ok = (entry: Definition) => mdevctlDefine({ state: reserved, autostart: [] }, 'u', entry).ok;
    expect([ok(foreign), ok(definition)]).toEqual([true, false]);
  });

  it('AP-Z4 what the kernel refuses is seen by reading the masks back, although the tool keeps silent', () => {
    const busy = { ...state, mdevs: [createMdev('m', { matrix: masksOf([5], [4]) })] };
    const result = chzdev({ state: busy, autostart: [] }, ['apmask=+5', 'aqmask=-4'], {
      active: true,
      persistent: false,
    });
    const { apmask, aqmask } = result.host.state;
    expect([result.ok, result.messages, result.kernelErrno, apmask, aqmask]).toEqual([
      true,
      [],
      'EBUSY',
      POOL,
      minus(FULL_MASK, maskOf([4])),
    ]);
  });

  it('AP-K4 ap-check refuses what an override allows', () => {
    const base = createApState({ lpar: masksOf([5], [4]) });
    const table = Uint8Array.from(base.queues.state);
    table[0x0504] = 3;
    const overridden = {
      ...base,
      queues: { ...base.queues, state: table, overrides: new Map([[0x0504, 'vfio_ap']]) },
    };
    const started = mdevctlStart({ state: overridden, autostart: [] }, 'u', definition);
    expect([startInKernel(overridden, 'u', definition).errno, started.ok, started.kernelErrno]).toEqual([
      null,
      false,
      null,
    ]);
  });
});
