/** Exports of DSA wishes, run by the real accel-config, mdevctl and sh on the second model of the driver behind FUSE. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../shared/dsa/types.ts';
import { configOnto } from '../engine/dsa/config/apply-config.ts';
import { readAccelConfig } from '../engine/dsa/config/read-config.ts';
import type { DsaOp } from '../engine/dsa/kernel/kernel.ts';
import { functionHostdev, libvirtExport } from '../engine/dsa/export/libvirt.ts';
import { targetState } from '../engine/dsa/plan/target.ts';
import {
  after,
  bind,
  create,
  DEDICATED,
  forGuests,
  hostA,
  SHARED,
  uuid,
  write,
} from '../engine/dsa/plan/testing.ts';
import { exportedDsa, idxdHost, runOnIdxd } from './harness/idxd-host.ts';
import { shownByModel, type Shown } from './harness/idxd-line.ts';
import { schemaComplaint } from './harness/libvirt.ts';
import { needsFuse, needsPrograms } from './harness/needs.ts';

const engine = (name: string, group: number): DsaOp => write(`${name}/group_id`, group);

function forUser(name: string, mode: 'dedicated' | 'shared', group: number): DsaOp[] {
  return forGuests(name, { mode, group, size: 20 }).map((op) =>
    op.op === 'write' && op.value === 'mdev' ? { ...op, value: 'user' } : op,
  );
}

/** Two queues for programs of the host, on the second DSA. */
const FOR_PROGRAMS: readonly DsaOp[] = [
  ...forUser('wq2.3', 'shared', 1),
  ...forUser('wq2.4', 'dedicated', 1),
  engine('engine2.2', 1),
  bind('dsa2', 'idxd'),
  bind('wq2.3', 'user'),
  bind('wq2.4', 'user'),
];

/** Two queues for guests, a shared pool, and buffers reserved for one group, beside those. */
const WISHED: readonly DsaOp[] = [
  write('dsa0/read_buffer_limit', 20),
  ...forGuests('wq0.0'),
  ...forGuests('wq0.1'),
  ...forGuests('wq0.5', { mode: 'shared', size: 32, group: 2 }),
  write('wq0.0/max_batch_size', 256),
  write('wq0.5/block_on_fault', 1),
  engine('engine0.0', 0),
  engine('engine0.3', 0),
  engine('engine0.1', 2),
  write('group0.0/read_buffers_allowed', 40),
  write('group0.2/read_buffers_allowed', 50),
  write('group0.0/read_buffers_reserved', 30),
  write('group0.2/use_read_buffer_limit', 1),
  bind('dsa0', 'idxd'),
  ...['wq0.0', 'wq0.1', 'wq0.5'].map((name) => bind(name, 'mdev')),
  ...FOR_PROGRAMS,
];
const MDEVS: readonly DsaOp[] = [
  create(DEDICATED, 1),
  create(SHARED, 2),
  create(SHARED, 3),
  create(DEDICATED, 4),
];

function configured(): DsaState {
  return after(hostA(), WISHED);
}

/** Without what one command leaves and another clears. */
function withoutStatus(shown: Shown): Shown {
  return Object.fromEntries(
    Object.entries(shown).filter(([at]) => !at.endsWith('/cmd_status') && !at.endsWith('/cdev_minor')),
  );
}

function wanted(state: DsaState, shown: Shown): Shown {
  return withoutStatus(shownByModel(state, Object.keys(shown)));
}

describe('accel-config', () => {
  it('lists the devices as they are imported, and its list is read back as the same settings', async (context) => {
    needsPrograms(context, 'accel-config');
    await needsFuse(context);
    const ran = await runOnIdxd(idxdHost(hostA(), WISHED), 'accel-config list -i');
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
    const reading = readAccelConfig(ran.stdout);
    if (!reading.ok) throw new Error(reading.why);
    const { state, notes } = configOnto(hostA(), reading.devices);
    const wish = configured();
    // 3.5.3 shows the type mdev as none, and says nothing of drivers and states that a wish takes up by itself.
    const settings = ({ devices }: DsaState) =>
      devices.map(({ name, readBufferLimit, groups, engines, wqs }) => ({
        name,
        readBufferLimit,
        groups,
        engines,
        wqs: wqs.map((wq) => ({
          ...wq,
          type: wq.type === 'mdev' ? 'none' : wq.type,
          state: null,
          driver: null,
          cdevMinor: null,
          hardwareSize: null,
          clients: null,
        })),
      }));
    expect({ notes, settings: settings(state) }).toEqual({ notes: [], settings: settings(wish) });
    const told = reading.devices.map(({ name, facts, wqs }): [string, unknown] => [
      name,
      [facts['state'], ...wqs.map(({ facts: of }) => of['state'])],
    ]);
    const are = wish.devices.map((one): [string, unknown] => [
      one.name,
      [one.state, ...one.wqs.map((wq) => wq.state)],
    ]);
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(are));
  });

  it('DSA-M10 DSA-M22 loads and enables an export, and the driver ends exactly in the wish', async (context) => {
    needsPrograms(context, 'accel-config');
    await needsFuse(context);
    const { files } = exportedDsa(hostA(), configured(), 'accel-config');
    const ran = await runOnIdxd(idxdHost(hostA(), []), './load.sh', files);
    expect({
      status: ran.status,
      stderr: ran.stderr,
      refused: ran.writes.filter((line) => !line.endsWith(': ok')),
    }).toEqual({ status: 0, stderr: '', refused: [] });
    expect(withoutStatus(ran.shown)).toEqual(wanted(configured(), ran.shown));
  });

  it('takes enabled devices down first, and leaves alone what is not to be enabled', async (context) => {
    needsPrograms(context, 'accel-config');
    await needsFuse(context);
    const wish = after(hostA(), [
      ...forUser('wq0.2', 'dedicated', 1),
      ...forUser('wq0.3', 'dedicated', 1),
      write('wq0.3/ats_disable', 1),
      engine('engine0.2', 1),
      bind('dsa0', 'idxd'),
      bind('wq0.3', 'user'),
    ]);
    const { files } = exportedDsa(configured(), wish, 'accel-config');
    const ran = await runOnIdxd(idxdHost(hostA(), WISHED), './load.sh', files);
    expect({
      status: ran.status,
      stderr: ran.stderr.replaceAll(/disabled 1 device\(s\) out of 1\n|enabled 1 \w+\(s\) out of 1\n/g, ''),
    }).toEqual({ status: 0, stderr: '' });
    // A name of a driver stays whatever is done (O21).
    const names = (shown: Shown) =>
      Object.fromEntries(Object.entries(shown).filter(([at]) => !at.endsWith('/driver_name')));
    expect(names(withoutStatus(ran.shown))).toEqual(names(wanted(wish, ran.shown)));
  });

  it('saves what it loaded, and the saved file is read as the same settings', async (context) => {
    needsPrograms(context, 'accel-config');
    await needsFuse(context);
    const wish = after(hostA(), FOR_PROGRAMS);
    const { files } = exportedDsa(hostA(), wish, 'accel-config');
    const ran = await runOnIdxd(
      idxdHost(hostA(), []),
      './load.sh >/dev/null && accel-config save-config -s saved.conf && cat saved.conf',
      files,
    );
    const reading = readAccelConfig(ran.stdout);
    if (!reading.ok) throw new Error(`${reading.why} ${ran.stderr}`);
    const settings = ({ devices }: DsaState) =>
      devices.map(({ groups, engines, wqs }) => ({
        groups,
        engines,
        wqs: wqs.map((wq) => ({ ...wq, state: null, driver: null, cdevMinor: null, hardwareSize: null })),
      }));
    expect(settings(configOnto(hostA(), reading.devices).state)).toEqual(settings(wish));
  });
});

describe('mdevctl', () => {
  it('DSA-O32 defines and starts what is wished, on the queues that are wished', async (context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const made = after(configured(), MDEVS);
    const desired: DsaState = {
      ...made,
      mdevs: made.mdevs.map((mdev, index) => ({ ...mdev, definition: index % 2 === 0 ? 'auto' : null })),
    };
    const { files } = exportedDsa(configured(), desired, 'mdevctl');
    const root = idxdHost(hostA(), WISHED);
    const ran = await runOnIdxd(root, './mdevctl.sh && mdevctl list', files);
    const target = targetState(configured(), desired, 'both');
    expect({ status: ran.status, stderr: ran.stderr, listed: ran.stdout.trim().split('\n').length }).toEqual({
      status: 0,
      stderr: '',
      listed: desired.mdevs.length,
    });
    expect(withoutStatus(ran.shown)).toEqual(wanted(target, ran.shown));
    for (const { path: file, text } of files.filter(({ path: one }) => one.startsWith('etc/')))
      expect(readFileSync(path.join(root, file), 'utf8')).toBe(text);
  });
});

describe('apply.sh of a plan', () => {
  it('run by sh ends in the wish', async (context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const desired = after(configured(), MDEVS);
    const { files } = exportedDsa(hostA(), desired, 'shell');
    const ran = await runOnIdxd(idxdHost(hostA(), []), './apply.sh', files);
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
    expect(withoutStatus(ran.shown)).toEqual(wanted(desired, ran.shown));
  });

  it('DSA-O32 DSA-O33 knows that it is done when it is run again, and reverse.sh takes every step back', async (context) => {
    await needsFuse(context);
    const to = after(configured(), MDEVS);
    const { files } = exportedDsa(hostA(), to, 'shell');
    const { shown: idle } = await runOnIdxd(idxdHost(hostA(), []), 'true');
    const twice = await runOnIdxd(idxdHost(hostA(), []), 'sh apply.sh >/dev/null && sh apply.sh', files);
    const back = await runOnIdxd(idxdHost(hostA(), []), 'sh apply.sh >/dev/null && sh reverse.sh', files);
    // What a queue that is down shows as its driver name nothing empties.
    const lasting = (shown: Shown) =>
      Object.entries(withoutStatus(shown)).filter(([at]) => !at.endsWith('/driver_name'));
    expect({
      twice: [twice.status, twice.stdout, twice.stderr],
      back: [back.status, back.stderr],
      missed: back.stdout.split('\n').filter((line) => line.includes('not there')),
      shown: lasting(back.shown),
    }).toEqual({
      twice: [0, 'The host is already as planned; nothing is done.\n', ''],
      back: [0, ''],
      missed: [],
      shown: lasting(idle),
    });
  });
});

describe('libvirt', () => {
  it('accepts every node device by its schema', async (context) => {
    needsPrograms(context, 'virt-xml-validate');
    const { files } = exportedDsa(configured(), after(configured(), MDEVS), 'libvirt');
    const devices = files.filter(({ path: file }) => file.startsWith('nodedev-'));
    const complaints = await Promise.all(devices.map(({ text }) => schemaComplaint(text, 'nodedev')));
    expect(complaints).toEqual([null, null, null, null]);
  });

  it('accepts a domain that was given its devices, and the whole function as well', async (context) => {
    needsPrograms(context, 'virt-xml-validate');
    const wish = after(configured(), MDEVS);
    const bare = readFileSync(
      path.join(import.meta.dirname, 'fixtures/libvirt/good/domain-x86-dsa.xml'),
      'utf8',
    );
    const { xml } = libvirtExport.putIntoDomain!(wish, uuid(2), bare);
    const whole = bare.replace('</devices>', `${functionHostdev('0000:6a:01.0')}</devices>`);
    expect(xml).toContain(uuid(2));
    expect(await Promise.all([xml, whole].map((one) => schemaComplaint(one, 'domain')))).toEqual([
      null,
      null,
    ]);
  });
});
