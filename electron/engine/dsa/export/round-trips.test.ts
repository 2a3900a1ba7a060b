import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { ExportFile, Plan } from '../../../../shared/plan.ts';
import { stateDifferences } from '../plan/differences.ts';
import { targetState } from '../plan/target.ts';
import { after, bind, create, DEDICATED, forGuests, hostA, SHARED, uuid, write } from '../plan/testing.ts';
import { DSA_EXPORTS } from './exports.ts';

const CONF = path.join(import.meta.dirname, '..', 'config', 'fixtures', 'conf');

const NO_PLAN: Plan = { style: 'both', steps: [], blocks: [], notes: [] };

function entry(format: string) {
  return DSA_EXPORTS.find((one) => one.format === format)!;
}

function written(format: string, observed: DsaState, desired: DsaState) {
  return entry(format).write({ name: 'kvm1', observed, desired, plan: NO_PLAN });
}

function readBack(format: string, files: readonly ExportFile[], base: DsaState) {
  const result = entry(format).read!(files, base);
  if (!result.ok) throw new Error(result.refusal.message);
  return result;
}

/** Queues for guests on dsa0, two bound, one that is only set up. */
function queues(): DsaState {
  return after(hostA(), [
    ...forGuests('wq0.0'),
    ...forGuests('wq0.1', { mode: 'shared', size: 32 }),
    ...forGuests('wq0.2'),
    write('engine0.0/group_id', 0),
    bind('dsa0', 'idxd'),
    bind('wq0.0', 'mdev'),
    bind('wq0.1', 'mdev'),
  ]);
}

function withMdevs(): DsaState {
  const made = after(queues(), [create(DEDICATED, 1), create(SHARED, 2)]);
  return {
    ...made,
    mdevs: made.mdevs.map((mdev, index) => ({
      ...mdev,
      guest: `vm${index + 1}`,
      definition: index === 0 ? 'auto' : null,
    })),
  };
}

/** The wish with another name of its first guest. */
function named(name: string): DsaState {
  const wish = withMdevs();
  return { ...wish, guests: wish.guests.map((guest) => (guest.id === 'vm1' ? { ...guest, name } : guest)) };
}

const HOSTILE = [
  '$(reboot)',
  '`id`',
  "';reboot;'",
  'a\nreboot\n',
  '--> <x>',
  '"><x y="',
  '../../etc/passwd',
  '\u202Egnp',
  '\ud800',
  '-rf',
  'a,host=0',
];

function acting(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !/^(?:#|<!--)/.test(line));
}

describe('accel-config', () => {
  it('reads back what it wrote: settings, and just those queues enabled that are', () => {
    const { files } = written('accel-config', hostA(), queues());
    const { state, notes } = readBack('accel-config', files, hostA());
    expect([
      files.map(({ path }) => path),
      notes,
      stateDifferences({ ...state, saved: null }, queues()),
    ]).toEqual([['accel-config.conf', 'load.sh'], [], []]);
  });

  it('DSA-M22 DSA-M26 disables what is enabled before, never by -f, and enables by hand where -e would do too much', () => {
    const { files, notes } = written('accel-config', hostA(), queues());
    const script = files.find(({ path }) => path === 'load.sh')!.text;
    expect(acting(script)).toEqual([
      'set -eu',
      'cd "$(dirname "$0")"',
      'for device in dsa0; do',
      '  [ "$(cat "/sys/bus/dsa/devices/$device/state")" = disabled ] || accel-config disable-device "$device"',
      'done',
      'accel-config load-config -c accel-config.conf',
      'accel-config enable-device dsa0',
      'accel-config enable-wq dsa0/wq0.0',
      'accel-config enable-wq dsa0/wq0.1',
    ]);
    expect(notes.some((note) => note.includes('-f'))).toBe(true);
  });

  it('takes a file alone as one that is loaded with -e, and says what the kernel refuses then', () => {
    const { files } = written('accel-config', hostA(), queues());
    const alone = files.filter(({ path }) => path.endsWith('.conf'));
    const { state } = readBack('accel-config', alone, hostA());
    expect(state.devices[0]!.wqs.slice(0, 4).map((wq) => wq.state)).toEqual([
      'enabled',
      'enabled',
      'enabled',
      'disabled',
    ]);
    const broken = alone.map((file) => ({
      ...file,
      text: file.text.replaceAll('"priority": 10', '"priority": 0'),
    }));
    const taken = readBack('accel-config', broken, hostA());
    expect([
      taken.state.devices[0]!.state,
      taken.state.devices[0]!.wqs[0],
      taken.notes.filter((note) => note.includes('wq0.0')),
    ]).toEqual([
      'enabled',
      expect.objectContaining({ state: 'disabled', priority: 0, type: 'mdev' }),
      [
        'wq0.0 stays disabled with its settings taken, since enabling is refused (DSA-O22, ENXIO): wq0.0 has priority 0; it takes 1 to 15.',
      ],
    ]);
  });

  it('DSA-M4 DSA-O20 DSA-M23 takes files that load but cannot be enabled, and says which check fails', () => {
    const bad = (name: string) => {
      const text = readFileSync(path.join(CONF, name), 'utf8');
      return readBack('accel-config', [{ path: 'x.conf', text, executable: false }], hostA());
    };
    const engineless = bad('bad/18-wq-without-engine.conf');
    expect(engineless.state.devices[0]!.wqs[0]).toMatchObject({ size: 16, name: 'app1', state: 'disabled' });
    expect(engineless.notes).toEqual([
      expect.stringMatching(
        /^dsa0 and wq0\.0 stay disabled with their settings taken, since enabling is refused \(DSA-O20, ENXIO\): .*engine/,
      ),
    ]);
    expect(bad('bad/24-half-good.conf').notes.at(-1)).toMatch(
      /^wq0\.1 stays disabled .*\(DSA-M3, ENODEV\): Nothing tells which driver wq0\.1 is for/,
    );
    const commas = bad('bad/20-trailing-comma.conf');
    expect([commas.state.devices[0]!.wqs[0]!.size, commas.notes.at(-1)]).toEqual([
      8,
      expect.stringMatching(/^dsa0 and wq0\.0 stay disabled/),
    ]);
    const saved = bad('../out/saved-mdev.conf');
    expect(saved.state.devices[0]!.wqs.map(({ driver }) => driver).slice(0, 4)).toEqual([
      'mdev',
      'mdev',
      'mdev',
      'mdev',
    ]);
    expect(saved.notes.filter((note) => note.includes('corrected to mdev'))).toHaveLength(1);
  });

  it('nothing set up is no file', () => {
    expect(written('accel-config', hostA(), hostA()).files).toEqual([]);
  });
});

describe('mdevctl and libvirt', () => {
  it('mdevctl reads back what it wrote, with what is started and what is not kept', () => {
    const { files } = written('mdevctl', queues(), withMdevs());
    const { state, notes } = readBack('mdevctl', files, queues());
    expect([notes, stateDifferences(state, targetState(queues(), withMdevs(), 'both'))]).toEqual([[], []]);
    expect(files.map(({ path }) => path)).toEqual([
      `etc/mdevctl.d/0000:6a:01.0/${uuid(1)}`,
      `transient/0000:6a:01.0/${uuid(2)}`,
      'mdevctl.sh',
    ]);
  });

  it('mdevctl stops and forgets what is to go, before it starts others', () => {
    const { files } = written('mdevctl', withMdevs(), queues());
    const script = files.find(({ path }) => path === 'mdevctl.sh')!.text;
    expect(acting(script).slice(2)).toEqual([
      `mdevctl stop -u ${uuid(1)}`,
      `mdevctl stop -u ${uuid(2)}`,
      `mdevctl undefine -u ${uuid(1)} -p 0000:6a:01.0`,
    ]);
    expect(
      stateDifferences(
        readBack('mdevctl', files, withMdevs()).state,
        targetState(withMdevs(), queues(), 'both'),
      ),
    ).toEqual([]);
  });

  it('DSA-O32 a definition on a host without such queues is kept, and a note says why it does not run', () => {
    const { files } = written('mdevctl', queues(), withMdevs());
    const { state, notes } = readBack('mdevctl', files, hostA());
    expect([state.mdevs, state.definitions.map((one) => one.uuid), notes.length]).toEqual([[], [uuid(1)], 2]);
  });

  it('libvirt reads back its devices, and a domain gives one to its guest', () => {
    const { files } = written('libvirt', queues(), withMdevs());
    const domain = entry('libvirt').putIntoDomain!(
      withMdevs(),
      uuid(2),
      '<domain><name>db</name><devices/></domain>',
    );
    const read = readBack(
      'libvirt',
      [...files, { path: 'db.xml', text: domain.xml, executable: false }],
      queues(),
    );
    const guests = new Map(read.state.guests.map(({ id, name }) => [id, name]));
    expect(
      read.state.mdevs.map(({ id, wq, guest }) => [id, wq, guest === null ? null : guests.get(guest)]),
    ).toEqual([
      [uuid(1), 0, null],
      [uuid(2), 1, 'db'],
    ]);
    expect(domain.xml).toContain("model='vfio-pci'");
  });

  it('a guest of several devices gets all of them into its domain', () => {
    const wish = withMdevs();
    const both = { ...wish, mdevs: wish.mdevs.map((mdev) => ({ ...mdev, guest: 'vm1' })) };
    const xml = '<domain>\n  <name>db</name>\n  <devices>\n  </devices>\n</domain>\n';
    const put = entry('libvirt').putIntoDomain!(both, 'vm1', xml);
    expect([put.xml.match(/<address uuid='[^']*'/g), put.notes.length]).toEqual([
      [`<address uuid='${uuid(1)}'`, `<address uuid='${uuid(2)}'`],
      1,
    ]);
    expect(entry('libvirt').putIntoDomain!(both, 'vm1', put.xml).xml).toBe(put.xml);
  });

  it('refuses files that tell no device, and devices it cannot put into a domain', () => {
    const text = { path: 'x', text: 'hello', executable: false };
    for (const format of ['mdevctl', 'libvirt', 'accel-config'])
      expect(entry(format).read!([text], hostA()).ok).toBe(false);
    expect(() => entry('libvirt').putIntoDomain!(hostA(), uuid(1), '<domain/>')).toThrow(StudioError);
  });
});

describe('QEMU', () => {
  it('has the devices of each guest in a file of its own', () => {
    const { files } = written('qemu', queues(), withMdevs());
    expect(files.map(({ path, text }) => [path, acting(text)])).toEqual([
      ['qemu-vm1.args', [`-device vfio-pci,sysfsdev=/sys/bus/mdev/devices/${uuid(1)}`]],
      ['qemu-vm2.args', [`-device vfio-pci,sysfsdev=/sys/bus/mdev/devices/${uuid(2)}`]],
    ]);
  });
});

describe('hostile names of guests', () => {
  it('change no line that is acted on, and no path', () => {
    const texts = (name: string) =>
      ['accel-config', 'mdevctl', 'libvirt', 'qemu'].map((format) =>
        written(format, queues(), named(name)).files.map(({ path, text }) => [
          path.replace(/^qemu-.*/, 'qemu'),
          acting(text),
        ]),
      );
    const plain = texts('plain');
    for (const name of HOSTILE) {
      expect(texts(name)).toEqual(plain);
      const paths = written('qemu', queues(), named(name)).files.map(({ path }) => path);
      expect(paths.filter((path) => !/^qemu-[\w.-]+\.args$/.test(path))).toEqual([]);
    }
  });

  it('a name of a queue stays text in the file, and scripts are accepted by sh', () => {
    for (const name of HOSTILE.filter((one) => one.trim() === one)) {
      const wish = { ...queues() };
      const devices = wish.devices.map((device) => ({
        ...device,
        wqs: device.wqs.map((wq) => (wq.type === 'mdev' ? { ...wq, name } : wq)),
      }));
      const { files } = written('accel-config', hostA(), { ...wish, devices });
      const [config, script] = files;
      expect(
        (JSON.parse(config!.text) as { groups: { grouped_workqueues: { name: string }[] }[] }[])[0]!
          .groups[0]!.grouped_workqueues[0]!.name,
      ).toBe(name);
      expect(spawnSync('sh', ['-n'], { input: script!.text }).status).toBe(0);
    }
  });

  it('ids, addresses and types that are none are refused, not written', () => {
    const wish = withMdevs();
    const bad = [
      { ...wish, mdevs: wish.mdevs.map((mdev) => ({ ...mdev, id: '../../x' })) },
      { ...wish, mdevs: wish.mdevs.map((mdev) => ({ ...mdev, type: "x';reboot" })) },
      { ...wish, devices: wish.devices.map((device) => ({ ...device, bdf: '../../etc' })) },
    ];
    for (const state of bad)
      for (const format of ['mdevctl', 'libvirt'])
        expect(() => written(format, state, state)).toThrow(StudioError);
  });
});
