/**
 * Workspace files (docs/workspace.md): document -> text and back. Reading tells apart an empty, a foreign, a damaged and a
 * too new file, and keeps what it does not know, so that saving again loses nothing.
 */
import { z } from 'zod';
import { StudioError } from '../../../shared/errors.ts';
import type { Json } from '../../../shared/patches.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyStates, HostDocument, UnknownKeys, WorkspaceDocument } from './document.ts';
import { FORMAT_VERSION, migrate } from './migrations.ts';

export const FORMAT = 'passthrough-studio-workspace';

const json: z.ZodType<Json> = z.json();
const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  file: z.string(),
  message: z.string(),
});
const SOURCE_KINDS = ['folder', 'archive', 'text', 'this-machine', 'ssh', 'example', 'workspace'] as const;
const sourceSchema = z.object({
  kind: z.enum(SOURCE_KINDS),
  label: z.string(),
  other: z.string().optional(),
  readAt: z.string(),
  takenAt: z.string().optional(),
});
const statesSchema = z.strictObject({ observed: json, desired: json.optional() });
const hostShape = {
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(200),
  source: sourceSchema,
  kernel: z.string().nullable(),
  machine: z.string().nullable(),
  findings: z.array(findingSchema),
  families: z.record(z.string(), json),
};
const hostSchema = z.object(hostShape).catchall(json);
const fileShape = {
  format: z.literal(FORMAT),
  formatVersion: z.number().int(),
  name: z.string().min(1).max(200),
  hosts: z.array(hostSchema),
};
const fileSchema = z.object(fileShape).catchall(json);

type HostJson = z.infer<typeof hostSchema>;

function keysBeyond(object: Readonly<Record<string, unknown>>, known: object): UnknownKeys {
  const rest = Object.entries(object).filter(([key]) => !Object.hasOwn(known, key));
  return Object.fromEntries(rest) as UnknownKeys;
}

function statesToJson(family: DeviceFamily, { observed, desired }: FamilyStates): Json {
  // An untouched host is written once; reading gives the one state both roles again.
  if (desired === observed) return { observed: family.toFile(observed) };
  return { observed: family.toFile(observed), desired: family.toFile(desired) };
}

function hostToJson(host: HostDocument, families: ReadonlyMap<string, DeviceFamily>): Json {
  const { id, name, source, kernel, machine, findings, unknownKeys, unknownFamilies } = host;
  const known = [...host.families].flatMap(([familyId, states]) => {
    const family = families.get(familyId);
    return family ? [[familyId, statesToJson(family, states)] as const] : [];
  });
  const parts = { ...Object.fromEntries(known), ...unknownFamilies };
  const plain = { id, name, source, kernel, machine, findings, families: parts };
  return { ...plain, ...unknownKeys } as unknown as Json;
}

function familyMap(families: readonly DeviceFamily[]): ReadonlyMap<string, DeviceFamily> {
  return new Map(families.map((family) => [family.id, family]));
}

/** The text of a workspace file, ending in a newline. */
export function writeWorkspace(document: WorkspaceDocument, families: readonly DeviceFamily[]): string {
  const byId = familyMap(families);
  const file = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    name: document.name,
    ...document.unknownKeys,
    hosts: document.hosts.map((host) => hostToJson(host, byId)),
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

function unreadable(label: string, sentence: string): StudioError {
  return new StudioError('unreadable', `${label} ${sentence}`);
}

/** The parsed file, or the sentence that tells empty, foreign and damaged apart. */
function parseJson(text: string, label: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') throw unreadable(label, 'is empty. Nothing was opened.');
  const foreign = unreadable(label, 'is not a workspace of Passthrough Studio.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    if (!text.slice(0, 400).includes(`"${FORMAT}"`)) throw foreign;
    throw unreadable(label, 'is damaged: its text ends early or is not JSON any more. It was left as it is.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw foreign;
  if (!('format' in parsed) || parsed.format !== FORMAT) throw foreign;
  return { ...parsed };
}

function checkVersion(file: Readonly<Record<string, unknown>>, label: string): number {
  const version = file.formatVersion;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw unreadable(label, 'is damaged: its format version is not a number. It was left as it is.');
  if (version > FORMAT_VERSION)
    throw unreadable(
      label,
      `was written by a newer Passthrough Studio (format ${version}; this one reads up to ${FORMAT_VERSION}). Open it with that version.`,
    );
  return version;
}

function damagedAt(label: string, error: z.ZodError): StudioError {
  const issue = error.issues[0];
  const where = issue?.path.join('.') || 'the whole file';
  return unreadable(
    label,
    `is damaged at ${where}: ${issue?.message ?? 'not understood'}. It was left as it is.`,
  );
}

function readStates(family: DeviceFamily, raw: Json, label: string): FamilyStates {
  const states = statesSchema.safeParse(raw);
  if (!states.success) throw damagedAt(label, states.error);
  const observed = family.fromFile(states.data.observed);
  const { desired } = states.data;
  return { observed, desired: desired === undefined ? observed : family.fromFile(desired) };
}

function readHost(host: HostJson, families: ReadonlyMap<string, DeviceFamily>, label: string): HostDocument {
  const states = new Map<string, FamilyStates>();
  const unknownFamilies: Record<string, Json> = {};
  for (const [familyId, raw] of Object.entries(host.families)) {
    const family = families.get(familyId);
    if (family) states.set(familyId, readStates(family, raw, label));
    else unknownFamilies[familyId] = raw;
  }
  const { id, name, source, kernel, machine, findings } = host;
  const plain = { id, name, source, kernel, machine, findings };
  return { ...plain, families: states, unknownFamilies, unknownKeys: keysBeyond(host, hostShape) };
}

/** Document of a file's text. `label` names the file in messages. Throws StudioError `unreadable`. */
export function readWorkspace(
  text: string,
  label: string,
  families: readonly DeviceFamily[],
): WorkspaceDocument {
  const raw = parseJson(text, label);
  const version = checkVersion(raw, label);
  const parsed = fileSchema.safeParse(migrate(raw, version));
  if (!parsed.success) throw damagedAt(label, parsed.error);
  const byId = familyMap(families);
  const hosts = parsed.data.hosts.map((host) => readHost(host, byId, label));
  if (new Set(hosts.map((host) => host.id)).size < hosts.length)
    throw unreadable(label, 'is damaged: two of its hosts have the same id. It was left as it is.');
  return { name: parsed.data.name, hosts, unknownKeys: keysBeyond(parsed.data, fileShape) };
}
