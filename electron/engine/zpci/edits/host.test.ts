import { describe, expect, test } from 'vitest';
import { functionByFid } from '../../../../shared/zpci/types.ts';
import { withFunction } from '../model.ts';
import { family, HOST, after, refusal, refused, notes, running } from './testing.ts';

describe('the host', () => {
  test('ZPCI-S5 a slot is powered off from configured and on from standby, and comes back with its driver', () => {
    const power = { family, op: 'setPower', fid: 2 } as const;
    const off = after(HOST, { ...power, on: false });
    expect([
      functionByFid(off, 2)?.state,
      after(off, { ...power, on: true }),
      refused(off, { ...power, on: false }),
      refusal(HOST, { ...power, on: true }).errno,
    ]).toEqual(['standby', HOST, ['ZPCI-S5'], 'EIO']);
  });

  test('ZPCI-A23 ZPCI-A24 what a running guest has, and what virtual functions hang on, keeps its driver', () => {
    const driver = { family, op: 'setDriver', fid: 1, driver: 'mlx5_core' } as const;
    const power = { family, op: 'setPower', fid: 1, on: false } as const;
    expect([
      refused(running(HOST, 'web'), driver),
      refused(running(HOST, 'web'), power)[0],
      refused(withFunction(HOST, 2, { activeVfs: 3 }), { ...driver, fid: 2, driver: 'vfio-pci' }),
      notes(HOST, driver),
    ]).toEqual([
      ['ZPCI-A23', 'Stop web first', 'Take it out of web first'],
      'ZPCI-A23',
      ['ZPCI-A24'],
      ['web does not start with it until it is bound to vfio-pci again.'],
    ]);
  });

  test('ZPCI-A25 a function in error keeps its driver until it works, which the refusal says how', () => {
    const driver = { family, op: 'setDriver', fid: 2 } as const;
    const of = (state: 'error' | 'permanent-error', wanted: string | null) =>
      refusal(withFunction(HOST, 2, { state }), { ...driver, driver: wanted });
    expect([of('error', 'vfio-pci').rule, of('error', null).rule, of('permanent-error', null).rule]).toEqual([
      'ZPCI-A25',
      'ZPCI-A25',
      'ZPCI-A25',
    ]);
    expect(of('error', null).message).toContain('echo 1 > /sys/bus/pci/devices/0002:00:00.0/recover');
  });

  test('ZPCI-S5 ZPCI-A23 a power-off forgets the override, and what may be in use is not powered off', () => {
    const power = { family, op: 'setPower', fid: 1, on: false } as const;
    const bound = withFunction(HOST, 1, { driverOverride: 'vfio-pci' });
    expect([
      functionByFid(after(bound, power), 1),
      refused(running(HOST, 'web', null), power)[0],
      refused(withFunction(HOST, 2, { activeVfs: null, virtualFunctions: ['0003:00:00.0'] }), {
        ...power,
        fid: 2,
      }),
    ]).toEqual([
      {
        ...functionByFid(HOST, 1),
        state: 'standby',
        driver: null,
        driverTold: true,
        driverOverride: null,
        ownDriver: 'mlx5_core',
      },
      'ZPCI-A23',
      ['ZPCI-A24'],
    ]);
  });

  test('ZPCI-A22 a driver that does not know the card is refused before the plan, one of an unknown card is not', () => {
    const driver = { family, op: 'setDriver', fid: 1, driver: 'nvme' } as const;
    const unknown = withFunction(HOST, 1, { ownDriver: null });
    expect([
      refused(HOST, driver),
      refused(HOST, { ...driver, fid: 2 }),
      functionByFid(after(unknown, driver), 1)?.driver,
    ]).toEqual([['ZPCI-A22', 'Bind it to mlx5_core'], ['ZPCI-A22'], 'nvme']);
  });

  test('ZPCI-D5 the limit of mappings counts for guests that are started afterwards', () => {
    const limit = { family, op: 'setDmaLimit', limit: 200_000, keep: true } as const;
    expect([after(HOST, limit).host, notes(running(HOST, 'web'), { ...limit, keep: false })]).toEqual([
      { ...HOST.host, dmaEntryLimit: 200_000, dmaEntryLimitKept: 200_000 },
      [
        'Guests that run keep their limit until they are started next: web.',
        'It is forgotten when the host boots.',
      ],
    ]);
  });

  test('ZPCI-Q3 ZPCI-I3 what the source did not tell of the host can be told, and taken back', () => {
    const tell = { family, op: 'tellHost', capabilities: 'v1', kvmZpciOp: null } as const;
    const told = after(HOST, tell);
    expect([
      told.host.capabilities,
      told.host.kvmZpciOp,
      after(told, { ...tell, capabilities: null }).host.capabilities,
    ]).toEqual(['v1', null, null]);
  });
});
