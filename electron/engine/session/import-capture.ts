/** A capture -> a host of the workspace: its files are read once, then every family looks for its devices in them. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { StudioError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/findings.ts';
import { sshWords } from '../../../shared/ssh-label.ts';
import type { HostView } from '../../../shared/view.ts';
import { CAPTURES } from '../captures.ts';
import type { DeviceFamily } from '../family.ts';
import { wasSearched } from '../hosts/host-facts.ts';
import { type Capture, type CaptureSource, readCapture } from '../hosts/read-capture.ts';
import type { FamilyStates, HostDocument } from '../workspace/document.ts';
import { listWords, neitherWords } from '../words.ts';
import type { CallContext } from './dispatch.ts';

export type CaptureOrigin =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly name: string; readonly bytes: Uint8Array }
  /** An archive that the capture line made on a host. */
  | { readonly kind: 'ssh'; readonly label: string; readonly bytes: Uint8Array }
  | { readonly kind: 'this-machine' };

const MAX_NAME = 64;

function sourceToRead(origin: CaptureOrigin): CaptureSource {
  if (origin.kind === 'this-machine') return { kind: 'path', path: '/' };
  return origin.kind === 'ssh'
    ? { kind: 'bytes', name: sshWords(origin.label).words, bytes: origin.bytes }
    : origin;
}

function labelOf(origin: Exclude<CaptureOrigin, { readonly kind: 'this-machine' }>): string {
  if (origin.kind === 'ssh') return origin.label;
  return origin.kind === 'path' ? origin.path : origin.name;
}

function read(
  origin: CaptureOrigin,
  families: readonly DeviceFamily[],
  { signal, progress }: CallContext,
): Promise<Capture> {
  const source = sourceToRead(origin);
  const wants = (path: string) => families.some((family) => family.wants(path));
  const label = origin.kind === 'this-machine' ? 'this machine' : labelOf(origin);
  return readCapture(source, wants, {
    signal,
    onProgress: (fraction) => progress(`Reading ${label}`, fraction),
  });
}

function sourceOf(origin: CaptureOrigin, capture: Capture): HostView['source'] {
  const readAt = new Date().toISOString();
  if (origin.kind === 'this-machine')
    return { kind: 'this-machine', label: hostname(), readAt, takenAt: readAt };
  const taken = capture.takenAt === null ? {} : { takenAt: capture.takenAt };
  const kind = origin.kind === 'ssh' ? 'ssh' : capture.kind;
  return { kind, label: labelOf(origin), readAt, ...taken };
}

function nameFromOrigin(origin: CaptureOrigin, label: string): string {
  if (origin.kind === 'this-machine') return hostname();
  return origin.kind === 'ssh' ? sshWords(origin.label).name : label.replace(/\.(tar|tgz|gz|xz|txt)\b/g, '');
}

function nameOf(origin: CaptureOrigin, capture: Capture): string {
  return (capture.hostName ?? nameFromOrigin(origin, capture.label)).trim().slice(0, MAX_NAME) || 'host';
}

/** Only a capture of ours tells that it looked for the devices' buses. */
function whyEmpty({ tree }: Capture): string {
  const buses = CAPTURES.map(({ bus }) => bus);
  const devices = CAPTURES.map((family) => family.devices);
  return buses.every((bus) => wasSearched(tree, bus))
    ? `${listWords(buses, buses.length)} were looked for and were not there, so this host has ${neitherWords(devices)}`
    : `${neitherWords(buses)} is in it: a host without such devices, or not captured`;
}

/** Reasons that are told in one message; the rest is counted. */
const MOST_REASONS = 3;

function reasons(findings: readonly Finding[]): string {
  const told = findings
    .slice(0, MOST_REASONS)
    .map(({ file, message }) => (findings.length === 1 ? message : `${file}: ${message}`));
  const rest = findings.length - MOST_REASONS;
  return [...told, ...(rest > 0 ? [`${rest} more ${rest === 1 ? 'is' : 'are'} like that.`] : [])].join(' ');
}

/**
 * `complete` may add to the tree what another source tells of the host. Throws StudioError: those of `readCapture`, and
 * `unreadable` when no family finds its devices.
 */
export async function importCapture(
  origin: CaptureOrigin,
  families: readonly DeviceFamily[],
  context: CallContext,
  complete?: (capture: Capture) => Promise<void>,
): Promise<HostDocument> {
  const capture = await read(origin, families, context);
  await complete?.(capture);
  const states = new Map<string, FamilyStates>();
  const findings = [...capture.findings];
  const unreadable: Finding[] = [];
  for (const family of families) {
    context.progress(`Reading devices: ${family.title}`, null);
    const observation = await family.observe(capture.tree);
    if (context.signal.aborted) throw new StudioError('cancelled', 'Reading the capture was cancelled.');
    if (!observation) {
      unreadable.push(...(family.unreadable?.(capture.tree) ?? []));
      continue;
    }
    states.set(family.id, { observed: observation.state, desired: observation.state });
    findings.push(...observation.findings);
  }
  if (states.size === 0 && unreadable.length > 0)
    throw new StudioError('unreadable', `${capture.label} cannot be opened. ${reasons(unreadable)}`);
  if (states.size === 0) {
    const titles = families.map(({ title }) => title).join(', ');
    const what = origin.kind === 'this-machine' ? 'This machine' : capture.label;
    throw new StudioError(
      'unreadable',
      `${what} shows no devices this program knows (${titles}): ${whyEmpty(capture)}.`,
    );
  }
  return {
    id: randomUUID(),
    name: nameOf(origin, capture),
    source: sourceOf(origin, capture),
    kernel: capture.kernel,
    machine: capture.machine,
    findings: [...findings, ...unreadable],
    families: states,
    unknownFamilies: {},
    unknownKeys: {},
  };
}
