/** Any capture of a host -> one tree: what kind it is, is found from its content. */
import { createReadStream, type Stats, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/findings.ts';
import { CAPTURES } from '../captures.ts';
import { readArchive } from './archive.ts';
import { CaptureBuilder, type Wants } from './capture-builder.ts';
import { Meter, type ReadOptions } from './decompress.ts';
import { FindingList, printable } from './finding-list.ts';
import { readFolder } from './folder.ts';
import { hostName, kernelRelease, machineName } from './host-facts.ts';
import { CAPTURE_LIMITS, unreadable } from './limits.ts';
import { isRecords, parseInterchange, readInterchange, readRecords } from './records.ts';
import type { HostTree } from './tree.ts';

export type CaptureSource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array };

export interface Capture {
  readonly tree: HostTree;
  readonly kind: 'folder' | 'archive' | 'text';
  /** File or folder name as the user knows it. */
  readonly label: string;
  readonly hostName: string | null;
  /** Kernel release, as `uname -r` prints it. */
  readonly kernel: string | null;
  /** The machine by name, e.g. `IBM z16`; null when the capture does not say. */
  readonly machine: string | null;
  readonly findings: readonly Finding[];
  /** ISO time the host's state was taken; null when the capture does not say. */
  readonly takenAt: string | null;
}

export type { ReadOptions } from './decompress.ts';
export type { Wants } from './capture-builder.ts';

const OUTPUTS = CAPTURES.flatMap(({ outputs }) => outputs).join(', ');
const EXPECTED = `Expected a folder or tar archive with a host's /sys, a sosreport, a DBGINFO archive, records of the collector, or the output of ${OUTPUTS} or mdevctl list --dumpjson.`;

/** Chunks of the size a file stream has, so that a large byte array can be cancelled too. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  const step = 256 * 1024;
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  total: number,
  onProgress: ReadOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of source) {
    done += chunk.length;
    onProgress?.(total > 0 ? Math.min(1, done / total) : null);
    yield chunk;
  }
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (thrown) {
    const { code } = thrown as { code?: string };
    if (code === 'ENOENT') throw new StudioError('not-found', `There is no file or folder ${path}.`);
    throw new StudioError('io', `${path} cannot be opened (${code ?? 'unknown error'}).`);
  }
}

/** `sosreport-kvm1-...`, `DBGINFO-<date>-kvm1-...`, `passthrough-kvm1-<date>`: names that hold the host's name. */
function hostNameFromLabel(label: string): string | null {
  const match =
    /^sosreport-([A-Za-z0-9.]+)-/.exec(label) ??
    /^DBGINFO-\d{4}(?:-\d\d){5}-([A-Za-z0-9.]+)/.exec(label) ??
    /^passthrough-([A-Za-z0-9.-]+)-\d{8}-\d{6}/.exec(label);
  return match?.[1] ?? null;
}

/** Our capture command keeps what cp said; a file it could not read is there but empty, which it was not on the host. */
function applyCopyErrors(tree: HostTree): Finding[] {
  const errors = tree.text('/captured/errors') ?? '';
  const told = new FindingList();
  for (const line of errors.split('\n', 10_000).filter(({ length }) => length > 0 && length <= 8192)) {
    const match = /'[^']*?(\/(?:sys|etc|proc)\/[^']*)'.*: ([^:]+)$/.exec(line);
    // The cp of busybox does not say which file it could not read.
    if (!match)
      told.add(
        {
          severity: 'warning',
          file: '/captured/errors',
          message: `While copying, the host said: ${printable(line)}. A file that is empty here may not be empty there.`,
        },
        'cp',
      );
    else if (tree.entry(match[1]!)?.kind !== 'link')
      tree.add(match[1]!, { kind: 'unreadable', why: printable(match[2]!) });
  }
  return told.all();
}

function finish(
  tree: HostTree,
  findings: readonly Finding[],
  kind: Capture['kind'],
  label: string,
  takenAt: string | null,
): Capture {
  const errors = applyCopyErrors(tree);
  return {
    tree,
    kind,
    label,
    hostName: hostName(tree) ?? hostNameFromLabel(label),
    kernel: kernelRelease(tree),
    machine: machineName(tree),
    findings: [...findings, ...errors],
    takenAt,
  };
}

function readText(bytes: Buffer, label: string, builder: CaptureBuilder, meter: Meter): void {
  const text = builder.textOf(label, bytes);
  const interchange = parseInterchange(text);
  if (isRecords(text)) readRecords(text, label, builder, meter);
  else if (interchange) readInterchange(interchange, builder, meter);
  else if (!builder.addLoose(label, text))
    throw unreadable(`${printable(label)} is not a capture this program knows. ${EXPECTED}`);
}

async function readStream(
  source: AsyncIterable<Uint8Array>,
  label: string,
  wants: Wants,
  options: ReadOptions,
): Promise<Capture> {
  const limits = options.limits ?? CAPTURE_LIMITS;
  const builder = new CaptureBuilder(wants, limits);
  const meter = new Meter(printable(label), limits, options.signal);
  meter.check();
  let content: Awaited<ReturnType<typeof readArchive>>;
  try {
    content = await readArchive(source, builder, meter);
  } catch (thrown) {
    if (thrown instanceof StudioError) throw thrown;
    const { code } = thrown as { code?: unknown };
    if (typeof code !== 'string') throw thrown;
    throw new StudioError('io', `${printable(label)} cannot be read (${code}).`);
  }
  if (content.kind === 'text') readText(content.bytes, label, builder, meter);
  else if (builder.tree.size === 0)
    throw unreadable(`${printable(label)} holds nothing of a host that this program reads. ${EXPECTED}`);
  return finish(
    builder.tree,
    builder.findings(),
    content.kind === 'tar' ? 'archive' : 'text',
    label,
    builder.takenAt,
  );
}

/**
 * Reads a capture from a path or from bytes; `wants` as in {@link readFolder}. Throws StudioError: `not-found`, `io`,
 * `unreadable` (damaged or not a capture), `too-large`, `cancelled`.
 */
export async function readCapture(
  source: CaptureSource,
  wants: Wants,
  options: ReadOptions = {},
): Promise<Capture> {
  if (source.kind === 'bytes')
    return readStream(
      counted(chunksOf(source.bytes), source.bytes.length, options.onProgress),
      source.name,
      wants,
      options,
    );
  const stat = statOf(source.path);
  const label = basename(source.path) || source.path;
  if (stat.isDirectory()) {
    const { tree, findings } = await readFolder(source.path, wants, options);
    if (tree.size === 0)
      throw unreadable(
        `The folder ${source.path} holds nothing of a host that this program reads. ${EXPECTED}`,
      );
    // Only the running host's own files are as new as their reading; a copied folder does not say when it was copied.
    const takenAt = resolve(source.path) === '/' ? new Date().toISOString() : null;
    return finish(tree, findings, 'folder', label, takenAt);
  }
  if (!stat.isFile()) throw unreadable(`${source.path} is neither a file nor a folder.`);
  const stream = createReadStream(source.path, { highWaterMark: 256 * 1024 });
  try {
    return await readStream(counted(stream, stat.size, options.onProgress), label, wants, options);
  } finally {
    stream.destroy();
  }
}
