import { describe, expect, it } from 'vitest';
import { builtGuest } from '../kernel/of-guest.ts';
import { createGuest, createState } from '../model.ts';
import { played, EMULATED } from './testing.ts';

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
