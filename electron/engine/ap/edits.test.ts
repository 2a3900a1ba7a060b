import { describe, expect, it } from 'vitest';
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { QUEUE } from '../../../shared/ap/types.ts';
import { EMPTY_MASK, FULL_MASK, maskOf, minus, sameMask } from '../../../shared/mask.ts';
import { applyEdit, applyGesture } from './edits.ts';
import { refreshShadows } from './kernel/filter.ts';
import { availableInstances } from './kernel/guest.ts';
import { apConfigText, createApState, createMdev, findMdev, masksOf, matrixLines } from './model.ts';
import { applyOp } from './rules.ts';

const POOL = minus(FULL_MASK, maskOf([5, 6]));
const UUID = '62177883-f1bb-47f0-914d-32a22e3a8804';
const proxy = createMdev('proxy', { name: 'hsm-proxy', matrix: masksOf([6], [4, 71]) });
const pay = createMdev('pay', { name: 'payments-a', matrix: masksOf([5], [4]) });
const host = refreshShadows(
  createApState({ lpar: masksOf([5, 6, 7], [4, 71]), apmask: POOL, mdevs: [proxy, pay] }),
);

function assign(
  mdev: string,
  adapters: number[],
  domains: number[],
  op: 'assign' | 'unassign' = 'assign',
): ApEdit {
  return { family: 'ap', op, mdev, adapters, domains, controlDomains: [] };
}
function lines(state: ApState, id: string): string[] {
  return matrixLines(findMdev(state, id)!.matrix);
}
function refused(state: ApState, edit: ApEdit) {
  const outcome = applyEdit(state, edit);
  if (outcome.ok) throw new Error('expected a refusal');
  return outcome.refusal;
}

describe('edits of a guest’s matrix', () => {
  it('AP-C2 names the other guest, and each fix does the whole gesture in one step', () => {
    const edit = assign('pay', [6], [71]);
    const refusal = refused(host, edit);
    expect([refusal.rule, refusal.errno, refusal.fixes.map(({ label }) => label)]).toEqual([
      'AP-C2',
      'EADDRINUSE',
      ['Take adapter 6 from hsm-proxy', 'Take domains 4 and 71 (0x47) from hsm-proxy'],
    ]);
    expect(refusal.message).toContain('hsm-proxy has them');
    for (const fix of refusal.fixes) {
      const outcome = applyGesture(host, fix.edits as ApEdit[]);
      expect(outcome.ok && lines(outcome.state, 'pay')).toEqual(['05.0004', '05.0047', '06.0004', '06.0047']);
    }
  });

  it('AP-U10 reserved for the host: every release alternative also assigns', () => {
    const refusal = refused(host, assign('pay', [7], []));
    expect([refusal.rule, refusal.errno, refusal.because[0]!.refs.at(-1)]).toEqual([
      'AP-U10',
      'EADDRNOTAVAIL',
      { kind: 'apqn', apqn: 0x0704 },
    ]);
    expect(refusal.fixes.length).toBeGreaterThan(0);
    for (const fix of refusal.fixes) {
      const outcome = applyGesture(host, fix.edits as ApEdit[]);
      expect(outcome.ok && lines(outcome.state, 'pay')).toEqual(['05.0004', '07.0004']);
    }
  });

  it('AP-V2 2018: the guest is stopped first, then the gesture is made', () => {
    const old = refreshShadows({
      ...host,
      profile: '2018-merged',
      hasApConfig: false,
      mdevs: [{ ...pay, guest: 'g' }],
    });
    const refusal = refused(old, assign('pay', [], [71]));
    expect([refusal.rule, refusal.errno]).toEqual(['AP-V2', 'EBUSY']);
    const outcome = applyGesture(old, refusal.fixes[0]!.edits as ApEdit[]);
    expect(outcome.ok && lines(outcome.state, 'pay')).toEqual(['05.0004', '05.0047']);
  });

  it('AP-V3 2018: adapters and domains of one gesture are written in an order that works', () => {
    const old = { ...host, profile: '2018-merged' as const, hasApConfig: false, mdevs: [createMdev('m')] };
    const outcome = applyEdit(old, assign('m', [5, 6], [4, 71]));
    expect(outcome.ok && lines(outcome.state, 'm')).toEqual(['05.0004', '05.0047', '06.0004', '06.0047']);
    expect(refused(old, assign('m', [5, 7], [4])).rule).toBe('AP-V3');
  });

  it('conflicting wishes: unassign always works, assign is judged by its new cells only', () => {
    const clash = { ...host, mdevs: [proxy, { ...proxy, id: 'twin', name: 'twin', active: false }] };
    const less = applyEdit(clash, assign('twin', [], [4], 'unassign'));
    expect(less.ok && lines(less.state, 'twin')).toEqual(['06.0047']);
    const more = applyEdit(clash, assign('twin', [5], []));
    expect(more.ok && lines(more.state, 'twin')).toContain('05.0004');
    expect(refused({ ...clash, mdevs: [...clash.mdevs, pay] }, assign('twin', [5], [])).rule).toBe('AP-C2');
    const reserved = { ...host, apmask: FULL_MASK };
    const freed = applyEdit(reserved, assign('proxy', [], [71], 'unassign'));
    expect(freed.ok && lines(freed.state, 'proxy')).toEqual(['06.0004']);
  });

  it('AP-P3 notes name the culprit cell when an adapter disappears', () => {
    const state = Uint8Array.from(host.queues.state);
    state[0x0547] = QUEUE.NO_DRIVER;
    const outcome = applyEdit({ ...host, queues: { ...host.queues, state } }, assign('pay', [], [71]));
    expect(outcome.ok && outcome.notes).toEqual([
      'Zeroizes 05.0004 (adapter 5, domain 4): queued requests and replies are thrown away.',
      'payments-a no longer sees adapter 5, although it stays assigned: 05.0047 is not bound to any driver.',
    ]);
  });

  it('AP-U13 reapply is the cure', () => {
    const stale = { ...host, mdevs: [{ ...pay, shadow: masksOf([], [4]) }] };
    const outcome = applyEdit(stale, { family: 'ap', op: 'reapply', mdev: 'pay' });
    expect(outcome.ok && matrixLines(outcome.state.mdevs[0]!.shadow)).toEqual(['05.0004']);
  });
});

describe('edits of guests', () => {
  it('AP-C7 UUIDs: malformed, known, lower case; ENOENT offers the module', () => {
    const create = (uuid: string): ApEdit => ({
      family: 'ap',
      op: 'createGuest',
      uuid,
      name: 'new',
      hue: 1,
      type: 'passthrough',
    });
    const made = applyEdit(host, create(UUID.toUpperCase()));
    expect(made.ok && made.state.mdevs.at(-1)).toMatchObject({ id: UUID, name: 'new', hue: 1, active: true });
    expect(made.ok && refused(made.state, create(UUID)).errno).toBe('EEXIST');
    expect(refused(host, create('x')).errno).toBe('EINVAL');
    const unloaded = refused({ ...host, vfioApLoaded: false, mdevs: [] }, create(UUID));
    expect([unloaded.errno, unloaded.fixes.map(({ edits }) => edits.map(({ op }) => op))]).toEqual([
      'ENOENT',
      [['loadVfioAp', 'createGuest']],
    ]);
  });

  it('AP-U27 instances run out', () => {
    const many = { ...host, mdevs: Array.from({ length: 65_536 }, () => pay) };
    expect(availableInstances(host)).toBe(65_534);
    expect(applyOp(many, { op: 'create', mdev: 'x' }).errno).toBe('EUSERS');
    expect(applyOp({ ...many, profile: '2018-merged' }, { op: 'create', mdev: 'x' }).errno).toBe('EPERM');
  });

  it('AP-VP5 the type changes only when no guest of the other type is there', () => {
    const virtual: ApEdit = { family: 'ap', op: 'setType', mdev: 'pay', type: 'virtual' };
    expect(refused(host, virtual).rule).toBe('AP-VP5');
    const alone = applyEdit({ ...host, mdevs: [pay] }, virtual);
    expect(alone.ok && [alone.state.mdevs[0]!.type, lines(alone.state, 'pay')]).toEqual(['virtual', []]);
  });

  it('AP-VP4 AP-VP5 offer the real queue of the other guest, and the type the host has', () => {
    const virtual = (id: string, parts: Partial<Mdev>) => createMdev(id, { type: 'virtual', ...parts });
    const domains = { virtualDomains: new Map([[0, [6]]]) };
    const owner = virtual('own', { ...domains, virtualAdapters: new Map([[1, [5, 9]]]) });
    const mdevs = [owner, virtual('ask', domains)];
    const state = createApState({ apmask: EMPTY_MASK, aqmask: EMPTY_MASK, mdevs });
    const want: ApEdit = { family: 'ap', op: 'virtualAdapter', mdev: 'ask', value: '0:5' };
    const create = (type: Mdev['type']): ApEdit => {
      return { family: 'ap', op: 'createGuest', uuid: UUID, name: 'n', hue: 0, type };
    };
    const offered = (edit: ApEdit) => refused(state, edit).fixes.map(({ label, edits }) => [label, edits]);
    const take = (op: 'virtualAdapter' | 'virtualDomain', value: string) => [
      { family: 'ap', op, mdev: 'own', value },
      want,
    ];
    expect([offered(want), offered(create('passthrough'))]).toEqual([
      [
        ['Take real adapter 5 from the mapping of own', take('virtualAdapter', '1:9')],
        ['Take real domain 6 from the mapping of own', take('virtualDomain', '0:')],
      ],
      [['Make it a virtual device', [create('virtual')]]],
    ]);
  });

  it('AP-U22 AP-V1 removing a running guest: a note now, a refusal in 2018; then the UUID stays while it runs', () => {
    const running = { ...host, mdevs: [{ ...pay, guest: 'g' }] };
    const edit: ApEdit = { family: 'ap', op: 'removeGuest', mdev: 'pay' };
    const outcome = applyEdit(running, edit);
    expect(outcome.ok && outcome.notes[0]).toContain('AP-U22');
    expect(refused({ ...running, profile: '2018-merged' }, edit).rule).toBe('AP-V1');
    expect(refused(running, { family: 'ap', op: 'setUuid', mdev: 'pay', uuid: UUID }).errno).toBe('EBUSY');
  });

  it('AP-D1 starting a guest that is only defined starts its device first, or refuses', () => {
    const defined = { ...host, mdevs: [{ ...pay, active: false, defined: 'manual' as const }] };
    const start: ApEdit = { family: 'ap', op: 'guestStart', mdev: 'pay', guest: 'g' };
    const outcome = applyEdit(defined, start);
    expect(outcome.ok && outcome.state.mdevs[0]).toMatchObject({
      active: true,
      guest: 'g',
      defined: 'manual',
    });
    expect(refused({ ...defined, apmask: FULL_MASK }, start).errno).toBe('EADDRNOTAVAIL');
  });

  it('AP-V7 choosing another kernel computes a running guest’s masks again', () => {
    const running = { ...host, mdevs: [{ ...pay, guest: 'g', matrix: masksOf([5, 9], [4]) }] };
    const old = applyEdit(running, { family: 'ap', op: 'setProfile', profile: '2018-v9' });
    expect(
      old.ok && [old.state.hasApConfig, old.state.mdevs[0]!.guest, matrixLines(old.state.mdevs[0]!.shadow)],
    ).toEqual([false, 'g', ['05.0004']]);
  });

  it('AP-X7 ap_config shows the wish, not what the guest sees', () => {
    const over = refreshShadows({ ...host, mdevs: [{ ...pay, matrix: masksOf([5, 6, 9], [4, 171]) }] });
    expect(apConfigText(masksOf([5, 6], [4, 171]))).toBe(
      '0x0600000000000000000000000000000000000000000000000000000000000000,0x0800000000000000000000000000000000000000001000000000000000000000,0x0000000000000000000000000000000000000000000000000000000000000000\n',
    );
    expect(apConfigText(over.mdevs[0]!.matrix)).not.toBe(apConfigText(over.mdevs[0]!.shadow));
  });
});

describe('fixes of refusals', () => {
  const old = { ...host, profile: '2018-merged' as const, hasApConfig: false };

  it('AP-V2 AP-C2 a fix that meets a second obstacle cures that too, in one step', () => {
    const running = { ...old, mdevs: [{ ...proxy, guest: 'g' }, pay] };
    const { rule, fixes } = refused(running, assign('pay', [6], [71]));
    expect([rule, fixes.map(({ edits }) => edits.map(({ op }) => op))]).toEqual([
      'AP-C2',
      [
        ['guestStop', 'unassign', 'assign'],
        ['guestStop', 'unassign', 'assign'],
      ],
    ]);
    expect(fixes[0]!.label).toBe('Take adapter 6 from hsm-proxy; stop the guest of hsm-proxy first');
    for (const { edits } of fixes) expect(applyGesture(running, edits as ApEdit[]).ok).toBe(true);
  });

  it('AP-C7 a fix that cannot help is not offered', () => {
    const unloaded = { ...host, vfioApLoaded: false, mdevs: [] };
    expect(refused(unloaded, assign('nobody', [5], [])).fixes).toEqual([]);
    const noQueue: ApEdit = { family: 'ap', op: 'unbind', apqn: 0x0904, driver: 'vfio_ap' };
    expect(refused(unloaded, noQueue).fixes).toEqual([]);
  });

  it('AP-O4 a queue that an override keeps with the host is not said to be reserved by the masks', () => {
    const state = Uint8Array.from(host.queues.state);
    state[0x0547] = QUEUE.CEX4QUEUE;
    const queues = { ...host.queues, state, overrides: new Map([[0x0547, 'cex4queue']]) };
    const { errno, because } = refused({ ...host, queues, mdevs: [pay] }, assign('pay', [7], [71]));
    expect([errno, because.map(({ text }) => text)]).toEqual([
      'EADDRNOTAVAIL',
      [
        'The host driver has 05.0047 (adapter 5, domain 71) by driver_override, whatever the masks say.',
        'apmask reserves adapter 7 and aqmask reserves domains 4 and 71 (0x47) for the host.',
      ],
    ]);
  });

  it('AP-C1 the LPAR gets no ids above the maximum of the machine; what cannot be there may be taken away', () => {
    const small = { ...host, max: { adapter: 63, domain: 84 } };
    const none = { addDomains: [], addControlDomains: [], removeDomains: [], removeControlDomains: [] };
    const edit = {
      family: 'ap' as const,
      op: 'changeLpar' as const,
      addAdapters: [],
      removeAdapters: [],
      ...none,
    };
    const said = [
      { ...edit, addAdapters: [8, 64] },
      { ...edit, addDomains: [85] },
      { ...edit, addControlDomains: [85] },
    ].map((wrong) => refused(small, wrong));
    expect(said.map(({ rule, message }) => [rule, message])).toEqual([
      ['AP-C1', 'There is no adapter 64 on this machine: the highest is 63 (0x3f).'],
      ['AP-C1', 'There is no domain 85 on this machine: the highest is 84 (0x54).'],
      ['AP-C1', 'There is no control domain 85 on this machine: the highest is 84 (0x54).'],
    ]);
    expect(applyEdit(small, { ...edit, addAdapters: [63], removeAdapters: [64] }).ok).toBe(true);
  });

  it('AP-V12 AP-C5 AP-O1 a missing driver_override file, a missing queue and masks in use are told apart', () => {
    const edit = (apqn: number): ApEdit => ({ family: 'ap', op: 'driverOverride', apqn, driver: 'vfio_ap' });
    const told = [
      refused({ ...host, profile: 'upstream-6.18' }, edit(0x0504)),
      refused(host, edit(0x0904)),
      refused(host, edit(0x0504)),
    ];
    expect(told.map(({ rule, errno }) => [rule, errno])).toEqual([
      ['AP-V12', 'ENOENT'],
      ['AP-C5', 'ENOENT'],
      ['AP-O1', 'EINVAL'],
    ]);
  });

  it('AP-M1 offers to clear the overrides that keep a mask from being written, where that helps', () => {
    const write: ApEdit = { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-7' };
    const queues = {
      ...host.queues,
      overrides: new Map([
        [0x0704, 'vfio_ap'],
        [0x0747, 'cex4queue'],
      ]),
    };
    const full = { ...host, queues, apmask: FULL_MASK, mdevs: [] };
    const { rule, fixes } = refused(full, write);
    expect([rule, fixes.map(({ label, edits }) => [label, edits.map(({ op }) => op)])]).toEqual([
      'AP-M1',
      [['Clear the driver_override of 2 queues', ['driverOverride', 'driverOverride', 'writeMask']]],
    ]);
    const outcome = applyGesture(full, fixes[0]!.edits as ApEdit[]);
    expect(outcome.ok && [outcome.state.queues.overrides.size, outcome.state.queues.state[0x0704]]).toEqual([
      0,
      QUEUE.VFIO_AP,
    ]);
    expect(refused({ ...full, apmask: POOL }, write).fixes).toEqual([]);
  });

  it('AP-V4 names the rule of the axis that grows', () => {
    const rule = (edit: ApEdit) => refused({ ...old, mdevs: [pay] }, edit).rule;
    expect([rule(assign('pay', [], [9])), rule(assign('pay', [7], []))]).toEqual(['AP-V4', 'AP-V3']);
  });

  it('AP-C7 AP-V2 only a kernel without hot plug is said to have none', () => {
    const running = { ...host, mdevs: [{ ...pay, guest: 'g' }] };
    const uuid: ApEdit = { family: 'ap', op: 'setUuid', mdev: 'pay', uuid: UUID };
    const said = (state: ApState) => refused(state, uuid).message.includes('no hot plug');
    expect([said(running), said({ ...running, profile: '2018-merged' })]).toEqual([false, true]);
  });

  it('AP-U13 before 6.10 a hidden adapter is brought back by taking it and giving it again', () => {
    const stale = {
      ...host,
      profile: 'upstream-6.18' as const,
      hasApConfig: false,
      mdevs: [{ ...pay, guest: 'g', shadow: masksOf([], [4]) }],
    };
    const outcome = applyEdit(stale, { family: 'ap', op: 'reapply', mdev: 'pay' });
    expect(outcome.ok && matrixLines(outcome.state.mdevs[0]!.shadow)).toEqual(['05.0004']);
    expect(outcome.ok && outcome.notes.filter((note) => note.startsWith('Zeroizes'))).toEqual([]);
    const fine = { ...stale, mdevs: [findMdev(host, 'pay')!] };
    const same = applyEdit(fine, { family: 'ap', op: 'reapply', mdev: 'pay' });
    expect(same.ok && same.notes).toEqual(['Nothing of payments-a is hidden.']);
  });
});

describe('what lasts', () => {
  const kept = createMdev('a', { matrix: masksOf([1], [4]), defined: 'auto' });
  const drifted = createMdev('b', { matrix: masksOf([2], [4]), defined: 'auto', stored: masksOf([2], [5]) });
  const pool = maskOf(Array.from({ length: 200 }, (_, index) => index + 56));
  const host = createApState({
    lpar: masksOf([1, 2, 3], [4, 5]),
    apmask: pool,
    persistent: { apmask: pool, aqmask: null },
    mdevs: [kept, drifted],
  });
  const assign = (mdev: string): ApEdit => ({
    family: 'ap',
    op: 'assign',
    mdev,
    adapters: [3],
    domains: [],
    controlDomains: [],
  });

  it('AP-D2 follows a change where it agreed before, and drift stays drift until persist', () => {
    const stored = (edits: readonly ApEdit[]) => {
      const outcome = applyGesture(host, edits);
      if (!outcome.ok) throw new Error(outcome.refusal.message);
      const { mdevs, persistent, apmask } = outcome.state;
      return {
        mdevs: mdevs.map((mdev) => mdev.stored && matrixLines(mdev.stored)),
        masks: persistent.apmask && sameMask(persistent.apmask, apmask),
        aqmask: persistent.aqmask && 'kept',
      };
    };
    const none: ApEdit = { family: 'ap', op: 'persist' };
    const release: ApEdit = { family: 'ap', op: 'writeMask', mask: 'apmask', value: '-60' };
    expect({
      followed: stored([assign('a'), release]),
      drift: stored([assign('b')]),
      persisted: stored([none, assign('b'), release]),
    }).toEqual({
      followed: { mdevs: [['01.0004', '03.0004'], ['02.0005']], masks: true, aqmask: null },
      drift: { mdevs: [['01.0004'], ['02.0005']], masks: true, aqmask: null },
      persisted: { mdevs: [['01.0004'], ['02.0004', '03.0004']], masks: true, aqmask: 'kept' },
    });
  });
});
