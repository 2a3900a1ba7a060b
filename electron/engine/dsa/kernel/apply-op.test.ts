import { describe, expect, it } from 'vitest';
import { wqNamed } from '../../../../shared/dsa/types.ts';
import { iaaBootDefault } from './testing/iaa-boot.ts';
import {
  bind,
  create,
  ENABLE,
  hostState,
  outcomes,
  PARENT,
  play,
  queue,
  read,
  tried,
  unbind,
  uuid,
  write,
} from './testing/play.ts';
import { closeNode, openNode } from './user-node.ts';

describe('a refusal', () => {
  it('DSA-O3 tells the numbers of this case, its rule and what it is about', () => {
    const state = play(hostState('A'), write('wq0.1/size', '100'));
    expect(tried(state, write('wq0.3/size', '40'))).toEqual({
      state,
      failure: {
        errno: 'EINVAL',
        rule: 'DSA-O3',
        cmdStatus: null,
        message: 'The other queues of dsa0 take 100 of its 128 entries; wq0.3 can have at most 28, not 40.',
        refs: ['wq0.3', 'dsa0'].map((id) => ({ kind: 'part', family: 'dsa', id })),
      },
      picks: null,
      slot: null,
      pasid: null,
      status: null,
      told: null,
    });
  });

  it('DSA-O20 leaves its status in cmd_status, and DSA-O22 names the check of the device that came again', () => {
    const state = play(hostState('A', { enqcmd: 0 }), queue('wq0.0', 'user'), ENABLE, [
      write('wq0.1/group_id', '0'),
    ]);
    const { failure, state: after } = tried(state, bind('user', 'wq0.0'));
    expect(failure).toMatchObject({ rule: 'DSA-O22', errno: 'EINVAL', cmdStatus: 0x800c0000 });
    expect(failure?.message).toContain('wq0.1 is in a group and shared');
    expect(read(after, 'dsa0/cmd_status')).toBe('0x800c0000');
  });

  it('changes nothing of the state it was given', () => {
    const state = play(hostState('A'), queue('wq0.0', 'user', 'nobody'), ENABLE);
    const before = structuredClone(state);
    const { failure, state: after } = tried(state, bind('user', 'wq0.0'));
    expect([failure?.cmdStatus, state]).toEqual([0x80200000, before]);
    expect(wqNamed(after, 'wq0.0')?.wq.type).toBe('user');
  });
});

describe('whole paths', () => {
  it('DSA-O20 DSA-O22 binds, creates and removes through files alone', () => {
    const types = `/sys/class/mdev_bus/${PARENT}/mdev_supported_types/idxd-dsa-1dwq-v1`;
    const state = play(hostState('A'), queue('wq0.0', 'mdev'), [
      write('/sys/devices/pci0000:6a/0000:6a:01.0/dsa0/engine0.0/group_id', '0\n'),
      write('/sys/bus/dsa/drivers/idxd/bind', 'dsa0\n'),
      write('/sys/bus/dsa/drivers/mdev/bind', 'wq0.0\n'),
    ]);
    const made = tried(state, write(`${types}/create`, `${uuid(1).toUpperCase()}\n`));
    expect([made.picks, made.state.mdevs.map(({ id }) => id)]).toEqual(['wq0.0', [uuid(1)]]);
    const device = `/sys/bus/pci/devices/${PARENT}/${uuid(1)}`;
    expect([
      read(made.state, `${types}/available_instances`),
      read(made.state, `${types}/devices/${uuid(1)}/mdev_type/name`),
      read(made.state, `${device}/remove`),
      ...outcomes(
        made.state,
        write(`${device}/remove`, 'x'),
        write(`${device}/remove`, '1'),
        write('/sys/bus/dsa/drivers/mdev/unbind', 'wq0.0'),
        write(`${types}/create`, uuid(2)),
      ),
    ]).toEqual(['0', 'dsa-1dwq-v1', 'EIO', 'EINVAL', 'ok', 'ok', 'ENOENT']);
  });

  it('leads nowhere from paths that are no files', () => {
    const state = hostState('A');
    const odd = [
      '',
      '/',
      '/sys',
      '/etc/passwd',
      '/sys/bus/dsa/devices/dsa0/../dsa2/state',
      '/sys/bus/dsa/drivers/vfio/bind',
      '/sys/devices/pci0000:e7/0000:6a:01.0/vendor',
      '/sys/devices/pci/0000:6a:01.0',
      'wq0.00/size',
      'wq2.0/wq2.0/size',
      'dsa0/wq2.0/size',
      'dsa0/constructor',
      'wq0.0/__proto__',
      `${'a/'.repeat(500)}b`,
    ];
    expect(odd.map((at) => read(state, at))).toEqual(odd.map(() => 'ENOENT'));
    expect(outcomes(state, ...odd.map((at) => write(at, '1')))).toEqual(odd.map(() => 'ENOENT'));
  });

  it('takes no writes where a file is only read', () => {
    const readOnly = ['dsa0/state', 'wq0.0/clients', 'group0.0/engines', '/sys/module/idxd/refcnt'];
    expect(outcomes(hostState('A'), ...readOnly.map((at) => write(at, '1')))).toEqual(
      readOnly.map(() => 'EIO'),
    );
  });

  it('reads files that the model does not know as they were read, and takes no writes to them', () => {
    const state = hostState('A');
    const devices = state.devices.map((device) => ({ ...device, others: { dsacaps0: '0x1' } }));
    expect([
      read({ ...state, devices }, 'dsa0/dsacaps0'),
      ...outcomes({ ...state, devices }, write('dsa0/dsacaps0', '1')),
    ]).toEqual(['0x1', 'EIO']);
  });
});

describe('programs on a user queue', () => {
  it('DSA-O24 a dedicated queue has one client, a shared one any number', () => {
    const state = play(
      hostState('A'),
      [queue('wq0.0', 'user'), queue('wq0.1', 'user', 'user', 'shared')].flat(),
      ENABLE,
      [bind('user', 'wq0.0'), bind('user', 'wq0.1')],
    );
    const first = openNode(state, 'wq0.0');
    const second = openNode(first.state, 'wq0.0');
    const shared = openNode(openNode(second.state, 'wq0.1').state, 'wq0.1');
    expect([
      second.failure?.errno,
      openNode(closeNode(second.state, 'wq0.0').state, 'wq0.0').failure,
      openNode(state, 'wq0.2').failure?.errno,
      read(shared.state, 'dsa0/clients'),
    ]).toEqual(['EBUSY', null, 'ENOENT', '3']);
  });

  it('DSA-O25 an IAA as its kernel may leave it takes no second queue', () => {
    const state = hostState('A');
    const devices = state.devices.map((device) => (device.kind === 'iax' ? iaaBootDefault(device) : device));
    const booted = { ...state, devices };
    expect([
      ...['wq1.0/name', 'wq1.0/driver_name', 'wq1.0/size', 'iax1/state', 'group1.0/engines'].map((at) =>
        read(booted, at),
      ),
      ...outcomes(booted, bind('idxd', 'iax1'), bind('crypto', 'wq1.0'), unbind('crypto', 'wq1.0')),
    ]).toEqual(['iaa_crypto', 'crypto', '128', 'enabled', 'engine1.0', 'EBUSY', 'EBUSY', 'ok']);
  });
});

describe('mdevs whose queue no source tells', () => {
  const state = play(
    hostState('A'),
    [queue('wq0.0', 'mdev'), queue('wq0.1', 'mdev'), queue('wq0.2', 'mdev')].flat(),
    ENABLE,
    [0, 1, 2].map((index) => bind('mdev', `wq0.${index}`)),
    [create(1), create(2), create(3)],
  );
  const unsure = {
    ...state,
    mdevs: state.mdevs.map((mdev) => ({ ...mdev, wq: null, candidates: [0, 1, 2] })),
  };

  it('DSA-O33 removing one is taken to free the lowest candidate', () => {
    const once = play(unsure, { op: 'mdev-remove', uuid: uuid(2) });
    const twice = play(once, { op: 'mdev-remove', uuid: uuid(1) });
    expect([
      once.mdevs.map(({ wq, candidates }) => [wq, candidates]),
      twice.mdevs.map(({ wq }) => wq),
      [0, 1, 2].map((index) => read(twice, `wq0.${index}/clients`)),
    ]).toEqual([
      [
        [null, [1, 2]],
        [null, [1, 2]],
      ],
      [2],
      ['0', '0', '1'],
    ]);
  });

  it('DSA-O23 unbinding a queue makes as many orphans as it had clients', () => {
    const after = play(unsure, unbind('mdev', 'wq0.1'));
    expect(after.mdevs.map(({ orphan, wq, candidates }) => [orphan, wq, candidates])).toEqual([
      [true, 1, [1]],
      [false, null, [0, 2]],
      [false, null, [0, 2]],
    ]);
  });
});
