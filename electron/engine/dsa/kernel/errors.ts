/** Errors of the hardware and of guests, and who hears of them (DSA-O41 ... DSA-O43). */
import type { DsaMdev, RunningMdev } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { virtualWqOff } from './guests.ts';

function logged(running: RunningMdev): RunningMdev {
  return {
    ...running,
    swerr: running.swerr === 'none' ? 'valid' : 'overflow',
    interrupts: running.interrupts + (running.errorInterrupt ? 1 : 0),
  };
}

function isOn({ wq, candidates }: DsaMdev, index: number): boolean {
  return wq === null ? candidates.includes(index) : wq === index;
}

function deviceName(draft: Draft, name: string, rule: string): string {
  const device = draft.state.devices.find((candidate) => candidate.name === name);
  return device?.name ?? refuse('ENODEV', rule, `There is no device ${name}.`);
}

/** DSA-O41: returns the ids of the mdevs that are told, sorted. `wq` = null tells all of the device. */
export function hardwareError(draft: Draft, name: string, wq: number | null): readonly string[] {
  const device = deviceName(draft, name, 'DSA-O41');
  const told = draft.state.mdevs.filter(
    (mdev) =>
      mdev.device === device &&
      mdev.running !== null &&
      mdev.strategy !== 'pf' &&
      (wq === null || isOn(mdev, wq)),
  );
  for (const mdev of told) draft.changeMdev(mdev.id, { running: logged(mdev.running!) });
  return told.map(({ id }) => id).sort();
}

/** DSA-O42: the device and every guest's device on it stop until the PCI function is reset. */
export function haltDevice(draft: Draft, name: string): void {
  const device = deviceName(draft, name, 'DSA-O42');
  draft.changeDevice(device, { state: 'halted' });
  for (const mdev of draft.state.mdevs)
    if (mdev.device === device && mdev.running !== null)
      draft.changeMdev(mdev.id, { running: { ...mdev.running, device: 'halt' } });
}

/** DSA-O43: bus master off under an enabled device is the guest's mistake; its device halts until a reset. */
export function setBusMaster(draft: Draft, id: string, on: boolean): void {
  const mdev = draft.mdev(id);
  if (mdev?.running == null)
    return refuse('ENODEV', 'DSA-O43', `No guest runs with ${id}, so its bus master cannot be switched.`);
  const { running } = mdev;
  const mistake = !on && running.device === 'enabled';
  draft.changeMdev(mdev.id, {
    running: mistake
      ? { ...logged(running), busMaster: false, device: 'halt', wq: 'disabled' }
      : { ...running, busMaster: on },
  });
  if (mistake) virtualWqOff(draft, mdev);
}
