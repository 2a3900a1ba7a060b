import { describe, expect, it } from 'vitest';
import type { DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { attachErrno, iommuKind } from './guests.ts';
import type { DsaOp } from './kernel.ts';
import { availableInstances, typesOf } from './mdevs.ts';
import {
  bind,
  create,
  ENABLE,
  hostState,
  onPci,
  outcomes,
  PARENT,
  play,
  queue,
  read,
  start,
  tried,
  unbind,
  uuid,
  write,
} from './testing/play.ts';

function strategy(
  id: StrategyId,
  drivers: readonly string[] = [],
  host: Partial<DsaState['host']> = {},
): DsaState {
  const state = hostState('A', { extra_drivers: drivers });
  return { ...state, strategy: id, host: { ...state.host, ...host } };
}

describe('DSA-S2 mdev-uuid', () => {
  const ready = play(
    strategy('mdev-uuid'),
    [queue('wq0.0', 'mdev'), queue('wq0.1', 'mdev')].flat(),
    write('wq0.1/uuid', uuid(1).toUpperCase()),
    ENABLE,
    [bind('mdev', 'wq0.0'), bind('mdev', 'wq0.1')],
  );

  it('creates on the queue that has the UUID, and counts queues with an unused one', () => {
    const device = ready.devices[0]!;
    const made = tried(ready, create(1));
    expect([
      availableInstances(ready, device, 'idxd-dsa-1dwq-v1'),
      tried(ready, create(2)).failure?.errno,
      made.picks,
      availableInstances(made.state, made.state.devices[0]!, 'idxd-dsa-1dwq-v1'),
      tried(made.state, create(1)).failure?.errno,
    ]).toEqual([1, 'ENODEV', 'wq0.1', 0, 'EEXIST']);
  });

  it('takes a UUID only while the queue is disabled, and each only once', () => {
    const state = strategy('mdev-uuid');
    expect(
      outcomes(
        state,
        write('wq0.0/uuid', 'nonsense'),
        write('wq0.0/uuid', uuid(1)),
        write('wq0.1/uuid', uuid(1)),
        write('wq0.0/uuid', ''),
        write('wq0.1/uuid', uuid(1)),
      ),
    ).toEqual(['EINVAL', 'ok', 'EEXIST', 'ok', 'ok']);
    expect(outcomes(ready, write('wq0.0/uuid', uuid(3)), unbind('mdev', 'wq0.1'))).toEqual(['EPERM', 'ok']);
    expect(read(hostState('A'), 'wq0.0/uuid')).toBe('ENOENT');
  });
});

describe('DSA-S3 mdev-pull', () => {
  const unassigned: readonly DsaOp[] = [
    write('wq0.0/size', '16'),
    write('wq0.0/group_id', '0'),
    write('engine0.0/group_id', '0'),
    bind('idxd', 'dsa0'),
  ];

  it('offers the dedicated type while the device is enabled, and creates through it', () => {
    const before = strategy('mdev-pull');
    const state = play(before, unassigned);
    const made = tried(state, create(1));
    expect([
      typesOf(before, before.devices[0]!),
      typesOf(state, state.devices[0]!),
      read(state, `/sys/class/mdev_bus/${PARENT}/mdev_supported_types/idxd-dsa-1dwq-v1/available_instances`),
      made.picks,
      made.state.mdevs.map(({ strategy: of, type }) => [of, type]),
      outcomes(made.state, create(2), { op: 'mdev-remove', uuid: uuid(1) }, create(2)),
    ]).toEqual([
      [],
      ['idxd-dsa-1dwq-v1'],
      '1',
      'wq0.0',
      [['mdev-pull', 'idxd-dsa-1dwq-v1']],
      ['ENODEV', 'ok', 'ok'],
    ]);
  });

  it('lets a taken queue be tuned until its guest starts', () => {
    const state = play(strategy('mdev-pull'), unassigned, {
      op: 'pull-create',
      device: 'dsa0',
      uuid: uuid(1),
    });
    const tune = [
      write('wq0.0/priority', '9'),
      write('wq0.0/max_batch_size', '64'),
      write('wq0.0/block_on_fault', '1'),
      write('wq0.0/ats_disable', '1'),
    ];
    expect(outcomes(state, ...tune, write('wq0.0/mode', 'shared'), write('wq0.0/name', 'x'))).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'EPERM',
      'EPERM',
    ]);
    expect(outcomes(play(state, start(uuid(1))), ...tune)).toEqual(['EPERM', 'EPERM', 'ENXIO', 'EPERM']);
  });
});

describe('DSA-S4 push-vfio', () => {
  const ready = play(strategy('push-vfio', ['vfio']), queue('wq0.0', 'user', 'vfio'), ENABLE);

  it('makes the queue itself the device, and takes it away with the binding', () => {
    const state = play(ready, bind('vfio', 'wq0.0'));
    expect(state.mdevs.map(({ id, strategy: of, type, wq }) => [id, of, type, wq])).toEqual([
      ['wq0.0', 'push-vfio', '', 0],
    ]);
    expect(outcomes(play(state, start('wq0.0')), unbind('vfio', 'wq0.0'))).toEqual(['EBUSY']);
    expect(play(state, unbind('vfio', 'wq0.0')).mdevs).toEqual([]);
  });

  it('asks for the driver, a device that is on, and a dedicated queue', () => {
    const shared = play(
      ready,
      queue('wq0.1', 'user', 'vfio', 'shared').filter(
        (op) => !(op.op === 'write' && (op.at.endsWith('size') || op.at.endsWith('threshold'))),
      ),
    );
    expect([
      outcomes(shared, bind('vfio', 'wq0.1')),
      outcomes(strategy('push-vfio', ['vfio']), bind('vfio', 'wq0.0')),
      outcomes({ ...ready, host: { ...ready.host, drivers: ['idxd'] } }, bind('vfio', 'wq0.0')),
    ]).toEqual([['EOPNOTSUPP'], ['ENXIO'], ['ENOENT']]);
  });

  it('fails to attach before 5.16 (dsa.md 5.3), and works after', () => {
    const old = play({ ...ready, host: { ...ready.host, softwareOnly: false } }, bind('vfio', 'wq0.0'));
    expect(outcomes(old, start('wq0.0'))).toEqual(['EIO']);
    const kinds = (['mdev-hybrid', 'push-vfio', 'vdev', 'pf'] as const).map((id) =>
      [true, false].map((softwareOnly) => {
        const host = { ...old.host, softwareOnly };
        return attachErrno(iommuKind(id, host), host);
      }),
    );
    expect(kinds).toEqual([
      [null, null],
      [null, 'EIO'],
      [null, 'EIO'],
      [null, null],
    ]);
  });
});

describe('DSA-S5 push-vfio-create', () => {
  const ready = play(
    strategy('push-vfio-create', ['vfio']),
    queue('wq0.0', 'user', 'vfio', 'shared'),
    ENABLE,
    bind('vfio', 'wq0.0'),
  );
  const make = (name: string): DsaOp => ({ op: 'vfio-create', wq: 'wq0.0', name });
  const take = (name: string): DsaOp => ({ op: 'vfio-remove', wq: 'wq0.0', name });

  it('makes devices of one shared queue by name', () => {
    const state = play(ready, make('web'), write('wq0.0/vfio_create', 'mail\n'));
    expect([
      ready.mdevs,
      state.mdevs.map(({ id, wq }) => [id, wq]),
      read(state, 'wq0.0/clients'),
      read(state, 'wq0.0/state'),
      read(state, 'wq0.1/vfio_create'),
    ]).toEqual([
      [],
      [
        ['mail', 0],
        ['web', 0],
      ],
      '2',
      'enabled',
      'ENOENT',
    ]);
  });

  it('refuses bad names, used names, unknown devices, and those in use', () => {
    const running = play(ready, make('web'), start('web'));
    expect(
      outcomes(
        running,
        make(''),
        make('x'.repeat(33)),
        make('web'),
        take('mail'),
        take('web'),
        { op: 'guest-stop', uuid: 'web' },
        take('web'),
        { op: 'vfio-create', wq: 'wq0.1', name: 'a' },
        { op: 'vfio-create', wq: 'nowhere', name: 'a' },
      ),
    ).toEqual(['EINVAL', 'EINVAL', 'EEXIST', 'ENODEV', 'EBUSY', 'ok', 'ok', 'ENODEV', 'ENODEV']);
  });
});

describe('DSA-S6 vdev', () => {
  const ready = play(
    strategy('vdev', ['vdev']),
    [queue('wq0.1', 'vdev'), queue('wq0.2', 'vdev')].flat(),
    ENABLE,
    [bind('vdev', 'wq0.1'), bind('vdev', 'wq0.2')],
  );
  const make: DsaOp = { op: 'vdev-create', device: 'dsa0', type: '0' };

  it('makes the device first, and gives it the lowest free queue when it is bound', () => {
    const two = play(ready, make, write('dsa0/vdev_create', '0'));
    const bound = tried(two, bind('idxd_vfio', 'vdev0.1'));
    expect([
      two.mdevs.map(({ id, wq }) => [id, wq]),
      bound.picks,
      read(bound.state, 'wq0.1/state'),
      tried(bound.state, { op: 'vdev-bind', name: 'vdev0.0' }).picks,
    ]).toEqual([
      [
        ['vdev0.0', null],
        ['vdev0.1', null],
      ],
      'wq0.1',
      'locked',
      'wq0.2',
    ]);
  });

  it('refuses other types, starts without a queue, and what is not there', () => {
    expect(
      outcomes(
        ready,
        { op: 'vdev-create', device: 'dsa0', type: '1' },
        { op: 'vdev-create', device: 'dsa9', type: '0' },
        make,
        start('vdev0.0'),
        { op: 'vdev-bind', name: 'vdev0.0' },
        { op: 'vdev-bind', name: 'vdev0.0' },
        start('vdev0.0'),
        { op: 'vdev-unbind', name: 'vdev0.0' },
        { op: 'vdev-remove', name: 'vdev0.0' },
        { op: 'guest-stop', uuid: 'vdev0.0' },
        { op: 'vdev-unbind', name: 'vdev0.0' },
        { op: 'vdev-unbind', name: 'vdev0.0' },
        { op: 'vdev-remove', name: 'vdev0.0' },
        { op: 'vdev-remove', name: 'vdev0.0' },
      ),
    ).toEqual('EINVAL ENODEV ok ENODEV ok EBUSY ok EBUSY EBUSY ok ok ENODEV ok ENODEV'.split(' '));
  });

  it('takes dedicated queues of type vdev only', () => {
    const state = strategy('vdev', ['vdev']);
    const shared = play(state, queue('wq0.0', 'vdev', 'vdev', 'shared'), queue('wq0.1', 'user'), ENABLE);
    expect(outcomes(shared, bind('vdev', 'wq0.0'), bind('vdev', 'wq0.1'))).toEqual(['EOPNOTSUPP', 'ENODEV']);
    const none = play(state, make);
    expect(outcomes(none, { op: 'vdev-bind', name: 'vdev0.0' })).toEqual(['ENODEV']);
  });
});

describe('DSA-S8 pf', () => {
  it('needs a disabled device and a denylist that is off', () => {
    const enabled = play(strategy('pf'), queue('wq0.0', 'user'), ENABLE);
    expect(
      outcomes(enabled, onPci('bind', 'vfio-pci'), onPci('unbind', 'idxd'), onPci('bind', 'vfio-pci')),
    ).toEqual(['EBUSY', 'ok', 'EINVAL']);
  });

  it('DSA-O22 an address is no name of the dsa bus, and takes nothing down there', () => {
    const enabled = play(strategy('pf'), queue('wq0.0', 'user'), ENABLE, bind('user', 'wq0.0'));
    const tries = [
      unbind('idxd', PARENT),
      bind('idxd', PARENT),
      bind('user', PARENT),
      write('/sys/bus/dsa/drivers/idxd/unbind', PARENT),
    ];
    expect([
      outcomes(enabled, ...tries, write('/sys/bus/pci/drivers/idxd/unbind', 'dsa0')),
      read(play(enabled, onPci('unbind', 'idxd')), 'wq0.0/state'),
    ]).toEqual([['ENODEV', 'ENODEV', 'ENODEV', 'ENODEV', 'ENODEV'], 'disabled']);
  });

  it('gives the whole function away, and back', () => {
    const given = play(strategy('pf', [], { denylistOff: true }), [
      write('/sys/bus/pci/drivers/idxd/unbind', PARENT),
      write('/sys/bus/pci/drivers/vfio-pci/bind', `${PARENT}\n`),
    ]);
    const running = tried(given, start(PARENT));
    expect([
      given.mdevs.map(({ id, iommuGroup, wq }) => [id, iommuGroup, wq]),
      read(given, 'dsa0/state'),
      [running.slot, running.pasid, running.failure],
      outcomes(
        running.state,
        bind('idxd', 'dsa0'),
        onPci('unbind', 'vfio-pci'),
        { op: 'guest-stop', uuid: PARENT },
        onPci('unbind', 'vfio-pci'),
        onPci('bind', 'idxd'),
        write('wq0.0/size', '8'),
      ),
    ]).toEqual([
      [[PARENT, 41, null]],
      'ENOENT',
      [null, null, null],
      ['ENODEV', 'EBUSY', 'ok', 'ok', 'ok', 'ok'],
    ]);
  });
});
