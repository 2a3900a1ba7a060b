/** A DSA host for real tools: the second model of the driver behind FUSE, and exports of a wish on it. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { ExportFile, ExportFormatId } from '../../../shared/plan.ts';
import { dsaFamily } from '../../engine/dsa/family.ts';
import type { DsaOp } from '../../engine/dsa/kernel/kernel.ts';
import { makeExport } from '../../engine/export/export-host.ts';
import type { HostDocument } from '../../engine/workspace/document.ts';
import { inHost } from './host-folder.ts';
import { factsOf, type Shown } from './idxd-line.ts';
import type { Ran } from './run.ts';
import { place, scratch } from './scratch.ts';

/** mdevctl refuses every command without its folders (management.md 1.1). */
const FOLDERS = [
  'etc/mdevctl.d/scripts.d/callouts',
  'etc/mdevctl.d/scripts.d/notifiers',
  'etc/udev/rules.d',
  'etc/accel-config',
];

/** A folder that `inHost(…, 'idxd', …)` shows as the machine of `idle`, after `ops`. */
export function idxdHost(idle: DsaState, ops: readonly DsaOp[]): string {
  const root = scratch();
  for (const folder of FOLDERS) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'idxd.json'), JSON.stringify({ host: factsOf(idle), ops }));
  return root;
}

export interface RanOnIdxd extends Ran {
  /** What the driver shows when it is over. */
  readonly shown: Shown;
  /** Writes the driver got, without those to cmd_status: `path <- 'text' : ok`. */
  readonly writes: readonly string[];
}

/** Runs sh text on that host; `$HERE` is a folder with `files`. */
export async function runOnIdxd(
  root: string,
  script: string,
  files: readonly ExportFile[] = [],
): Promise<RanOnIdxd> {
  const here = scratch();
  place(here, files);
  const dump = path.join(here, 'shown.json');
  const all = `cd "$HERE"; status=0; (${script}) || status=$?; cat /sys/studio-dump >${dump}; exit $status`;
  const ran = await inHost(root, 'idxd', ['sh', '-c', all], { env: { HERE: here }, timeout: 60_000 });
  if (!existsSync(dump)) throw new Error(`The host did not run: ${ran.stderr}`);
  const log = path.join(root, 'writes.txt');
  const writes = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
  return { ...ran, shown: JSON.parse(readFileSync(dump, 'utf8')) as Shown, writes };
}

function documentOf(observed: DsaState, desired: DsaState): HostDocument {
  return {
    id: 'host',
    name: 'spr1',
    source: { kind: 'folder', label: 'spr1', readAt: '2026-11-21T00:00:00Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['dsa', { observed, desired }]]),
    unknownFamilies: {},
    unknownKeys: {},
  };
}

/** The files of a wish, and what is said of them. Blocks are an error of the test. */
export function exportedDsa(
  observed: DsaState,
  desired: DsaState,
  format: ExportFormatId,
): { readonly files: readonly ExportFile[]; readonly notes: readonly string[] } {
  const workspace = { name: 'w', hosts: [documentOf(observed, desired)], unknownKeys: {} };
  const options = { style: 'both', restart: observed.guests.map(({ id }) => id) } as const;
  const made = makeExport([dsaFamily], workspace, ['host'], format, options);
  if (made.blocks.length > 0) throw new Error(made.blocks.map(({ message }) => message).join('\n'));
  return made;
}
