import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { after, busyHost, configured, given, idleHost, uuid, withoutPasid } from '../testing/wishes.ts';
import { cmdStatusWords, codeText, KNOWN_CODES } from './cmd-status.ts';
import { withDevice, withMdev } from '../model.ts';
import { guestOverviews } from './guests.ts';
import { mdevCard } from './mdev-card.ts';
import { partCard } from './part-card.ts';

function card(state = busyHost(), part = 'wq0.0') {
  const found = partCard(idleHost(), state, part);
  if (found === null) throw new Error(`no ${part}`);
  return found;
}

function row(part: string, file: string, state = busyHost()) {
  const found = card(state, part).attributes.find((attribute) => attribute.file === file);
  if (found === undefined) throw new Error(`no ${file}`);
  return found;
}

describe('cards of parts', () => {
  it('each kind of part has one, and nothing else has', () => {
    expect(['dsa0', 'group0.0', 'engine0.0', 'wq0.0'].map((part) => card(busyHost(), part).summary)).toEqual([
      'DSA, enabled, 2 of 8 work queues up, 2 devices of guests',
      '2 work queues, 1 engine',
      'in group0.0',
      'dedicated, type mdev, locked, 16 entries, 1 client',
    ]);
    expect(partCard(idleHost(), idleHost(), 'wq0.9')).toBeNull();
  });

  it('the operations of a DSA are told by name, from the lowest bit', () => {
    const meaning = (part: string) =>
      partCard(idleHost(), idleHost(), part)?.facts.find(({ file }) => file === 'op_cap')?.meaning;
    expect([meaning('dsa0')?.slice(0, 43), meaning('iax1')]).toEqual([
      'It can do: no-op, batch, drain, memory move',
      'One bit for each operation the device can do.',
    ]);
  });

  it('DSA-O3 a frozen file tells what stops for it', () => {
    expect(row('wq0.0', 'size')).toMatchObject({
      value: '16',
      onHost: '0',
      most: 96,
      unit: 'entries',
      hint: 'dsa0 has 80 of 128 entries left.',
      frozen: {
        rule: 'DSA-O3',
        errno: 'EPERM',
        canGoThrough: true,
        unfreeze: [
          'dsa0 goes down and comes up again.',
          'wq0.0 and wq0.1 go down with it.',
          '2 devices of guests are removed and made again.',
        ],
      },
    });
    expect(row('wq0.2', 'priority').frozen).toBeNull();
  });

  it('DSA-O5 DSA-O6 DSA-O11 DSA-O12 DSA-O13 DSA-O14 DSA-O15 files tell why they cannot be written', () => {
    expect([row('wq0.0', 'threshold').frozen?.errno, row('wq0.1', 'threshold').frozen?.errno]).toEqual([
      'EINVAL',
      'ENXIO',
    ]);
    expect(row('wq0.0', 'block_on_fault').frozen?.errno).toBe('ENXIO');
    expect(row('wq0.0', 'enqcmds_retries').frozen).toMatchObject({ rule: 'DSA-O14', canGoThrough: false });
    expect(row('wq0.0', 'ats_disable')).toMatchObject({ rule: 'DSA-O11', form: 'switch' });
    const [device] = idleHost().devices;
    const readOnly = withDevice(idleHost(), 'dsa0', { caps: { ...device!.caps, configurable: false } });
    expect([row('wq0.2', 'size', readOnly).frozen?.rule, row('wq0.2', 'name', readOnly).frozen]).toEqual([
      'DSA-O15',
      null,
    ]);
    const newer = withDevice(idleHost(), 'dsa0', { lacks: [] });
    expect([row('wq0.2', 'op_config', newer).form, row('wq0.2', 'prs_disable', newer).frozen?.rule]).toEqual([
      'mask',
      'DSA-O12',
    ]);
  });

  it('DSA-O5 DSA-O18 limits say nothing where another setting comes first, and count one as one', () => {
    const fresh = card(idleHost(), 'wq0.0').attributes.find(({ file }) => file === 'threshold');
    expect(fresh).toMatchObject({ least: null, most: null, hint: 'Write the size first.' });
    expect(row('group0.0', 'read_buffers_allowed')).toMatchObject({
      least: 4,
      hint: 'At least 4: 4 for each engine, and it has 1 engine.',
    });
  });

  it('DSA-O22 DSA-M3 a fresh queue is told in the order of the driver, with the driver that is tried', () => {
    const checks = (state: DsaState) => card(state, 'wq0.0').enable!.checks;
    const idle = checks(idleHost());
    expect(idle.map(({ state, errno, cmdStatus }) => `${state} ${errno} ${cmdStatus}`)).toEqual([
      'fails ENXIO null',
      'waiting null null',
      'waiting null null',
    ]);
    expect(idle[0]!.fixes.map(({ label }) => label)).toEqual([
      'Make it a user queue, named wq0-0',
      'Make it an mdev queue, named wq0-0',
      'Put wq0.0 (16 entries) and engine0.0 in group0.0, then enable dsa0',
    ]);
    const up = card(busyHost(), 'wq0.5').enable!.checks.find(({ state }) => state === 'fails');
    expect(up).toMatchObject({ rule: 'DSA-M3', errno: 'ENODEV', cmdStatus: '0x80200000' });
    expect(up!.text).toMatch(/Shown is what the driver user answers\.$/);
    const mdev = checks(after(idleHost(), configured('wq0.0', { type: 'mdev', driver_name: 'mdev' })));
    expect(mdev.find(({ state }) => state === 'fails')).toMatchObject({
      cmdStatus: '0x80000020',
      text: expect.stringMatching(/the model of this program/),
    });
    const none = checks(withoutPasid(idleHost()));
    expect(none.find(({ state }) => state === 'fails')!.fixes.map(({ label }) => label)[0]).toBe(
      'Make wq0.0 a dedicated kernel queue of the host, named wq0-0',
    );
  });

  it('DSA-M13 what the hardware knows is told by the state of the device', () => {
    const typed = { type: 'user', driver_name: 'user', name: 'u', mode: 'dedicated', priority: '5' };
    const text = (state: DsaState, part: string) =>
      card(state, part).enable!.checks.find(({ rule }) => rule === 'DSA-M13')!.text;
    expect([
      text(after(idleHost(), configured('wq0.0', { ...typed, size: '8', group_id: '0' })), 'wq0.0'),
      text(after(idleHost(), configured('wq0.0', typed)), 'wq0.0'),
      text(after(busyHost(), configured('wq0.5', { ...typed, group_id: '0' })), 'wq0.5'),
    ]).toEqual([
      'The hardware learns its 8 entries when dsa0 is enabled.',
      'The hardware learns queues that are in a group when their device is enabled.',
      'The hardware knows it with size 0: it had no entries when dsa0 was enabled.',
    ]);
  });

  it('DSA-M1 choices that cannot be had tell why', () => {
    const [device] = idleHost().devices;
    const state = withDevice(idleHost(), 'dsa0', { caps: { ...device!.caps, pasid: false } });
    const refusedChoices = ['mode', 'type'].flatMap((file) =>
      row('wq0.0', file, state).choices.flatMap(({ value, why }) => (why === null ? [] : [value])),
    );
    expect(refusedChoices).toEqual(['shared', 'user', 'mdev']);
  });

  it('DSA-O22 DSA-O20 the checklist stops at the first check that fails, with a fix', () => {
    const state = after(busyHost(), configured('wq0.2', { type: 'user', driver_name: 'user' }));
    expect(
      card(state, 'wq0.2').enable?.checks.map(({ state: of, cmdStatus }) => `${of} ${cmdStatus}`),
    ).toEqual([
      'ok null',
      'ok null',
      'ok null',
      'ok null',
      'fails 0x80030000',
      ...Array.from({ length: 8 }, () => 'waiting null'),
    ]);
    expect(card(state, 'wq0.2').enable?.checks[4]?.fixes.length).toBeGreaterThan(0);
    expect(card(state, 'dsa0').enable).toEqual({
      enabled: true,
      checks: [],
      disabling: [
        'It has 2 devices of guests, which have to be removed first.',
        'wq0.0 and wq0.1 go down with it.',
        'The kernel forgets all settings of the device, its groups, engines and queues except driver names.',
      ],
    });
    expect(card(state, 'group0.0').enable).toBeNull();
  });

  it('DSA-O17 DSA-O35 DSA-O38 bars tell who spends what', () => {
    const state = after(busyHost(), { op: 'startGuest', guest: 'web' });
    expect(
      card(state, 'dsa0').capacity.map(
        ({ what, used, total, parts }) =>
          `${what} ${used}/${total}: ${parts.map(({ label }) => label).join()}`,
      ),
    ).toEqual([
      'entries 48/128: wq0.1,wq0.0',
      'read buffers 0/96: ',
      'IMS slots 1/2048: vm-web',
      'work queues 2/8: wq0.0,wq0.1',
      'engines 1/4: engine0.0',
    ]);
  });

  it('DSA-M9 every code of cmd_status has words', () => {
    expect(KNOWN_CODES.filter((code) => !cmdStatusWords(code).endsWith('.'))).toEqual([]);
    expect([KNOWN_CODES.length, codeText(0x22), codeText(0x80030000)]).toEqual([52, '0x22', '0x80030000']);
    const failed = withDevice(busyHost(), 'dsa0', { cmdStatus: 0x15 });
    expect(card(failed, 'dsa0').lastError).toEqual({ code: '0x15', meaning: cmdStatusWords(0x15) });
    expect([cmdStatusWords(0x99), cmdStatusWords(0x80990000), cmdStatusWords(0)]).toEqual([
      'The hardware reports an error this program has no words for.',
      'The driver reports an error this program has no words for; the kernel log tells more.',
      'No error.',
    ]);
  });
});

describe('what a guest gets', () => {
  const running = after(busyHost(), given('wq0.2', 'web', 3, { through: true }), {
    op: 'startGuest',
    guest: 'web',
  });

  it('DSA-O36 DSA-O40 DSA-O41 DSA-O43 dedicated: both portal pages, slots and what is emulated', () => {
    const found = mdevCard(running, uuid(3))!;
    expect(found.mmio.filter(({ bar }) => bar === 'BAR2').map(({ host }) => host)).toEqual([
      'dsa0 BAR2 + 0xa000 (wq0.2, unlimited, IMS)',
      'dsa0 BAR2 + 0xb000 (wq0.2, limited, IMS)',
    ]);
    expect(found.vectors.map(({ how, slot }) => [how, slot])).toEqual([
      ['emulated', null],
      ['mediated', 1],
    ]);
    expect(found.parts.map(({ part, how }) => `${part}: ${how}`)).toEqual([
      'PCI config space (4096 bytes): emulated',
      'Registers, BAR0 (8 KiB): emulated',
      'Capabilities: emulated',
      'General configuration: emulated',
      'Control, interrupt cause, error record: emulated',
      'Commands and their status: mediated',
      'MSI-X table and pending bits: mediated',
      'MSI-X permission table: emulated',
      'Group and queue configuration: emulated',
      'Portals, BAR2 (2 pages): passed through',
      'Interrupt vector 0: emulated',
      'Interrupt vector 1: mediated',
      'INTx, MSI, error interrupt: none',
      'DMA: passed through',
      'Descriptors and completion records: passed through',
      'Migration: emulated',
      'Enable and disable device: emulated',
      'Drain all, abort all: mediated',
      'Reset device: mediated',
      'Enable, disable, drain, abort, reset queue: mediated',
      'Drain PASID, abort PASID: mediated',
      'Request and release interrupt handle: emulated',
    ]);
    expect([found.qemu, found.hostdev.includes(uuid(3))]).toEqual([
      `-device vfio-pci,sysfsdev=/sys/bus/mdev/devices/${uuid(3)}`,
      true,
    ]);
  });

  it('DSA-O40 shared: the limited page only, and a queue that nothing tells has no address', () => {
    const shared = mdevCard(running, uuid(2))!;
    expect(shared.mmio.slice(-2).map(({ how, host }) => `${how} ${host}`)).toEqual([
      'none null',
      'passed through dsa0 BAR2 + 0x7000 (wq0.1, limited, IMS)',
    ]);
    const untold = mdevCard(withMdev(running, uuid(1), { wq: null, candidates: [0, 2] }), uuid(1))!;
    expect([untold.wq, untold.mmio.at(-1)!.host, untold.mmio.at(-1)!.value]).toEqual([
      null,
      null,
      '64 portals of one of wq0.0, wq0.2',
    ]);
  });

  it('DSA-S8 a whole device has the registers of the host', () => {
    const state = after(
      { ...idleHost(), strategy: 'pf', host: { ...idleHost().host, denylistOff: true } },
      given('wq0.0', 'web', 1),
    );
    const found = mdevCard(state, '0000:6a:01.0')!;
    expect([found.mmio, found.vectors, found.qemu]).toEqual([[], [], '-device vfio-pci,host=0000:6a:01.0']);
    expect(mdevCard(state, 'nothing')).toBeNull();
  });

  it('DSA-O36 a list of guests', () => {
    expect(guestOverviews(running).map(({ name, running: runs, mdevs }) => [name, runs, mdevs])).toEqual([
      ['vm-web', true, [uuid(1), uuid(3)]],
      ['vm-db', false, [uuid(2)]],
    ]);
    const untold = {
      ...running,
      mdevs: running.mdevs.map((mdev) => ({ ...mdev, running: null, runningTold: false })),
    };
    expect(guestOverviews(untold).map(({ running: runs }) => runs)).toEqual([null, null]);
  });
});
