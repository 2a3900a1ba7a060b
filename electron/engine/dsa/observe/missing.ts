/** Files that are not there: what the kernel or the device lacks, and what somebody did not capture. */
import type { DsaDevice, DsaWq } from '../../../../shared/dsa/types.ts';
import { IAX_LACKS } from '../model.ts';
import type { Presence } from './attributes.ts';
import { childPath, type FoundDevice } from './devices.ts';
import type { DsaReader } from './reader.ts';

/** Kernels that brought a file (dsa.md 2). */
const SINCE: Readonly<Record<string, string>> = {
  'device/version': '5.8',
  'device/cmd_status': '5.10',
  'wq/max_transfer_size': '5.10',
  'wq/max_batch_size': '5.10',
  'device/pasid_enabled': '5.11',
  'wq/block_on_fault': '5.11',
  'wq/ats_disable': '5.11',
  'device/max_read_buffers': '5.17',
  'device/read_buffer_limit': '5.17',
  'group/read_buffers_reserved': '5.17',
  'group/read_buffers_allowed': '5.17',
  'group/use_read_buffer_limit': '5.17',
  'wq/enqcmds_retries': '5.17',
  'wq/driver_name': '6.7',
};
/** Only some devices and kernels have these: their absence is usual. */
const WHERE_SUPPORTED: ReadonlySet<string> = new Set([
  'device/event_log_size',
  'group/desc_progress_limit',
  'group/batch_progress_limit',
  'wq/prs_disable',
  'wq/op_config',
]);
/** Old names go some day, and nothing is lost with them. */
const NEW_NAME: Readonly<Record<string, string>> = {
  'device/token_limit': 'device/read_buffer_limit',
  'device/max_tokens': 'device/max_read_buffers',
  'group/tokens_reserved': 'group/read_buffers_reserved',
  'group/tokens_allowed': 'group/read_buffers_allowed',
  'group/use_token_limit': 'group/use_read_buffer_limit',
};
const OLD_NAME = new Map(Object.entries(NEW_NAME).map(([old, current]) => [current, old]));

/** Shared wqs alone can read it, so that a device with dedicated ones only does not tell. */
const RETRIES = 'wq/enqcmds_retries';

function isOldKernel(key: string, lacking: ReadonlySet<string>): boolean {
  const other = OLD_NAME.get(key);
  return SINCE[key] !== undefined && !(other !== undefined && lacking.has(other));
}

/** Values that are on other parts of the device, but not on these. */
function reportUneven(
  reader: DsaReader,
  device: FoundDevice,
  presence: Presence,
  wqs: readonly DsaWq[],
): void {
  for (const [key, names] of presence.uneven) {
    const file = key.slice(key.indexOf('/') + 1);
    for (const name of names) {
      const index = Number(name.slice(name.indexOf('.') + 1));
      if (key === RETRIES && wqs[index]?.mode === 'dedicated') continue;
      reader.find(
        'warning',
        `${childPath(reader, device, name)}/${file}`,
        `This file is missing, although others of its kind have it; its usual value is assumed.`,
        `uneven ${key}`,
      );
    }
  }
}

/** The device's `lacks`; files that are missing on some parts only are told at once, the others by {@link reportLacks}. */
export function lacksOf(
  reader: DsaReader,
  device: FoundDevice,
  presence: Presence,
  wqs: readonly DsaWq[],
): string[] {
  reportUneven(reader, device, presence, wqs);
  return presence.lacking.filter((key) => key !== RETRIES || wqs.some(({ mode }) => mode === 'shared'));
}

/** What no device of the host has, once for all of them. */
export function reportLacks(reader: DsaReader, devices: readonly DsaDevice[]): void {
  const names = new Map<string, string[]>();
  for (const { name, kind, lacks } of devices)
    for (const key of lacks) {
      if (kind === 'iax' && IAX_LACKS.includes(key)) continue;
      const told = names.get(key);
      if (told) told.push(name);
      else names.set(key, [name]);
    }
  const lacking = new Set(names.keys());
  const usual = [...lacking].filter((key) => WHERE_SUPPORTED.has(key));
  const old = [...lacking].filter((key) => isOldKernel(key, lacking));
  const rest = [...lacking].filter(
    (key) => !usual.includes(key) && !old.includes(key) && NEW_NAME[key] === undefined,
  );
  const place = '/sys/bus/dsa/devices';
  if (usual.length > 0)
    reader.find(
      'info',
      place,
      `These files are there only where kernel and device support them, and are not here: ${usual.join(', ')}.`,
    );
  if (old.length > 0) {
    const newest = old.map((key) => SINCE[key]!).sort((left, right) => minor(right) - minor(left))[0]!;
    reader.find(
      'info',
      place,
      `The kernel seems older than ${newest}, because these files are not there: ${old.join(', ')}. What they would hold is taken as the driver's default.`,
    );
  }
  for (const key of rest)
    reader.find(
      'warning',
      place,
      `No ${key.slice(key.indexOf('/') + 1)} of ${names.get(key)!.slice(0, 8).join(', ')} is in the source, although every kernel has it; its usual value is assumed.`,
      `no ${key}`,
    );
}

function minor(version: string): number {
  const [major = 0, rest = 0] = version.split('.').map(Number);
  return major * 1000 + rest;
}
