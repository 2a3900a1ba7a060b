/** An AP state as a host's folder on disk: `sys` and `etc`, with the files that only tools look for. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ApState } from '../../../shared/ap/types.ts';
import { apTree } from '../../engine/ap/tree.ts';
import type { TreeLine } from '../../engine/plan/planning.ts';
import { type Ran, run, type RunOptions } from './run.ts';
import { unshareWords } from './needs.ts';

const PARENT = '/sys/devices/vfio_ap/matrix';
const TYPE = `${PARENT}/mdev_supported_types/vfio_ap-passthrough`;
/** `mdevctl` 1.2.0 refuses every command without them (management.md 1.1). */
const FOLDERS = [
  '/etc/mdevctl.d/scripts.d/callouts',
  '/etc/mdevctl.d/scripts.d/notifiers',
  '/etc/udev/rules.d',
  '/sys/bus/mdev/devices',
  '/sys/bus/ap/devices',
  '/sys/bus/ap/drivers/cex4queue',
  '/sys/bus/ap/drivers/vfio_ap',
  '/sys/devices/ap',
  '/sys/module/vfio_ap',
  `${TYPE}/devices`,
];
const WRITE_ONLY = [
  'remove',
  ...['assign', 'unassign'].flatMap((verb) =>
    ['adapter', 'domain', 'control_domain'].map((kind) => `${verb}_${kind}`),
  ),
];

/** Links and write-only files of the mdev core, which a capture has no use for. */
function* toolLines(state: ApState): Generator<TreeLine> {
  const running = state.mdevs.filter(({ active }) => active);
  yield [`${TYPE}/available_instances`, `${65_536 - running.length}\n`];
  yield [`${TYPE}/device_api`, 'vfio-ap\n'];
  yield [`${TYPE}/name`, 'VFIO AP Passthrough Device\n'];
  yield [`${TYPE}/create`, ''];
  for (const { id } of running) {
    const folder = `${PARENT}/${id}`;
    for (const name of WRITE_ONLY) yield [`${folder}/${name}`, ''];
    yield [`${folder}/mdev_type`, null, '../mdev_supported_types/vfio_ap-passthrough'];
    yield [`/sys/bus/mdev/devices/${id}`, null, `../../../devices/vfio_ap/matrix/${id}`];
    yield [`${TYPE}/devices/${id}`, null, `../../../${id}`];
  }
}

function modeOf(file: string): number {
  const name = path.basename(file);
  if (name === 'create' || WRITE_ONLY.includes(name)) return 0o200;
  return /^(?:apmask|aqmask|ap_config|ap_domain|config_time|online|driver_override)$/.test(name)
    ? 0o644
    : 0o444;
}

/** Writes the whole host below `root`; returns `root`. */
export function placeHost(root: string, state: ApState): string {
  for (const folder of FOLDERS) mkdirSync(root + folder, { recursive: true });
  for (const [file, content, target] of [...apTree(state), ...toolLines(state)]) {
    mkdirSync(path.dirname(root + file), { recursive: true });
    if (content === null) symlinkSync(target ?? '', root + file);
    else writeFileSync(root + file, content, { mode: file.startsWith('/sys/') ? modeOf(file) : 0o644 });
  }
  return root;
}

export type HostKind = 'static' | 'behaving' | 'idxd';

/** Words before a program that is to see the folder as its host; the others need FUSE too, `static` only a namespace. */
export function inHostWords(root: string, kind: HostKind): readonly string[] {
  return [...unshareWords(), 'sh', path.join(import.meta.dirname, 'in-host.sh'), root, kind];
}

export function inHost(
  root: string,
  kind: HostKind,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  return run([...inHostWords(root, kind), ...argv], options);
}

/** What was written to the behaving sysfs, one `path <- text [ERRNO]` a line. */
export function writesTo(root: string): readonly string[] {
  const log = path.join(root, 'writes.txt');
  return existsSync(log) ? readFileSync(log, 'latin1').trimEnd().split('\n') : [];
}
