import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { apqnOf } from '../../../../shared/apqn.ts';
import { idsOf } from '../../../../shared/mask.ts';
import { AP_EXPORTS } from './exports.ts';
import { exampleHost, UUIDS } from './testing/wishes.ts';

function read(format: string, files: Readonly<Record<string, string>>, base = exampleHost()) {
  const entry = AP_EXPORTS.find((one) => one.format === format)!;
  return entry.read!(
    Object.entries(files).map(([path, text]) => ({ path, text, executable: false })),
    base,
  );
}

function message(format: string, files: Readonly<Record<string, string>>, base?: ApState): string {
  const result = read(format, files, base);
  return result.ok ? `accepted: ${result.notes.join(' ')}` : result.refusal.message;
}

const definition = (attrs: unknown, start = 'auto') =>
  JSON.stringify({ mdev_type: 'vfio_ap-passthrough', start, attrs });

describe('files that are read', () => {
  it('AP-Z1 AP-Z2 chzdev: signs change, numbers without signs replace, rubbish is refused with its line', () => {
    const result = read('chzdev', {
      a: '[active ap]\napmask=+5,-0x7\n[persistent ap]\naqmask=0-3\n[active zfcp]\napmask=1\n',
    });
    const state = result.ok ? result.state : null;
    expect(state && [idsOf(state.apmask).filter((id) => id < 9), idsOf(state.persistent.aqmask!)]).toEqual([
      [0, 1, 2, 3, 4, 5, 8],
      [0, 1, 2, 3],
    ]);
    expect([
      message('chzdev', { a: '[active ap]\napmask=300\n' }),
      message('chzdev', { a: '[active ap]\napmask=5,+6\n' }),
      message('chzdev', { a: 'apmask=5\n' }),
      message('chzdev', { a: 'ATTR{../../bus/ap/apmask}="0x12"' }),
    ]).toEqual([
      '"apmask=300" holds no mask such as 0-4,16-31.',
      '"apmask=5,+6" holds no mask such as 0-4,16-31.',
      expect.stringContaining('No file sets apmask or aqmask'),
      expect.stringContaining('holds no mask'),
    ]);
  });

  it('AP-M1 chzdev: masks are no wish while a queue has a driver_override', () => {
    const base = exampleHost();
    const queues = { ...base.queues, overrides: new Map([[apqnOf(5, 4), 'vfio_ap']]) };
    const host = { ...base, profile: 'upstream' as const, queues };
    expect(message('chzdev', { a: '[active ap]\napmask=1\n' }, host)).toContain('driver_override');
  });

  it('AP-M4 masks that the kernel would refuse are taken, to be shown as a problem', () => {
    const result = read('chzdev', { a: '[active ap]\napmask=0-255\naqmask=0-255\n' });
    expect(result.ok && [idsOf(result.state.apmask).length, result.state.mdevs[0]!.shadow.apm]).toEqual([
      256,
      expect.objectContaining({ 0: 0 }),
    ]);
  });

  it('AP-D1 mdevctl: definitions by name, listings, and what stops a reading', () => {
    const result = read('mdevctl', {
      [`x/matrix/${UUIDS[2].toUpperCase()}.json`]: definition([
        { assign_adapter: '0x7' },
        { assign_domain: '010' },
      ]),
      'notes.txt': 'hello',
      'other/62177883-f1bb-47f0-914d-32a22e3a8899': '{"mdev_type":"idxd-1dwq-v1","start":"auto","attrs":[]}',
    });
    const added = result.ok ? result.state.mdevs.at(-1)! : null;
    expect(
      added && [added.id, idsOf(added.matrix.apm), idsOf(added.matrix.aqm), added.defined, added.active],
    ).toEqual([UUIDS[2], [7], [8], 'auto', true]);
    expect([
      result.ok && result.notes,
      message('mdevctl', { [UUIDS[0]]: '{' }),
      message('mdevctl', { [UUIDS[0]]: definition([{ assign_adapter: 5 }]) }),
      message('mdevctl', { [UUIDS[0]]: definition([]), [`b/${UUIDS[0]}`]: definition([]) }),
      message('mdevctl', { 'readme.md': 'x' }),
      message('mdevctl', {
        'list.json': JSON.stringify([{ matrix: [{ [UUIDS[0]]: JSON.parse(definition([])) }] }]),
      }),
    ]).toEqual([
      [
        '"notes.txt" is no definition of mdevctl; left out.',
        expect.stringContaining('another kind of device'),
      ],
      expect.stringContaining('not valid JSON'),
      expect.stringContaining('mdevctl wants "5", not 5'),
      expect.stringContaining('told twice'),
      expect.stringContaining('No definition was found'),
      'accepted: ',
    ]);
  });

  it('AP-D1 libvirt: a domain names the guest of a device; entities and rubbish are refused', () => {
    const domain = (id: string) =>
      `<domain><name>new name</name><devices><hostdev type='mdev'><source><address uuid='${id}'/></source></hostdev></devices></domain>`;
    const renamed = read('libvirt', { 'a.xml': domain(UUIDS[0]) });
    expect([
      renamed.ok && renamed.state.mdevs[0]!.name,
      message('libvirt', { 'a.xml': domain(UUIDS[3]) }),
      message('libvirt', { 'a.xml': '<!DOCTYPE x><device/>' }),
      message('libvirt', { 'a.xml': '<device>' }),
      message('libvirt', { 'a.xml': '<pool/>' }),
      message('libvirt', {
        'a.xml': `<device><capability type='mdev'><type id='vfio_ap-passthrough'/><uuid>../x</uuid></capability></device>`,
      }),
      message('libvirt', {
        'a.xml': `<device><capability type='mdev'><type id='vfio_ap-passthrough'/><uuid>${UUIDS[0]}</uuid><attr name='assign_adapter'/></capability></device>`,
      }),
    ]).toEqual([
      'new name',
      expect.stringContaining('No device was found'),
      expect.stringContaining('without a DOCTYPE'),
      expect.stringContaining('well-formed'),
      expect.stringContaining('<pool> is neither'),
      expect.stringContaining('<uuid> is missing or is no UUID'),
      expect.stringContaining('is not a text'),
    ]);
  });

  it('ansible: only the form that is written, of one host, with ids and masks that are some', () => {
    const vars = (value: unknown) => ({ 'host_vars/a.yml': JSON.stringify(value) });
    expect([
      message('ansible', { 'host_vars/a.yml': 'mdevs: []' }),
      message('ansible', { ...vars({}), 'host_vars/b.yml': '{}' }),
      message('ansible', vars({ mdevs: [{ uuid: '../x', parent: 'matrix', state: 'absent' }] })),
      message('ansible', vars({ mdevs: [{ uuid: UUIDS[0], parent: '../..', state: 'absent' }] })),
      message('ansible', vars({ ap_masks: { apmask: '0x1' } })),
      message(
        'ansible',
        vars({ mdevs: [{ uuid: UUIDS[0], parent: 'matrix', state: 'started', definition: {} }] }),
      ),
      message('ansible', {}),
    ]).toEqual([
      expect.stringContaining('not in the JSON form'),
      expect.stringContaining('several hosts'),
      expect.stringContaining('expected a UUID'),
      expect.stringContaining('mdevs.0.parent'),
      expect.stringContaining('64 hex digits'),
      expect.stringContaining('no "mdev_type"'),
      expect.stringContaining('host_vars/HOST.yml was expected'),
    ]);
  });

  it('AP-U17 qemu: arguments tell devices, never queues', () => {
    const line = (id: string) => `-device vfio-ap,sysfsdev=/sys/bus/mdev/devices/${id},id=x \\\n`;
    const result = read('qemu', { a: `# ${line(UUIDS[2])}${line(UUIDS[0])}${line(UUIDS[3])}` });
    expect([result.ok && result.notes, message('qemu', { a: '-m 1' })]).toEqual([
      [expect.stringContaining('payments is the device'), expect.stringContaining('not on this host')],
      expect.stringContaining('No argument'),
    ]);
  });
});
