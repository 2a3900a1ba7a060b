import { describe, expect, it } from 'vitest';
import type { ShownDevice, VmMoment } from '../../../shared/xive/moment.ts';
import { movedWindow, twinOf, twinSelection, twinShift } from './twin.ts';

function side(...devices: readonly (readonly [name: string, plugged: boolean, first: number])[]): VmMoment {
  const shown: ShownDevice[] = devices.map(([name, plugged, first]) => ({
    name,
    about: 'phb1',
    plugged,
    lisns: [first, first + 4],
    vectors: 5,
    connected: 5,
  }));
  return { devices: shown } as unknown as VmMoment;
}

const HERE = side(['nvme1', false, 0x1300], ['nvme2', true, 0x1300]);
const THERE = side(['nvme1', false, 0x1900], ['nvme2', true, 0x1980]);

describe('the same vector on the other side', () => {
  it('XIVE-C: has the number of the plugged device’s own range there, and back', () => {
    expect([
      twinOf(0x1304, HERE, THERE),
      twinSelection({ kind: 'source', lisn: 0x1984 }, THERE, HERE),
      twinOf(0x1305, HERE, THERE),
      twinOf(0x1304, HERE, side(['other', true, 0x1300])),
    ]).toEqual([{ device: 'nvme2', vector: 4, lisn: 0x1984 }, { kind: 'source', lisn: 0x1304 }, null, null]);
  });

  it('leaves alone what is no vector', () => {
    const device = { kind: 'device', name: 'nvme2' } as const;
    expect([
      twinSelection(device, HERE, THERE),
      twinSelection(null, HERE, THERE),
      twinSelection({ kind: 'source', lisn: 0x10 }, HERE, THERE),
    ]).toEqual([device, null, { kind: 'source', lisn: 0x10 }]);
  });

  it('moves the window only where the twin would be out of it', () => {
    const selected = { kind: 'source', lisn: 0x1304 } as const;
    const twin = twinOf(0x1304, HERE, THERE);
    const near = { from: 0x2600, to: 0x2610 };
    const shift = twinShift(selected, twin, near, 'guest');
    expect([
      shift,
      movedWindow(near, shift),
      twinShift(selected, twin, { from: 0, to: 0x4000 }, 'guest'),
      twinShift(selected, twin, near, 'qemu'),
      twinShift(selected, twin, null, 'guest'),
    ]).toEqual([0xd00, { from: 0x3300, to: 0x3310 }, 0, 0, 0]);
  });
});
