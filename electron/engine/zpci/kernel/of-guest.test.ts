import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { HostFunction, ZpciGuest, ZpciHost } from '../../../../shared/zpci/types.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';
import { functionBytes, groupBytes } from './clp.ts';
import { builtGuest, reportOf, setupOf } from './of-guest.ts';

const CARD: Partial<HostFunction> & { readonly fid: number; readonly address: string } = {
  fid: 0x10,
  address: '0010:00:00.0',
  fh: 0x0000_0417,
  group: 7,
  pchid: 0x1c0,
  vfn: 0,
  pft: 0xa,
  path: '01.02.00.05',
  util: '',
  window: { start: '0x100000000', end: '0x1ffffffff' },
  noi: 64,
  maxstbl: 4096,
  dasm: '0x0',
  msia: '0xfe00000000000000',
  mui: 4000,
  version: 1,
  msix: 8,
};
const HOST: Partial<ZpciHost> = { capabilities: 'v2', kvmZpciOp: true, dmaEntryLimit: 1000 };

function stateOf(guest: Partial<ZpciGuest>, host: Partial<ZpciHost> = HOST) {
  const functions = [0x10, 0x11].map((fid) =>
    createFunction({ ...CARD, fid, address: `00${fid.toString(16)}:00:00.0`, fh: 0x407 + fid }),
  );
  const made = createGuest({ id: 'g', name: 'g', ...guest });
  return { state: createState({ host, functions, guests: [made] }), guest: made };
}
function passed(
  id: string,
  host: string,
  zpci: Partial<NonNullable<ReturnType<typeof createDevice>['zpci']>> = {},
) {
  const device = createDevice({ id, card: { kind: 'vfio', host, options: [] } });
  return { ...device, zpci: { ...device.zpci!, ...zpci } };
}

function built(guest: Partial<ZpciGuest>, whatIf: WhatIf = {}, host: Partial<ZpciHost> = HOST) {
  const { state, guest: made } = stateOf(guest, host);
  const { machine, failures } = builtGuest(state, made, whatIf);
  return {
    functions: machine.functions.map(({ target, uid, fid, state: now, mode, group, values }) => ({
      target,
      uid,
      fid,
      now,
      mode,
      group,
      edma: values.edma,
    })),
    failures: [...failures].map(([id, { rule }]) => [id, rule]),
  };
}

const ONE = { devices: [passed('h0', '0010:00:00.0')] };
const SHOWN = {
  target: 'h0',
  uid: 1,
  fid: 0,
  now: 'enabled',
  mode: 'interpret',
  group: 7,
  edma: 0x1_ffff_ffffn,
};
const SIMULATED = { ...SHOWN, mode: 'intercept', group: 0xf0 };

describe('builtGuest', () => {
  it('boots a guest as it is, and under each what-if', () => {
    const of = (whatIf: WhatIf, guest: Partial<ZpciGuest> = {}, host = HOST) =>
      built({ ...ONE, ...guest }, whatIf, host).functions[0];
    expect([
      of({}),
      of({}, { kvm: false }),
      of({}, { isProtected: true }),
      of({}, {}, { ...HOST, kvmZpciOp: null }),
      of({ mode: 'intercept' }),
      of({ mode: 'interpret' }, { kvm: false, isProtected: true }),
      of({ profile: 'merged-8.2', mode: 'intercept' }),
      of({ machine: '9.2', mode: 'intercept' }),
      of({ machine: '9.2', mode: 'intercept', without: ['DMA_AVAIL'] }),
      of({ machine: '9.2', mode: 'intercept', dmaEntryLimit: null }),
      of({ machine: '9.2', mode: 'intercept', dmaEntryLimit: 1 }),
      of({ capabilities: 'none', mode: 'intercept' }),
      of({ without: ['GROUP'], mode: 'intercept' }),
      of({ without: ['BASE'], mode: 'intercept' }),
      of({ machine: '9.2', mode: 'intercept' }, {}, { ...HOST, dmaEntryLimit: null }),
      of({ profile: 'merged-5.2' }),
      of({ profile: 'proposal-2019' }),
    ]).toEqual([
      SHOWN,
      SIMULATED,
      SIMULATED,
      SIMULATED,
      SIMULATED,
      SHOWN,
      { ...SIMULATED, edma: 0x1_003e_7fffn },
      { ...SIMULATED, edma: 0x1_003e_7fffn },
      SIMULATED,
      SIMULATED,
      { ...SIMULATED, edma: 0x1_0000_0fffn },
      { ...SIMULATED, group: 0xff, edma: 0x01ff_ffff_ffff_ffffn },
      { ...SIMULATED, group: 0xff },
      { ...SIMULATED, group: 0xff, edma: 0x01ff_ffff_ffff_ffffn },
      { ...SIMULATED, edma: null },
      { ...SIMULATED, group: 7 },
      { ...SIMULATED, group: 7, edma: null },
    ]);
  });

  it('drops properties that another binary does not have, but not those of its own (ZPCI-I1, ZPCI-D6)', () => {
    const devices = [passed('h0', '0010:00:00.0', { interpret: false, relaxedTranslation: false })];
    expect([
      built({ devices }, { profile: 'merged-7.0' }).failures,
      built({ devices, profile: 'merged-7.0' }).failures,
      built({ devices, profile: 'merged-7.2' }).failures,
    ]).toEqual([[], [['h0', 'ZPCI-I1']], [['h0', 'ZPCI-D6']]]);
  });

  it('keeps a machine type under a newer binary and drops it under an older one', () => {
    const { state, guest } = stateOf({ ...ONE, machine: '9.2' });
    const of = (whatIf: WhatIf) => setupOf(state, guest, whatIf).machine;
    expect([
      of({}),
      of({ profile: 'merged-10.0' }),
      of({ profile: 'merged-8.2' }),
      of({ profile: 'merged-7.2' }),
      of({ machine: '7.1' }),
      of({ machine: null }),
    ]).toEqual(['9.2', '9.2', '9.2', null, '7.1', null]);
  });

  it('takes libvirt’s numbers for a domain and QEMU’s otherwise (ZPCI-V5, ZPCI-A5)', () => {
    const devices = [
      passed('h0', '0010:00:00.0'),
      passed('h1', '0011:00:00.0', { uid: 1 }),
      { ...createDevice({ id: 'd' }), deviceClass: 'disk' as const, card: null },
    ];
    const numbers = (domain: string | null) =>
      built({ devices, domain }, { mode: 'intercept' }).functions.map(({ target, uid, fid }) => [
        target,
        uid,
        fid,
      ]);
    expect([numbers('dom'), numbers(null), built({ devices }, { mode: 'intercept' }).failures]).toEqual([
      [
        ['h0', 3, 2],
        ['h1', 1, 0],
        ['d', 2, 1],
      ],
      [
        ['h0', 1, 0],
        ['d', 2, 1],
      ],
      [['h1', 'ZPCI-A4']],
    ]);
  });

  it('tells each device’s refusal and makes those behind it (ZPCI-V3, ZPCI-V4, ZPCI-V10, ZPCI-A22, ZPCI-A12)', () => {
    const devices = [
      passed('a', '0010:00:00.0', { uid: 5 }),
      passed('b', '0011:00:00.0', { uid: 5 }),
      passed('c', '0011:00:00.0', { uid: 0 }),
      passed('d', '0099:00:00.0'),
    ];
    const first = { ...passed('x', '0010:00:00.0', { uid: 9 }), cardFirst: true };
    expect([
      built({ devices, domain: 'dom' }).failures,
      built({ devices: devices.slice(0, 2) }).failures,
      built({ devices: [devices[0]!, { ...devices[0]!, id: 'e' }], domain: 'dom' }).failures,
      built({ devices: [first] }).failures,
      built({ devices: [first] }).functions.map(({ uid, now }) => [uid, now]),
    ]).toEqual([
      [
        ['c', 'ZPCI-V10'],
        ['b', 'ZPCI-V4'],
        ['d', 'ZPCI-A22'],
      ],
      [['b', 'ZPCI-A4']],
      [['e', 'ZPCI-V10']],
      [['x', 'ZPCI-A2']],
      [[1, 'enabled']],
    ]);
  });

  it('carries what is not known through to the bytes, each unknown group its own', () => {
    const functions = ['0010', '0011'].map((domain, at) =>
      createFunction({ fid: at, address: `${domain}:00:00.0` }),
    );
    const devices = [passed('h0', '0010:00:00.0'), passed('h1', '0011:00:00.0')];
    const guest = createGuest({ id: 'g', name: 'g', devices });
    const state = createState({ functions, guests: [guest] });
    const groupsOf = (whatIf: WhatIf) => builtGuest(state, guest, whatIf).machine.groups;
    const { machine } = builtGuest(state, guest, { profile: 'merged-7.0' });
    const [one] = machine.functions;
    const bytes = functionBytes(one!, 384);
    expect({
      simulated: groupsOf({}).map(({ id }) => id),
      unknown: groupsOf({ profile: 'merged-7.0' }).map(({ id }) => id),
      window: bytes.slice(64, 80).every((byte) => byte === null),
      group: bytes[19],
      uid: bytes.slice(124, 128),
      noi: groupBytes(machine.groups[1]!, 64).slice(16, 24),
    }).toEqual({
      simulated: [0xff, 0xf0, 0xf1],
      unknown: [0xff, -1, -2],
      window: true,
      group: null,
      uid: [0, 0, 0, 1],
      noi: [null, null, null, 0x01, 0x00, 0x80, null, null],
    });
  });
});

describe('reportOf', () => {
  const one = createFunction(CARD);
  const host = stateOf({}).state.host;

  it('has the capabilities of the kernel, of the function’s own list, or of the what-if (ZPCI-Q3)', () => {
    const of = (own: HostFunction['capabilities'], whatIf: WhatIf = {}) => {
      const { base, group, path } = reportOf(host, { ...one, capabilities: own }, whatIf);
      return [base?.version ?? null, group?.version ?? null, path === null ? 'no' : 'path'];
    };
    expect([
      of(null),
      of(['BASE1', 'GROUP1']),
      of([]),
      of([], { capabilities: 'v1' }),
      of(null, { capabilities: 'none' }),
      of(null, { without: ['PFIP', 'GROUP'] }),
    ]).toEqual([
      [2, 2, 'path'],
      [1, 1, 'no'],
      [null, null, 'no'],
      [1, 1, 'path'],
      [null, null, 'no'],
      [2, null, 'no'],
    ]);
  });

  it('has a window that was read, or what the kernel makes of the platform’s (ZPCI-D2)', () => {
    const raw = { ...one, window: null, platformWindow: { start: '0x100000000', end: '0x1ffffffffffffff' } };
    const of = (parts: Partial<ZpciHost>) => reportOf({ ...host, ...parts }, raw, {}).base?.end;
    expect([
      reportOf(host, one, {}).base?.end,
      of({ memory: 2 ** 30, apertureFactor: 1 }),
      of({ memory: null, apertureFactor: 1 }),
      of({ memory: 2 ** 30, apertureFactor: null }),
      of({ memory: null, apertureFactor: 0 }),
    ]).toEqual([0x1_ffff_ffffn, 0x1_3fff_ffffn, null, null, 0x3ff_ffff_ffffn]);
  });
});

describe('a guest to which devices are added one after the other', () => {
  const zpci = fc.record({
    uid: fc.constantFrom(null, null, 0, 1, 2, 3),
    fid: fc.constantFrom(null, null, 0, 1, 2),
    interpret: fc.constantFrom(null, true, false),
  });
  const card = fc.constantFrom('0010:00:00.0', '0011:00:00.0', '0012:00:00.0', null);
  const devices = fc.array(fc.tuple(card, zpci, fc.boolean()), { minLength: 1, maxLength: 6 }).map((all) =>
    all.map(([host, numbers, cardFirst], at) => {
      const device = passed(`h${at}`, host ?? '', numbers);
      return { ...device, card: host === null ? null : device.card, cardFirst };
    }),
  );

  it('ZPCI-V5, ZPCI-A5, ZPCI-G7: is the guest that is made of all of them at once', () => {
    fc.assert(
      fc.property(devices, fc.constantFrom(null, 'libvirt'), (all, domain) => {
        const { state, guest } = stateOf({ domain });
        const steps = all.map((_, at) => {
          const now = { ...guest, devices: all.slice(0, at + 1) };
          return builtGuest(state, now, {});
        });
        // Copies of the devices are unknown, so that nothing is taken over from before.
        const anew = all.map((_, at) =>
          builtGuest(state, { ...guest, devices: structuredClone(all.slice(0, at + 1)) }, {}),
        );
        expect(steps).toEqual(anew);
      }),
    );
  });

  it('ZPCI-A23: takes nothing over where an earlier device or the host is another one', () => {
    const [first, second, third] = [
      passed('h0', '0010:00:00.0'),
      passed('h1', '0011:00:00.0'),
      passed('h2', ''),
    ];
    const { state, guest } = stateOf({ devices: [first, second] });
    const moved = { ...guest, devices: [{ ...first, zpci: { ...first.zpci, uid: 9 } }, second, third] };
    const later = { ...guest, devices: [first, second, third] };
    const other = { ...state, functions: state.functions.map((one) => ({ ...one, pchid: 0x2 })) };
    const pairs = [
      [state, moved],
      [other, later],
    ] as const;
    const made = pairs.map(([now, next]) => {
      builtGuest(state, { ...guest }, {});
      return builtGuest(now, next, {});
    });
    expect(made).toEqual(pairs.map(([now, next]) => builtGuest(now, structuredClone(next), {})));
  });
});
