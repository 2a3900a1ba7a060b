import { describe, expect, it } from 'vitest';
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { applyGesture } from '../edits.ts';
import { applyOp } from '../kernel/apply-op.ts';
import { createDevice, withDevice, withMdev, withWq } from '../model.ts';
import { after, busyHost, configured, given, idleHost, uuid, withoutPasid } from '../testing/wishes.ts';
import { observedFrom } from '../observe/testing/hosts.ts';
import { MOST_TRIED_FIXES } from './tried-fixes.ts';
import { allProblems, problems } from './problems.ts';

function ids(state: DsaState): string[] {
  return problems(state, state).map(({ severity, id }) => `${severity} ${id}`);
}

/** The problem of that id, which `state` shows and `clean` does not; and none of it is left when its first fix is taken. */
function shows(state: DsaState, id: string, isCured = true): string {
  expect(ids(busyHost())).not.toContain(`warning ${id}`);
  const found = problems(state, state).find((problem) => problem.id === id);
  if (found === undefined) throw new Error(`${id} is not among ${ids(state).join(', ')}`);
  if (!isCured) return found.message;
  const [fix] = found.fixes;
  if (fix === undefined) throw new Error(`${id} has no fix`);
  const cured = applyGesture(state, fix.edits as readonly DsaEdit[]);
  if (!cured.ok) throw new Error(cured.refusal.message);
  expect(allProblems(cured.state).map((problem) => problem.id)).not.toContain(id);
  return found.message;
}

describe('problems of a wish', () => {
  it('a host that is set up well has none, and an idle one only a hint', () => {
    expect(ids(busyHost())).toEqual([]);
    expect(ids(idleHost())).toEqual(['info DSA-M14 types']);
  });

  it('DSA-M1 no PASID, and shared queues without support', () => {
    const state = {
      ...idleHost(),
      devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', caps: { pasid: false } })],
    };
    const shared = after(
      state,
      configured('wq0.0', { group_id: '0' }),
      configured('engine0.0', { group_id: '0' }),
    );
    expect(ids(state)).toContain('info DSA-M1 no PASID');
    expect(shows(shared, 'DSA-M1 dsa0 shared')).toMatch(/^wq0.0 is shared, but on dsa0 there is no PASID/);
    const all = withoutPasid(idleHost());
    expect(ids(all)).toEqual(['info DSA-M1 no PASID']);
    expect(problems(all, all)[0]!.message).toMatch(/^This host gives dsa0, iax1 and dsa2 no PASID\./);
    const user = after(all, configured('wq0.0', { type: 'user', driver_name: 'user', name: 'a', size: '4' }));
    expect(shows(user, 'DSA-M1 no PASID', false)).toMatch(/Use a dedicated kernel queue meanwhile/);
    expect(problems(user, user).find(({ id }) => id === 'DSA-M1 no PASID')?.fixes[0]?.label).toBe(
      'Make wq0.0 a dedicated kernel queue of the host, named a',
    );
  });

  it('DSA-M25 a threshold above the size', () => {
    const state = withWq(busyHost(), 'dsa0', 1, { threshold: 40 });
    expect(shows(state, 'DSA-M25 wq0.1 threshold')).toMatch(/Lower it to 28/);
  });

  it('DSA-M4 a group with queues and no engine, and the reverse', () => {
    expect(
      shows(after(idleHost(), configured('wq0.0', { group_id: '1', size: '4' })), 'DSA-M4 group0.1'),
    ).toMatch(/no engine/);
    expect(shows(after(idleHost(), configured('engine0.0', { group_id: '2' })), 'DSA-M4 group0.2')).toMatch(
      /no work queue/,
    );
  });

  it('DSA-M3 DSA-M11 DSA-M2 a queue that is set up by half', () => {
    const state = after(idleHost(), configured('wq0.0', { type: 'user', size: '8' }));
    for (const id of [
      'DSA-M3 wq0.0 driver',
      'DSA-M11 wq0.0 priority',
      'DSA-M2 wq0.0 no threshold',
      'DSA-O22 wq0.0 name',
      'DSA-O22 wq0.0 group',
    ])
      shows(state, id);
    shows(after(idleHost(), configured('wq0.0', { group_id: '0' })), 'DSA-M11 wq0.0 size');
    shows(after(state, configured('wq0.0', { driver_name: 'mdev' })), 'DSA-M3 wq0.0 driver');
  });

  it('DSA-O22 DSA-M11 fixes do only what they say', () => {
    const state = after(idleHost(), configured('wq0.0', { type: 'user' }));
    const fixOf = (id: string) => problems(state, state).find((problem) => problem.id === id)!.fixes[0]!;
    const group = fixOf('DSA-O22 wq0.0 group');
    const entries = fixOf('DSA-M11 wq0.0 size');
    const cured = [group, entries].map(({ label, edits }) => {
      const outcome = applyGesture(state, edits as readonly DsaEdit[]);
      if (!outcome.ok) throw new Error(outcome.refusal.message);
      const [device] = outcome.state.devices;
      return [label, device!.wqs[0], device!.engines];
    });
    const [wq] = state.devices[0]!.wqs;
    expect(cured).toEqual([
      ['Put wq0.0 in group0.0 with engine0.0', { ...wq, groupId: 0 }, [0, -1, -1, -1]],
      ['Give wq0.0 16 entries', { ...wq, size: 16 }, [-1, -1, -1, -1]],
    ]);
    const last = after(
      idleHost(),
      configured('wq0.1', { size: '127' }),
      configured('wq0.0', { type: 'user' }),
    );
    expect(shows(last, 'DSA-M11 wq0.0 size')).toMatch(/Give it the 1 entry that is left\./);
  });

  it('DSA-M23 a queue for guests that was saved as none, and such a file', () => {
    const state = after(idleHost(), configured('wq0.0', { driver_name: 'mdev', priority: '5' }));
    expect(shows(state, 'DSA-M23 wq0.0 type')).toMatch(/Write type mdev again/);
    const saved = JSON.stringify([
      {
        dev: 'dsa0',
        groups: [
          { dev: 'group0.0', grouped_workqueues: [{ dev: 'wq0.0', type: 'none', driver_name: 'mdev' }] },
        ],
      },
    ]);
    expect(shows({ ...busyHost(), saved }, 'DSA-M23 saved', false)).toMatch(
      /accel-config cannot save the type mdev/,
    );
    const greedy = JSON.stringify([
      {
        dev: 'dsa0',
        groups: [
          { dev: 'group0.0', read_buffers_reserved: 40, read_buffers_allowed: 96 },
          { dev: 'group0.1', read_buffers_reserved: 0, read_buffers_allowed: 96 },
        ],
      },
    ]);
    expect(shows({ ...busyHost(), saved: greedy }, 'DSA-M10 saved buffers', false)).toMatch(
      /stops at group0.1/,
    );
    expect(shows({ ...busyHost(), saved: '{' }, 'DSA-M10 saved', false)).toMatch(/cannot be loaded/);
  });

  it('DSA-O18 DSA-M10 read buffers that do not add up', () => {
    const state = after(
      idleHost(),
      configured('engine0.0', { group_id: '0' }),
      configured('wq0.0', { group_id: '0', size: '4' }),
      configured('group0.1', { read_buffers_reserved: '40' }),
    );
    expect(shows(state, 'DSA-O18 group0.0')).toMatch(/4 to 56 work/);
    expect(shows(state, 'DSA-M10 group0.2')).toMatch(/Write 56/);
  });

  it('DSA-M13 DSA-O16 what the hardware learns too late', () => {
    const state = after(
      busyHost(),
      configured('wq0.4', {
        group_id: '3',
        type: 'user',
        driver_name: 'user',
        name: 'a',
        priority: '5',
        mode: 'dedicated',
      }),
      configured('engine0.3', { group_id: '3' }),
    );
    expect(ids(state)).toEqual(expect.arrayContaining(['warning DSA-M13 wq0.4 late', 'info DSA-O16 dsa0']));
    expect(shows(state, 'DSA-M13 wq0.4 late')).toMatch(/0x22/);
  });

  it('DSA-M14 a kernel without mdev', () => {
    const state = { ...idleHost(), host: { ...idleHost().host, drivers: ['idxd', 'user'], types: [] } };
    expect(ids(state)).toEqual(['warning DSA-M14 kernel']);
  });

  it('DSA-M16 DSA-O35 DSA-O38 more devices than slots', () => {
    const base = withDevice(busyHost(), 'dsa0', { caps: { ...busyHost().devices[0]!.caps, imsSize: 1 } });
    const state = after(base, { op: 'startGuest', guest: 'web' });
    expect(shows(state, 'DSA-M16 dsa0', false)).toMatch(
      /2 devices of guests and 1 interrupt slots, of which 1 are used/,
    );
  });

  it('DSA-O23 DSA-O33 orphans, and devices of no guest', () => {
    const orphan = applyOp(busyHost(), { op: 'unbind', driver: 'mdev', name: 'wq0.0' }).state;
    expect(shows(orphan, 'DSA-O23 dsa0 orphans')).toMatch(/can only be removed/);
    expect(shows(withMdev(busyHost(), uuid(1), { guest: null }), 'DSA-O33 dsa0 idle')).toMatch(
      /for no guest/,
    );
    const untold = withMdev(busyHost(), uuid(1), { guest: null, runningTold: false });
    expect(shows(untold, 'DSA-O36 dsa0 guests untold', false)).toMatch(/Assign it if you know/);
  });

  it('DSA-O32 devices whose queue nothing tells', () => {
    const state = withMdev(busyHost(), uuid(1), { wq: null, candidates: [0, 2] });
    expect(shows(state, 'DSA-O32 dsa0 untold', false)).toMatch(/wq0.0 and wq0.2 can be meant/);
  });

  it('DSA-M26 DSA-M15 definitions that cannot start, and the order at boot', () => {
    const definition = {
      uuid: uuid(9),
      parent: '0000:6a:01.0',
      type: 'idxd-dsa-1dwq-v1',
      start: 'auto',
      attrs: [],
      guest: null,
    } as const;
    const of = (parts: object) => ({ ...busyHost(), definitions: [{ ...definition, ...parts }] });
    expect(shows(of({}), `DSA-M15 ${uuid(9)}`)).toMatch(/no free dedicated queue/);
    expect(shows(of({ parent: '0000:00:01.0' }), `DSA-M26 ${uuid(9)}`)).toMatch(/no device of this host/);
    expect(shows(of({ type: 'idxd-wq' }), `DSA-M26 ${uuid(9)}`)).toMatch(/never offers/);
    expect(ids(of({}))).toContain('info DSA-M26 boot order');
  });

  it('DSA-O42 DSA-M9 DSA-M24 DSA-O15 halted, last errors, read-only', () => {
    const of = (parts: object) => ids(withDevice(busyHost(), 'dsa0', parts));
    expect(of({ state: 'halted' })).toContain('error DSA-O42 dsa0');
    expect(of({ cmdStatus: 0x22 })).toContain('info DSA-M9 dsa0');
    expect(of({ caps: { ...busyHost().devices[0]!.caps, configurable: false } })).toContain(
      'info DSA-M24 dsa0',
    );
  });

  it('DSA-M18 DSA-M20 the denylist, and a dedicated queue with a client', () => {
    expect(ids({ ...idleHost(), strategy: 'pf' })).toContain('info DSA-M18 dsa0');
    const pf = after(
      { ...idleHost(), strategy: 'pf', host: { ...idleHost().host, denylistOff: true } },
      given('wq0.0', 'web', 1),
    );
    expect(ids(pf)).toContain('warning DSA-M18 dsa0');
    const user = after(
      idleHost(),
      configured('wq0.0', {
        type: 'user',
        driver_name: 'user',
        name: 'a',
        size: '8',
        mode: 'dedicated',
        group_id: '0',
        priority: '4',
      }),
      configured('engine0.0', { group_id: '0' }),
      { op: 'enable', part: 'dsa0' },
      { op: 'enable', part: 'wq0.0' },
    );
    expect(ids(withWq(user, 'dsa0', 0, { clients: 1 }))).toContain('info DSA-M20 wq0.0 client');
    expect(ids(user).filter((id) => id.includes('M20'))).toEqual([]);
  });

  it.each(['hostA-busy.tar.gz', 'hostA-idle.tar.gz', 'guest-busy.tar.gz', 'guest-idle.tar.gz'])(
    'DSA-M8 every fix offered for %s leaves no such problem',
    async (name) => {
      const { state } = await observedFrom(name);
      const left = problems(state, state).flatMap(({ id, fixes }) =>
        fixes.flatMap(({ label, edits }) => {
          const cured = applyGesture(state, edits as readonly DsaEdit[]);
          const again = cured.ok ? problems(cured.state, cured.state).some((one) => one.id === id) : true;
          return again ? [`${id}: ${label}`] : [];
        }),
      );
      expect(left).toEqual([]);
    },
  );

  it('a full host is looked at in no time', () => {
    const one = busyHost().devices[0]!;
    const devices = Array.from({ length: 125 }, (_, id) => ({
      ...one,
      id,
      name: `dsa${id}`,
      bdf: `0000:${id.toString(16).padStart(2, '0')}:01.0`,
    }));
    const [, shared] = busyHost().mdevs;
    const mdevs = devices.flatMap((device) =>
      Array.from({ length: 40 }, (_, index) => ({
        ...shared!,
        id: uuid(device.id * 100 + index),
        device: device.name,
        guest: null,
      })),
    );
    const state: DsaState = { ...busyHost(), devices, mdevs };
    problems(state, state);
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      problems(state, state);
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(60);
    expect(problems(state, state).flatMap(({ fixes }) => fixes).length).toBeLessThanOrEqual(MOST_TRIED_FIXES);
  });
});
