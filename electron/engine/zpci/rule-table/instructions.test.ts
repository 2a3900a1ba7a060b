import { describe, expect, it } from 'vitest';
import { type Args, type Step, played, one, GIVE, EMULATED } from './testing.ts';

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
