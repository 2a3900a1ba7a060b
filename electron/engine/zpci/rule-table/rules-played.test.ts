/** Rules as the smallest case that shows each; the worked cases of the reference show them together. */
import { describe, expect, it } from 'vitest';
import { runCase } from '../cases/runner.ts';
import { allocateAddresses } from '../kernel/libvirt-addresses.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';

type Args = Readonly<Record<string, unknown>>;
type Step = readonly [op: string, args?: Args];

/** Differences between what is expected and what the model plays; none are wanted. */
function played(profile: string, steps: readonly Step[], wanted: Args, initial: Args = {}): unknown {
  const file = {
    id: 'rule',
    name: 'rule',
    source: 'rule',
    profile,
    initial,
    steps: steps.map(([op, args = {}]) => ({ op, args })),
    expect: wanted,
    certainty: 'code-read',
  };
  return runCase(file).differences;
}

const ROCE = {
  start: '0x100000000',
  end: '0x1ffffffff',
  pchid: '0x01c0',
  vfn: 1,
  pft: '0x0a',
  gid: '0x07',
  fh: '0x80000417',
  pfip: '01.02.00.05',
  dasm: '0x3ffffffffff',
  msia: '0xfe00000000000000',
  mui: 2000,
  noi: 64,
  maxstbl: 4096,
  version: 1,
  fmbLength: 128,
  msix: 65,
  util: 'LAB',
};

function host(functions: Readonly<Record<string, Args>>, guest: Args = {}): Args {
  return { host: { functions }, guest };
}

function one(parts: Args = {}, guest: Args = {}): Args {
  return host({ '0001:00:00.0': { ...ROCE, ...parts } }, guest);
}

const GIVE: readonly Step[] = [
  ['zpci', { target: 'h0', uid: '0x31', fid: '0x41' }],
  ['vfio', { id: 'h0', host: '0001:00:00.0' }],
  ['boot'],
];
const OK3 = { rc: ['ok', 'ok', 'ok'] };
const EMULATED: readonly Step[] = [
  ['zpci', { target: 'n0', uid: '0x10', fid: '0x20', id: 'z0' }],
  ['emul', { id: 'n0' }],
  ['boot'],
];

describe('adding', () => {
  it('ZPCI-A1 ZPCI-A3 ZPCI-A6 what a zpci device must say, and may', () => {
    expect(
      played(
        'merged-10.0',
        [
          ['zpci', { uid: 1 }],
          ['zpci', { target: 'a', uid: 65_536 }],
          ['zpci', { target: 'a', uid: '0x12g' }],
          ['zpci', { target: 'a', fid: 4_294_967_296 }],
          ['zpci', { target: 'a', uid: 0, fid: 0 }],
        ],
        {
          rc: ['A-1', 'A-3', 'A-3', 'A-6', 'ok'],
          message: [
            'target must be defined',
            "Parameter 'uid' expects uint16_t",
            "Parameter 'uid' expects integer",
            "Parameter 'fid' expects uint32_t",
            null,
          ],
          functions: { a: { uid: '0x0001', fid: '0x00000000', state: 'reserved' } },
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-A5 ZPCI-A8 ZPCI-A11 the lowest free numbers, looked up one by one', () => {
    expect(
      played(
        'merged-10.0',
        [
          ['zpci', { target: 'a', uid: 2, fid: 0 }],
          ['emul', { id: 'b' }],
          ['emul', { id: 'c' }],
        ],
        {
          functions: {
            b: { uid: '0x0001', fid: '0x00000001' },
            c: { uid: '0x0003', fid: '0x00000002' },
          },
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-A9 ZPCI-E2 ZPCI-E3 ZPCI-E4 numbers are free again when a function went, its index is not', () => {
    expect(
      played(
        'merged-10.0',
        [
          ...EMULATED,
          ['device_del', { id: 'n0' }],
          ['guest_release', { fid: '0x20' }],
          ['zpci', { target: 'n1', uid: '0x10', fid: '0x20' }],
          ['emul', { id: 'n1' }],
        ],
        {
          rc: ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
          functions: { n1: { uid: '0x0010', fid: '0x00000020', fh: '0x00020001' } },
        },
        { guest: { running: true } },
      ),
    ).toEqual([]);
  });

  it('ZPCI-A13 a card without an id is called after its place', () => {
    expect(
      played('merged-10.0', [['emul', { addr: '0x5' }]], {
        functions: { 'auto_00:05.0': { uid: '0x0001' } },
      }),
    ).toEqual([]);
  });

  it('ZPCI-A14 cards of several functions are refused', () => {
    expect(
      played('merged-7.2', [['emul', { id: 'm', multifunction: true }]], {
        rc: ['A-14'],
        message: ['multifunction not supported in s390'],
      }),
    ).toEqual([]);
  });

  it('ZPCI-A17 a CPU without the feature gets a warning, not a refusal', () => {
    const guest = createGuest({
      id: 'g',
      name: 'g',
      cpuZpci: false,
      devices: [
        {
          id: 'n0',
          card: { kind: 'emulated', driver: 'virtio-net-pci', msix: null, options: [] },
          zpci: null,
          cardFirst: false,
          deviceClass: 'interface',
          managed: true,
          live: null,
          unplugRequested: false,
        },
      ],
    });
    const { failures, warnings } = builtGuest(createState({ guests: [guest] }), guest, {});
    expect([failures.size, warnings.map((text) => text.includes("without the 'zpci' CPU feature"))]).toEqual([
      0,
      [true],
    ]);
  });
});

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

describe('instructions and events', () => {
  const ioat = (pba: string, pal: string, more: Args = {}): Step => [
    'reg_ioat',
    { target: 'h0', pba, pal, ...more },
  ];

  it('ZPCI-D12 a range lies in the window, in one table format, without tables only where that is allowed', () => {
    expect(
      played(
        'merged-10.0',
        [
          ['zpci', { target: 'h0', relaxed: false }],
          GIVE[1]!,
          ['boot'],
          ioat('0x100001000', '0x100000fff'),
          ioat('0x100000000', '0x1ffffffff'),
          ioat('0x100000000', '0x100000fff', { t: 0 }),
          ioat('0x100000000', '0x100000fff', { dt: 0 }),
          ioat('0x100000000', '0x100000fff'),
        ],
        { rc: ['ok', 'ok', 'ok', 'D-12', 'D-12', 'D-12', 'D-12', 'ok'] },
        one(),
      ),
    ).toEqual([]);
  });

  it('ZPCI-D11 before QEMU 7.0 the range is held against the constants', () => {
    const wide = [...GIVE, ioat('0x100000000', '0x2ffffffff')];
    expect([
      played('merged-5.2', wide, { rc: ['ok', 'ok', 'ok', 'ok'] }, one()),
      played('merged-7.0', wide, { rc: ['ok', 'ok', 'ok', 'D-12'] }, one()),
    ]).toEqual([[], []]);
  });

  it('ZPCI-D10 each new page takes a mapping, until none is left', () => {
    expect(
      played(
        'merged-8.2',
        [
          ...GIVE,
          ioat('0x100000000', '0x100001fff'),
          ['rpcit', { target: 'h0', start: '0x100000000', len: '0x2000' }],
          ['rpcit', { target: 'h0', start: '0x100000000', len: '0x1000' }],
        ],
        { rc: ['ok', 'ok', 'ok', 'ok', 'ok', 'D-10'] },
        one({}, { dmaAvail: 2 }),
      ),
    ).toEqual([]);
  });

  it('ZPCI-D13 ZPCI-B1 a refresh without a range, or outside it, stops the function with an event', () => {
    const refresh: Step = ['rpcit', { target: 'h0', start: '0x200000000', len: '0x1000' }];
    const wanted = (rc: readonly string[], pec: string) => ({
      rc,
      functions: { h0: { state: 'error' } },
      events: [{ cc: 1, pec, fh: '0x80010000', fid: '0x00000041' }],
    });
    expect([
      played(
        'merged-10.0',
        [...GIVE, refresh, refresh],
        wanted(['ok', 'ok', 'ok', 'D-13', 'B-1'], '0x0001'),
        one(),
      ),
      played(
        'merged-10.0',
        [...GIVE, ioat('0x100000000', '0x100000fff'), refresh],
        wanted(['ok', 'ok', 'ok', 'ok', 'D-13'], '0x0002'),
        one(),
      ),
    ]).toEqual([[], []]);
  });

  it('ZPCI-B1 ZPCI-B4 a store block of an enabled function: lengths and borders', () => {
    const store = (offset: string, len: number): Step => ['pcistb', { target: 'n0', offset, len }];
    expect(
      played(
        'merged-10.0',
        [
          ...EMULATED,
          store('0x0', 128),
          store('0x0', 136),
          store('0x4', 16),
          store('0x0', 8),
          store('0xff8', 16),
        ],
        {
          rc: ['ok', 'ok', 'ok', 'ok', 'specification', 'specification', 'specification', 'specification'],
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-N1 a driver gets at most what the group says', () => {
    expect(
      played(
        'merged-10.0',
        [['request_msi', { group: '0xff', vectors: 129 }]],
        { granted: [128] },
        { groups: { '0xff': { noi: 128 } } },
      ),
    ).toEqual([]);
  });

  it('ZPCI-L1 ZPCI-L3 ZPCI-L4 ZPCI-L5 ZPCI-L6 List page by page, and what it refuses', () => {
    expect(
      played(
        'merged-10.0',
        [
          ...EMULATED,
          ['zpci', { target: 'waits' }],
          ['list', { rspLen: 48 }],
          ['list', { token: '0x9' }],
          ['list', { rspLen: 40 }],
          ['list', { rspLen: 56 }],
          ['list', { rspLen: 52 }],
          ['query_fn', { fh: '0x00020000' }],
          ['query_fn', { fh: '0x80020000' }],
        ],
        {
          rc: [
            'ok',
            'ok',
            'ok',
            'ok',
            {
              rsp: '0x0010',
              len: 48,
              token: '0x0',
              entries: [{ fid: '0x00000020', fh: '0x80020000', config: '0x80000000' }],
            },
            '0x010a',
            '0x0060',
            '0x0050 cc3',
            'operand',
            '0x0101',
            '0x0010',
          ],
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-L8 enabling and disabling check the handle, the operation and the spaces', () => {
    const set = (fh: string, oc: number, ndas = 1): Step => ['set_fn', { fh, oc, ndas }];
    expect(
      played(
        'merged-10.0',
        [
          EMULATED[0]!,
          EMULATED[1]!,
          set('0x00020000', 0, 0),
          set('0x00020000', 0, 2),
          set('0x00020000', 0),
          set('0x80020000', 7),
          set('0x80020000', 1),
          set('0x80020000', 1),
        ],
        { rc: ['ok', 'ok', '0x0103', '0x0104', '0x0010', '0x0102', '0x0010', '0x0101'] },
      ),
    ).toEqual([]);
  });

  it('ZPCI-E5 ZPCI-K18 a reset ends a removal that the guest never answered', () => {
    expect(
      played(
        'merged-10.0',
        [['device_del', { id: 'n0' }], ['list'], ['reset'], ['list']],
        {
          rc: [
            'ok',
            {
              rsp: '0x0010',
              len: 48,
              token: '0x0',
              entries: [{ fid: '0x00000020', fh: '0x80020000', config: '0x80000000' }],
            },
            'ok',
            { rsp: '0x0010', len: 32, token: '0x0', entries: [] },
          ],
        },
        { guest: { devices: EMULATED.map(([op, args]) => ({ op, args: args ?? {} })), running: true } },
      ),
    ).toEqual([]);
  });
});

describe('Linux and libvirt', () => {
  it('ZPCI-S1 ZPCI-S2 ZPCI-S3 ZPCI-S4 ZPCI-V8 names of functions, with and without UID checking, up to the limit', () => {
    const functions = [
      { fid: '0x00000001', uid: '0x0010' },
      { fid: '0x00000002', uid: '0x0010' },
    ];
    expect(
      played(
        'linux',
        [
          ['linux_enumerate', { uidChecking: true, functions }],
          ['linux_enumerate', { uidChecking: false, functions }],
          ['linux_enumerate', { uidChecking: false, limit: 1, functions }],
        ],
        {
          devices: [['0010:00:00.0'], ['0000:00:00.0', '0001:00:00.0'], ['0000:00:00.0']],
          message: [
            'Domain 0010 is already assigned',
            null,
            'zpci: Adding PCI function 00000002 failed because the configured limit of 1 is reached',
          ],
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-V2 ZPCI-V3 how libvirt reads numbers, and which it refuses', () => {
    const parse = (uid: string, fid: string): Step => ['libvirt_parse', { uid, fid }];
    expect(
      played(
        'libvirt',
        [parse('017', '10'), parse('0xff', '0x1'), parse('ff', '0'), parse('0', '0'), parse('65536', '0')],
        {
          rc: ['ok', 'ok', 'V-2', 'V-3', 'V-3'],
          zpci: [
            { uid: '0x000f', fid: '0x0000000a' },
            { uid: '0x00ff', fid: '0x00000001' },
            null,
            null,
            null,
          ],
        },
      ),
    ).toEqual([]);
  });

  it('ZPCI-V6 nothing is left when every UID is written', () => {
    const devices = Array.from({ length: 65_536 }, (_, at) => ({
      id: `d${at}`,
      deviceClass: 'hostdev' as const,
      uid: at < 65_535 ? at + 1 : null,
      fid: at,
    }));
    expect(allocateAddresses(devices)).toMatchObject({
      ok: false,
      device: 'd65535',
      failure: { rule: 'ZPCI-V6', message: 'internal error: There is no more free uid.' },
    });
  });

  it('ZPCI-V4 ZPCI-V5 disks first, halves before the rest, duplicates in octal', () => {
    const define = (...devices: Args[]): Step => ['libvirt_define', { devices }];
    expect([
      played('libvirt', [define({ kind: 'hostdev' }, { kind: 'disk' }, { kind: 'hostdev', uid: '0x1' })], {
        rc: ['ok'],
        zpci: [
          { uid: '0x0003', fid: '0x00000002' },
          { uid: '0x0002', fid: '0x00000001' },
          { uid: '0x0001', fid: '0x00000000' },
        ],
      }),
      played('libvirt', [define({ kind: 'hostdev', uid: '0x9' }, { kind: 'hostdev', uid: '0x9' })], {
        rc: ['V-4'],
        message: ['internal error: zPCI uid 11 is already reserved'],
      }),
    ]).toEqual([[], []]);
  });

  it('ZPCI-X1 ZPCI-X3 ZPCI-V11 arguments of QEMU in both forms, with an id that names the UID', () => {
    expect(
      played(
        'merged-10.0',
        [
          ['export_qemu', { style: 'cli' }],
          ['export_qemu', { style: 'json' }],
        ],
        {
          args: [
            [
              '-device',
              'zpci,uid=0xa,fid=0x0,target=h0,id=zpci10',
              '-device',
              'vfio-pci,host=0001:00:00.0,id=h0',
            ],
            [
              '-device',
              '{"driver":"zpci","uid":10,"fid":0,"target":"h0","id":"zpci10"}',
              '-device',
              '{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0"}',
            ],
          ],
        },
        { functions: [{ target: 'h0', uid: '0xa', fid: '0x0', host: '0001:00:00.0' }] },
      ),
    ).toEqual([]);
  });

  it('ZPCI-X7 ZPCI-X9 zpci stands in the guest’s address, with four and eight digits', () => {
    expect(
      played(
        'libvirt',
        [['export_libvirt']],
        {
          xml: "<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0010' bus='0x00' slot='0x00' function='0x0'/></source><address type='pci'><zpci uid='0x000a' fid='0x00000001'/></address></hostdev>",
        },
        { functions: [{ uid: '0xa', fid: '0x1', host: '0010:00:00.0' }] },
      ),
    ).toEqual([]);
  });
});
