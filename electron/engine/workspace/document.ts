/** The open document. Immutable: every change makes a new one that shares what did not change, so undo costs little. */
import type { Finding } from '../../../shared/findings.ts';
import type { Json } from '../../../shared/patches.ts';
import type { HostView } from '../../../shared/view.ts';

/** Longest name a workspace file takes. */
const MAX_NAME = 200;

/** Name of the workspace in a file: people rename and copy files, so the file's own name is what they look for. */
export function nameOfFile(file: string): string {
  const name = file.split(/[\\/]/).at(-1) ?? '';
  return (name.replace(/(?<=.)\.pts$/i, '') || 'workspace').slice(0, MAX_NAME);
}

/** What was read and what is wished, in the family's own state type. */
export interface FamilyStates {
  readonly observed: unknown;
  readonly desired: unknown;
}

/** Keys of a file that this version does not know; written back as they were. */
export type UnknownKeys = Readonly<Record<string, Json>>;

export interface HostDocument {
  readonly id: string;
  readonly name: string;
  readonly source: HostView['source'];
  readonly kernel: string | null;
  readonly machine: string | null;
  readonly findings: readonly Finding[];
  /** By family id. */
  readonly families: ReadonlyMap<string, FamilyStates>;
  /** Parts of device families this version does not have. */
  readonly unknownFamilies: UnknownKeys;
  readonly unknownKeys: UnknownKeys;
}

export interface WorkspaceDocument {
  readonly name: string;
  readonly hosts: readonly HostDocument[];
  readonly unknownKeys: UnknownKeys;
}

export function emptyDocument(name: string): WorkspaceDocument {
  return { name, hosts: [], unknownKeys: {} };
}

export function findHost(document: WorkspaceDocument, hostId: string): HostDocument | undefined {
  return document.hosts.find((host) => host.id === hostId);
}

/** `name`, or `name (2)` and so on when a host has it already. */
export function freeHostName(document: WorkspaceDocument, name: string): string {
  const taken = new Set(document.hosts.map((host) => host.name));
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name} (${count})`;
  return free;
}

export function addHost(document: WorkspaceDocument, host: HostDocument): WorkspaceDocument {
  const named = { ...host, name: freeHostName(document, host.name) };
  return { ...document, hosts: [...document.hosts, named] };
}

export function replaceHost(document: WorkspaceDocument, host: HostDocument): WorkspaceDocument {
  return { ...document, hosts: document.hosts.map((other) => (other.id === host.id ? host : other)) };
}

export function removeHost(document: WorkspaceDocument, hostId: string): WorkspaceDocument {
  return { ...document, hosts: document.hosts.filter((host) => host.id !== hostId) };
}

/** The host with other desired states; families that are not named keep theirs. */
export function withDesired(host: HostDocument, desired: ReadonlyMap<string, unknown>): HostDocument {
  const families = new Map(host.families);
  for (const [family, state] of desired) {
    const before = host.families.get(family);
    if (before) families.set(family, { ...before, desired: state });
  }
  return { ...host, families };
}

export function revertHost(host: HostDocument): HostDocument {
  return withDesired(host, new Map([...host.families].map(([family, states]) => [family, states.observed])));
}
