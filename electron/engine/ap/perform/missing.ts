/** Why a path is not there, in words, with the file that was probably meant. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { formatAdapter, formatApqn } from '../../../../shared/apqn.ts';
import { findMdev } from '../model.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { hasCard, mdevInKernel, siblingNames } from './files.ts';
import { nearestName } from '../../plan/script/nearest.ts';
import { BUS, CARDS, MATRIX, type Place, TYPE_FOLDER } from './place.ts';
import type { Outcome } from './outcome.ts';
import { failed } from '../../perform/outcome.ts';

/** So many mdevs are looked through for a misspelled UUID; a host has a handful. */
const MOST_MDEVS = 512;

function didYouMean(place: Place): string {
  const name = 'name' in place ? place.name : '';
  const last = nearestName(
    name.split('/').at(-1)!,
    siblingNames(place).filter((known) => known !== ''),
  );
  const whole = nearestName(name, siblingNames(place)) ?? last;
  if (whole === null) return '';
  const folder =
    place.kind === 'bus'
      ? BUS
      : place.kind === 'parent'
        ? MATRIX
        : place.kind === 'mdev'
          ? `${MATRIX}/${place.id}`
          : place.kind === 'driver'
            ? `${BUS}/drivers/${place.driver}`
            : place.kind === 'card'
              ? `${CARDS}/card${formatAdapter(place.adapter)}`
              : place.kind === 'queue'
                ? `${BUS}/devices/${formatApqn(place.apqn)}`
                : '';
  return ` Did you mean ${folder}/${whole}?`;
}

/** AP-V12 and the features that came later: files this kernel cannot have. */
function olderKernel(state: ApState, place: Place): { rule: string; text: string } | null {
  const rules = rulesOf(state);
  if (place.kind === 'mdev' && place.name === 'ap_config')
    return {
      rule: rules.apConfig ? 'AP-U16' : 'AP-V12',
      text: 'This kernel has no ap_config; it came with Linux 6.10. Use the assign and unassign files.',
    };
  if (place.kind === 'mdev' && place.name === 'guest_matrix')
    return { rule: 'AP-V12', text: 'This kernel has no guest_matrix; it came with Linux 6.0.' };
  if (place.kind === 'bus' && (place.name === 'apmask' || place.name === 'aqmask'))
    return {
      rule: 'AP-V9',
      text: `This version of the series has no ${place.name}: queues are unbound from cex4queue and bound to vfio_ap by hand.`,
    };
  if (place.kind === 'queue' && place.name === 'driver_override')
    return {
      rule: 'AP-V12',
      text: 'Queues have a driver_override file from Linux 6.19 on; this kernel is older.',
    };
  return null;
}

function missingMdev(state: ApState, id: string): { rule: string; text: string } {
  const known = findMdev(state, id);
  if (known?.type === 'virtual')
    return { rule: 'AP-S1', text: `${known.name} is of the virtual type, which no kernel has.` };
  if (known)
    return {
      rule: 'AP-C7',
      text: `${known.name} is only defined, so it has no files yet; start it first (mdevctl start -u ${id}).`,
    };
  const ids = state.mdevs.slice(0, MOST_MDEVS).map((mdev) => mdev.id);
  const near = nearestName(id, ids);
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return { rule: 'AP-C7', text: `There is no mediated device ${id}.${hint}` };
}

function why(state: ApState, place: Place): { rule: string; text: string } | null {
  const needsModule =
    place.kind === 'parent' ||
    place.kind === 'mdev' ||
    (place.kind === 'driver' && place.driver === 'vfio_ap');
  if (needsModule && !state.vfioApLoaded)
    return {
      rule: 'AP-C7',
      text: 'Module vfio_ap is not loaded, so this is not there; modprobe vfio_ap first.',
    };
  if (place.kind === 'mdev' && !mdevInKernel(state, place.id)) return missingMdev(state, place.id);
  if (place.kind === 'queue' && state.queues.state[place.apqn] === 0)
    return { rule: 'AP-C5', text: `There is no queue device ${formatApqn(place.apqn)}.` };
  if (place.kind === 'card' && !hasCard(state, place.adapter))
    return { rule: 'AP-C5', text: `There is no card device card${formatAdapter(place.adapter)}.` };
  if (place.kind === 'driver') {
    const near = nearestName(place.driver, [
      'cex4queue',
      'cex4card',
      'vfio_ap',
      ...state.queues.otherDrivers,
    ]);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    const what = place.name === '' ? 'folder' : `file ${place.name}`;
    return { rule: 'AP-C5', text: `There is no ${what} of an AP driver called ${place.driver}.${hint}` };
  }
  if (place.kind === 'parent' && place.name.includes('vfio_ap_matrix-passthrough'))
    return {
      rule: 'AP-S1',
      text: `The type was called vfio_ap_matrix-passthrough before it was merged; kernels have ${MATRIX}/${TYPE_FOLDER}.`,
    };
  return olderKernel(state, place);
}

/** The folder that is meant by one no kernel has; null for a place that is right, or that tells nothing. */
function rightFolder(path: string, place: Place): string | null {
  if (place.kind !== 'parent' || !place.name.startsWith('/')) return null;
  const device = /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\/[\w/]+)?)$/.exec(path)?.[1];
  if (device !== undefined) return `${MATRIX}/${device}`;
  const type = /\/(mdev_supported_types(?:\/.*)?)$/.exec(path)?.[1];
  if (type !== undefined) return `${MATRIX}/${type}`;
  const onBus = /\/(a[pq]mask|drivers\/.+|devices\/(?:card)?[0-9a-f]{2}(?:[./].+)?)$/.exec(path)?.[1];
  return onBus === undefined ? null : `${BUS}/${onBus}`;
}

/** ENOENT with its reason. */
export function missingFile(state: ApState, path: string, place: Place): Outcome {
  const meant = rightFolder(path, place);
  if (meant !== null)
    return failed(state, 'ENOENT', 'AP-C7', `There is no file ${path}. The right path is ${meant}`);
  const reason = why(state, place);
  const text = reason?.text ?? `There is no file ${path}.${didYouMean(place)}`;
  return failed(state, 'ENOENT', reason?.rule ?? null, text);
}
