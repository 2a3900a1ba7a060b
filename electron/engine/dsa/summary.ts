/** A host's devices, queues, mediated devices and guests in a few lines. */
import { type DsaDevice, type DsaMdev, type DsaState, wqName } from '../../../shared/dsa/types.ts';
import { countOf, firstOf, namesOf, type SummaryLines, summaryOf, tallyOf } from '../summary.ts';

function grouped<Key>(
  mdevs: readonly DsaMdev[],
  keyOf: (mdev: DsaMdev) => Key,
): ReadonlyMap<Key, readonly DsaMdev[]> {
  const groups = new Map<Key, DsaMdev[]>();
  for (const mdev of mdevs) {
    const group = groups.get(keyOf(mdev));
    if (group === undefined) groups.set(keyOf(mdev), [mdev]);
    else group.push(mdev);
  }
  return groups;
}

function deviceLine(device: DsaDevice, mdevs: number): string {
  const used = device.wqs.reduce((sum, { size }) => sum + size, 0);
  const wqs = `wqs: ${tallyOf(device.wqs.map(({ state }) => state)) || 'none'}`;
  const state = device.driver === 'vfio-pci' ? 'given away whole' : device.state;
  return `${device.name} (${device.bdf}): ${state}, ${used} of ${device.caps.totalSize} entries, ${wqs}, ${countOf(mdevs, 'mdev')}`;
}

function wqsOf(mdev: DsaMdev, device: DsaDevice | undefined): string {
  if (device === undefined) return mdev.device;
  if (mdev.wq !== null) return wqName(device, mdev.wq);
  if (mdev.strategy === 'pf') return device.name;
  return mdev.candidates.length === 0
    ? `no queue of ${device.name}`
    : namesOf(mdev.candidates.map((index) => wqName(device, index))).replaceAll(', ', ' or ');
}

/** A device's mdevs on queues: `wq0.1 (running)`. */
function given(mdevs: readonly DsaMdev[], devices: ReadonlyMap<string, DsaDevice>): string {
  const places = mdevs.map((mdev) => {
    const runs =
      mdev.running !== null ? 'running' : mdev.runningTold ? 'not running' : 'running or not is not told';
    return `${wqsOf(mdev, devices.get(mdev.device))} (${mdev.orphan ? 'orphan' : runs})`;
  });
  return places.length === 0 ? 'no device' : namesOf(places);
}

function linesOf(state: DsaState): SummaryLines {
  const { devices, mdevs, guests, definitions, untold } = state;
  const byDevice = grouped(mdevs, ({ device }) => device);
  const byGuest = grouped(mdevs, ({ guest }) => guest);
  const byName = new Map(devices.map((device) => [device.name, device]));
  const nobodys = byGuest.get(null) ?? [];
  return new Map([
    ...firstOf(devices, 'device', (device) => [
      `device ${device.name}`,
      deviceLine(device, byDevice.get(device.name)?.length ?? 0),
    ]),
    ...firstOf(guests, 'guest', ({ id, name }) => [
      `guest ${id}`,
      `guest ${name}: ${given(byGuest.get(id) ?? [], byName)}`,
    ]),
    ...(nobodys.length === 0
      ? []
      : ([['nobody', `mdevs without a guest: ${given(nobodys, byName)}`]] as const)),
    ...(definitions.length === 0
      ? []
      : ([['definitions', `${countOf(definitions.length, 'definition')} not started`]] as const)),
    ...(untold.length === 0 ? [] : ([['untold', `the source does not tell: ${untold.join(', ')}`]] as const)),
  ]);
}

/** For `studio show`; at most some forty lines, whatever the host. */
export function dsaSummary(observed: DsaState, desired: DsaState): readonly string[] {
  return summaryOf(observed, desired, linesOf);
}
