import { describe, expect, it } from 'vitest';
import { allocateAddresses } from '../kernel/libvirt-addresses.ts';
import { type Args, type Step, played } from './testing.ts';

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
