/** What a real QEMU prints of a pseries guest with the XIVE controller, through the reader of captures. */
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Reading } from '../../shared/xive/types.ts';
import { readCapture } from '../engine/hosts/read-capture.ts';
import { compareReadings } from '../engine/xive/observe/compare-readings.ts';
import { observeXive, wantsXive } from '../engine/xive/observe.ts';
import { findProgram, needsPrograms } from './harness/needs.ts';
import { type Monitor, startQemu } from './harness/qemu-monitor.ts';
import { place, scratch } from './harness/scratch.ts';

const QEMU = 'qemu-system-ppc64';
/** Two host bridges, so that the formula of the LSIs (xive.md 2.4) is met twice; network cards without their boot images. */
const GUEST = [
  '-M pseries,ic-mode=xive -accel tcg -smp 2,maxcpus=4 -m 512 -display none -nodefaults -S',
  '-chardev null,id=nowhere -device spapr-vty,chardev=nowhere',
  '-device spapr-pci-host-bridge,index=1,id=second',
  '-device virtio-net-pci,id=net0,addr=1,romfile=',
  '-device e1000,id=net1,addr=2,romfile=',
  '-device nvme,id=nvme0,serial=one,bus=second.0,addr=3',
]
  .join(' ')
  .split(' ');
const COMMANDS = ['info pic', 'info mtree', 'info mtree -f', 'info irq', 'info qtree', 'info pci'];
const VCPUS = [0, 1, 2, 3];
const EVENTS = [0x1000, 0x1001];
const VIO = [0x1100, 0x1101];
const LSIS = [0, 1].flatMap((phb) => [0, 1, 2, 3].map((pin) => 0x1200 + phb * 4 + pin));

async function capture(monitor: Monitor, folder: string): Promise<void> {
  for (const command of COMMANDS) {
    const name = `vm-${command.replaceAll(' ', '-').replace('--', '-')}.txt`;
    place(folder, [{ path: name, text: await monitor.ask(command) }]);
  }
}

async function read(
  folder: string,
): Promise<{ readonly readings: readonly Reading[]; readonly findings: unknown }> {
  const { tree } = await readCapture({ kind: 'path', path: folder }, wantsXive);
  const observed = observeXive(tree);
  return { readings: observed?.state.readings ?? [], findings: observed?.findings };
}

function picture(reading: Reading): unknown {
  const { irqchip, vcpus, sources, regions, devices, vmas } = reading;
  const region = (name: string) =>
    regions
      .filter((one) => one.name === name)
      .map(({ first, last }) => [first, last])
      .at(0);
  return {
    irqchip,
    online: vcpus.filter(({ online }) => online).map(({ id }) => id),
    edge: sources.filter(({ pic }) => pic?.lsi === false).map(({ lisn }) => lisn),
    level: sources.filter(({ pic }) => pic?.lsi === true).map(({ lisn }) => lisn),
    states: [...new Set(sources.map(({ pic }) => `${pic?.pq} ${pic?.masked}`))],
    esb: region('xive.esb'),
    tima: region('xive.tima'),
    devices: Object.fromEntries(devices.map(({ id, type, address }) => [id, [type, address]])),
    vmas,
  };
}

test('the controller, sources, regions and devices of a guest, and the device that came', async (context) => {
  needsPrograms(context, QEMU);
  const monitor = await startQemu([findProgram(QEMU)!, ...GUEST]);
  const folder = scratch();
  await capture(monitor, path.join(folder, '0-before-the-firmware'));
  await monitor.ask('cont');
  await sleep(1500);
  await monitor.ask('stop');
  await capture(monitor, path.join(folder, '1-firmware'));
  expect(await monitor.ask('device_add virtio-rng-pci,id=rng0,addr=4')).toBe('');
  await capture(monitor, path.join(folder, '2-plugged'));

  const { readings, findings } = await read(folder);
  const devices = {
    net0: ['virtio-net-pci', '01.0'],
    net1: ['e1000', '02.0'],
    nvme0: ['nvme', '03.0'],
  };
  const before = {
    irqchip: 'emulated',
    online: [0, 1],
    edge: [...VCPUS, ...EVENTS, ...VIO],
    level: LSIS,
    states: ['01 true'],
    esb: [0x6010000000000, 0x601003fffffff],
    tima: [0x6030203180000, 0x60302031bffff],
    devices,
    vmas: [],
  };
  expect([readings.map(picture), findings]).toEqual([
    [before, before, { ...before, devices: { ...devices, rng0: ['virtio-rng-pci', '04.0'] } }],
    [],
  ]);

  const [start, firmware, plugged] = readings as [Reading, Reading, Reading];
  const { differences, summary } = compareReadings(firmware, plugged);
  expect([
    compareReadings(start, firmware).differences,
    differences.map(({ kind, left, right }) => [kind, left, right]),
    summary,
  ]).toEqual([[], [['device', null, 'virtio-rng-pci']], 'rng0 was plugged into slot 00:04.0.']);
});
