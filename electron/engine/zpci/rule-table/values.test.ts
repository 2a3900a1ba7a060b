import { describe, expect, it } from 'vitest';
import type { GuestFunction } from '../kernel/machine.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';
import { type Step, played, ROCE, host, one, GIVE, EMULATED, OK3 } from './testing.ts';

describe('values', () => {
  it('ZPCI-Q1 ZPCI-Q2 ZPCI-D8 ZPCI-G1 ZPCI-P5 an emulated card has QEMU’s values in every profile, and its group', () => {
    const groups = {
      'merged-10.0': '0xff',
      'merged-7.0': '0xff',
      'merged-5.2': '0x20',
      'fixed-2019': '0x01',
    };
    const wanted = (pfgid: string) => ({
      functions: { n0: { pfgid, pchid: '0x0000', flags: 0, sdma: '0x100000000', edma: '0x1ffffffffffffff' } },
    });
    expect(
      Object.entries(groups).flatMap(([profile, pfgid]) => played(profile, EMULATED, wanted(pfgid))),
    ).toEqual([]);
  });

  it('ZPCI-Q4 ZPCI-Q5 ZPCI-Q6 ZPCI-Q10 ZPCI-G6 what of the host reaches the guest, and what never does', () => {
    expect(
      played(
        'merged-10.0',
        GIVE,
        {
          ...OK3,
          functions: {
            h0: { pchid: '0x01c0', vfn: 1, flags: 1, pfip: '01.02.00.05', pft: 0, fmbl: 0, pfgid: '0xf0' },
          },
          groups: {
            '0xf0': {
              noi: 64,
              version: 1,
              fr: '0x21',
              maxstbl: 128,
              mui: 2000,
              dtsm: '0x40',
              dasm: '0x3ffffffffff',
            },
          },
        },
        one(),
      ),
    ).toEqual([]);
  });

  it('ZPCI-Q5 ZPCI-Q6 a utility string or path of another size is left out', () => {
    expect(
      played(
        'merged-10.0',
        GIVE,
        { functions: { h0: { flags: 0, pfip: '00.00.00.00' } } },
        one({ utilSize: 65, pfipSize: 5 }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-Q7 ZPCI-G2 without any capability all is QEMU’s own', () => {
    expect(
      played(
        'merged-10.0',
        GIVE,
        {
          functions: {
            h0: {
              pfgid: '0xff',
              pchid: '0x0000',
              sdma: '0x100000000',
              edma: '0x1ffffffffffffff',
              fh: '0x80010000',
            },
          },
        },
        one({ caps: [] }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-I8 ZPCI-I6 ZPCI-G4 an interpreted function keeps handle and group of the host, and its own store block', () => {
    expect(
      played(
        'merged-10.0',
        GIVE,
        {
          functions: { h0: { fh: '0x80000417', pfgid: '0x07', mode: 'interpret' } },
          groups: { '0x07': { maxstbl: 4096 } },
        },
        one({}, { kvmZpciOp: true }),
      ),
    ).toEqual([]);
  });

  const second: readonly Step[] = [
    ['zpci', { target: 'h1', uid: '0x32', fid: '0x42' }],
    ['vfio', { id: 'h1', host: '0002:00:00.0' }],
  ];

  it('ZPCI-G5 the first function of a group fixes its values', () => {
    expect(
      played(
        'merged-10.0',
        [...GIVE, ...second],
        { functions: { h0: { pfgid: '0xf0' }, h1: { pfgid: '0xf0' } }, groups: { '0xf0': { noi: 64 } } },
        host({ '0001:00:00.0': ROCE, '0002:00:00.0': { ...ROCE, noi: 13, fh: '0x80000418' } }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-G11 ZPCI-K15 one host group, interpreted and intercepted, is two groups of the guest', () => {
    expect(
      played(
        'merged-10.0',
        [
          GIVE[0]!,
          GIVE[1]!,
          ['zpci', { target: 'h1', interpret: false }],
          ['vfio', { id: 'h1', host: '0002:00:00.0' }],
        ],
        { groups: { '0x07': { maxstbl: 4096 }, '0xf0': { maxstbl: 128 } } },
        host({ '0001:00:00.0': ROCE, '0002:00:00.0': { ...ROCE, fh: '0x80000418' } }, { kvmZpciOp: true }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-G3 ZPCI-G7 ZPCI-K7 the sixteenth group of the host falls into QEMU’s own, and nobody says so', () => {
    const hosts = Array.from({ length: 16 }, (_, at) => `${(at + 1).toString(16).padStart(4, '0')}:00:00.0`);
    expect(
      played(
        'merged-7.2',
        hosts.flatMap((address, at): Step[] => [
          ['zpci', { target: `h${at}` }],
          ['vfio', { id: `h${at}`, host: address }],
        ]),
        {
          rc: Array.from({ length: 32 }, () => 'ok'),
          functions: { h14: { pfgid: '0xfe' }, h15: { pfgid: '0xff', pchid: '0x01c0' } },
        },
        host(Object.fromEntries(hosts.map((address, at) => [address, { ...ROCE, gid: at + 1 }]))),
      ),
    ).toEqual([]);
  });

  it('ZPCI-G8 a group stays when its last function went', () => {
    expect(
      played(
        'merged-10.0',
        [
          ...GIVE,
          ['device_del', { id: 'h0' }],
          ['guest_release', { fid: '0x41' }],
          ['query_group', { pfgid: '0xf0' }],
        ],
        { rc: ['ok', 'ok', 'ok', 'ok', 'ok', '0x0010'] },
        one({}, { running: true }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-G9 host group 0x20 is taken for QEMU’s own up to 6.2', () => {
    expect(
      played(
        'merged-5.2',
        GIVE,
        { functions: { h0: { pfgid: '0x20' } }, groups: { '0x20': { noi: 128, mui: 4000 } } },
        one({ gid: '0x20' }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-G10 ZPCI-L7 ZPCI-P1 a group nobody brought is unknown, except to QEMU of 2019', () => {
    const ask: readonly Step[] = [...EMULATED, ['query_group', { pfgid: '0x33' }]];
    expect([
      played('merged-10.0', ask, { rc: ['ok', 'ok', 'ok', '0x010b'] }),
      played('fixed-2019', ask, { rc: ['ok', 'ok', 'ok', '0x0010'] }),
    ]).toEqual([[], []]);
  });

  it('ZPCI-D1 ZPCI-D2 the platform’s window, and what the host’s kernel makes of it', () => {
    const window = (start: string, end: string, memBytes: number, factor: number): Step => [
      'host_window',
      { start, end, memBytes, factor },
    ];
    expect(
      played(
        'host',
        [window('0x100000001', '0x1ffffffffffffff', 4096 * 4, 1), window('0x8000000', '0x8000fff', 4096, 0)],
        {
          window: [
            ['0x100001000', '0x100004fff'],
            ['0x8000000', '0x8000fff'],
          ],
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-D3 ZPCI-Q8 the guest gets what the host’s kernel handles, and no size of a BAR that cannot be mapped', () => {
    const guest = createGuest({
      id: 'g',
      name: 'g',
      kvm: false,
      devices: [createDevice({ id: 'h0', card: { kind: 'vfio', host: '0001:00:00.0', options: [] } })],
    });
    const state = createState({
      host: { capabilities: 'v2', dmaEntryLimit: 65_535 },
      functions: [
        createFunction({
          fid: 1,
          address: '0001:00:00.0',
          platformWindow: { start: '0x8000000', end: '0x1ffffffffffffff' },
          window: { start: '0x8000000', end: '0x407ffffff' },
          barSizes: [5, 12, 0, 0, 0, 0],
          bars: [1, 0, 0, 0, 0, 0],
        }),
      ],
      guests: [guest],
    });
    const [{ values }] = builtGuest(state, guest, {}).machine.functions as [GuestFunction];
    expect([values.sdma, values.edma, values.barSizes]).toEqual([
      0x8000000n,
      0x407ffffffn,
      [0, 12, 0, 0, 0, 0],
    ]);
  });

  it('ZPCI-D4 ZPCI-D9 ZPCI-K16 who cuts the window, and who cuts it to nothing', () => {
    const window = { window: ['0x100000000', '0x1ffffffff'] };
    const cut = (profile: string, dmaAvail: number | null) => (edma: string) =>
      played(profile, [['clamp', { dmaAvail }]], { edma: [edma] }, window);
    expect([
      cut('merged-7.2', 1000)('0x1ffffffff'),
      cut('merged-8.2', 1000)('0x1003e7fff'),
      cut('merged-8.2', null)('0x1ffffffff'),
      cut('merged-8.0', null)('0xffffffff'),
    ]).toEqual([[], [], [], []]);
  });

  it('ZPCI-P2 ZPCI-P3 ZPCI-K2 the proposal hands over all of it raw, or nothing', () => {
    const raw = { sdmaRaw: '0x100000000', edmaRaw: '0x1ffffffffffffff' };
    expect([
      played(
        'proposal-2019',
        GIVE,
        {
          functions: { h0: { pfgid: '0x07', edma: '0x1ffffffffffffff' } },
          groups: { '0x07': { maxstbl: 4096 } },
        },
        one({ ...raw, caps: ['QFN', 'QGRP'] }),
      ),
      played(
        'proposal-2019',
        GIVE,
        { functions: { h0: { pfgid: '0x20', pchid: '0x0000' } } },
        one({ ...raw, caps: ['QFN'] }),
      ),
    ]).toEqual([[], []]);
  });
});
