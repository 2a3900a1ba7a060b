/** What a journal of an apply tells: its plan, how far it came, how it ended. */
import { randomBytes } from 'node:crypto';
import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../../shared/errors.ts';
import type { OpenApply } from '../../../shared/plan-calls.ts';
import { type PlanOptions, type PlanStep, PLAN_STYLES } from '../../../shared/plan.ts';
import type { Json } from '../../../shared/patches.ts';
import { type JournalContent, readRecords } from './journal-file.ts';
import type { StatesInFile } from './states.ts';
import type { Target, TreeEffect } from './target.ts';
import { contentHash } from '../workspace/atomic-save.ts';

const json: z.ZodType<Json> = z.json();
const statesSchema = z.record(z.string(), json);
const whereSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('this-machine'), root: z.string().nullable() }),
  z.object({ kind: z.literal('ssh'), host: z.string(), root: z.string().nullable() }),
]);
const headerSchema = z.object({
  record: z.literal('header'),
  version: z.literal(1),
  kind: z.enum(['apply', 'roll-back']),
  startedAt: z.string(),
  target: z.object({ key: z.string(), label: z.string(), where: whereSchema }),
  hostId: z.string(),
  hostName: z.string(),
  planHash: z.string(),
  style: z.enum(PLAN_STYLES),
  restart: z.array(z.string()),
  steps: z.array(json),
  before: statesSchema,
  wish: statesSchema,
});
const effectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path: z.string(), text: z.string() }),
  z.object({ kind: z.literal('link'), path: z.string(), target: z.string() }),
  z.object({ kind: z.literal('gone'), path: z.string() }),
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('emptied'), path: z.string() }),
]);
const step = z.number().int().min(0);
const laterSchema = z.discriminatedUnion('record', [
  z.object({ record: z.literal('starting'), step }),
  /** `was`: what each path showed before, as `tracesOf` tells it. */
  z.object({
    record: z.literal('effects'),
    step,
    effects: z.array(effectSchema),
    was: z.array(z.string()).default([]),
  }),
  /** Announced changes were finished after a crash; whether the step did what it should is not said. */
  z.object({ record: z.literal('settled'), step }),
  z.object({ record: z.literal('done'), step }),
  z.object({ record: z.literal('failed'), step, message: z.string().nullable() }),
  z.object({ record: z.literal('resumed'), after: step, at: z.string() }),
  z.object({ record: z.literal('stopped'), status: z.enum(['cancelled', 'surprise']), at: z.string() }),
  z.object({
    record: z.literal('closed'),
    status: z.enum(['done', 'superseded', 'rolled-back']),
    at: z.string(),
  }),
]);

export type JournalHeader = z.infer<typeof headerSchema>;
/** As it is written; reading needs less of a `done` record than people do. */
export type JournalRecord = z.input<typeof laterSchema> & { readonly [detail: string]: unknown };

export interface Journal {
  readonly file: string;
  readonly content: JournalContent;
  readonly header: JournalHeader;
  /** Steps that were run and read back. */
  readonly done: number;
  /** Announced changes of a step that was begun and not finished; null when there is none. */
  readonly halfDone: {
    readonly step: number;
    readonly effects: readonly TreeEffect[];
    readonly was: readonly string[];
  } | null;
  /** Folders that were made for its files, and those taken with the last file, in order. */
  readonly folders: readonly TreeEffect[];
  /** Null while the run could go on: it was interrupted, cancelled, or stopped at a surprise. */
  readonly closed: 'done' | 'superseded' | 'rolled-back' | null;
}

interface HeaderParts {
  readonly kind: JournalHeader['kind'];
  readonly target: Target;
  readonly host: { readonly id: string; readonly name: string };
  readonly planHash: string;
  readonly options: PlanOptions;
  readonly steps: readonly PlanStep[];
  readonly before: StatesInFile;
  readonly wish: StatesInFile;
}

export function headerRecord({ kind, target, host, planHash, options, steps, before, wish }: HeaderParts) {
  return {
    record: 'header',
    version: 1,
    kind,
    startedAt: new Date().toISOString(),
    target: { key: target.key, label: target.label, where: target.where },
    hostId: host.id,
    hostName: host.name,
    planHash,
    style: options.style,
    restart: options.restart,
    steps,
    before,
    wish,
  };
}

export function journalsFolder(configFolder: string): string {
  return path.join(configFolder, 'journals');
}

/** The part of file names that is the target's, for its lock and journals. */
export function targetName(key: string): string {
  return contentHash(key).slice(0, 16);
}

export function newJournalFile(folder: string, key: string): string {
  const time = new Date().toISOString().replaceAll(/[-:.]/g, '');
  return path.join(folder, `${targetName(key)}-${time}-${randomBytes(3).toString('hex')}.journal`);
}

/** Null for a journal whose run did nothing: its header was cut off by a crash. Throws `unreadable` or `io`. */
export async function readJournal(file: string): Promise<Journal | null> {
  const content = await readRecords(file);
  const [first, ...rest] = content.records;
  if (first === undefined) return null;
  const header = headerSchema.safeParse(first);
  const later = z.array(laterSchema).safeParse(rest);
  if (!header.success || !later.success)
    throw new StudioError(
      'unreadable',
      `The journal ${file} was written by another version of this program. It was left as it is; move it away to go on without it.`,
    );
  const folders: TreeEffect[] = [];
  let done = 0;
  let closed: Journal['closed'] = null;
  let halfDone: Journal['halfDone'] = null;
  for (const record of later.data) {
    if (record.record === 'done') done = record.step + 1;
    else if (record.record === 'resumed') done = record.after;
    else if (record.record === 'effects') {
      halfDone = record;
      folders.push(...record.effects.filter(({ kind }) => kind === 'folder' || kind === 'emptied'));
    } else if (record.record === 'closed') closed = record.status;
    if (record.record !== 'effects') halfDone = null;
  }
  return { file, content, header: header.data, done, halfDone, folders, closed };
}

async function journalFiles(folder: string, prefix: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix) && name.endsWith('.journal'))
    .sort()
    .map((name) => path.join(folder, name));
}

/** Journals of a target, oldest first. Throws for a damaged one: what it did is not known. */
export async function journalsOf(folder: string, key: string): Promise<Journal[]> {
  const journals = await Promise.all((await journalFiles(folder, `${targetName(key)}-`)).map(readJournal));
  return journals.filter((journal) => journal !== null);
}

/** Closed runs of a target that are kept: enough to look something up, or to take the last one back. */
const KEPT = 20;

export async function dropOldJournals(folder: string, key: string): Promise<void> {
  const closed = (await journalsOf(folder, key)).filter((journal) => journal.closed !== null);
  for (const { file } of closed.slice(0, -KEPT)) await unlink(file).catch(() => {});
}

function told({ file, header, done }: Journal): OpenApply {
  const { kind, startedAt, target, steps } = header;
  return {
    kind,
    journal: file,
    startedAt,
    target: target.label,
    where: target.where,
    done,
    total: steps.length,
  };
}

/** Of a host of the workspace; damaged journals speak up when their target is used. */
async function journalsOfHost(folder: string, hostId: string): Promise<Journal[]> {
  const journals = await Promise.all(
    (await journalFiles(folder, '')).map((file) => readJournal(file).catch(() => null)),
  );
  return journals.filter((journal) => journal !== null).filter(({ header }) => header.hostId === hostId);
}

/** Runs that could go on or be taken back. */
export async function openApplies(folder: string, hostId: string): Promise<OpenApply[]> {
  return (await journalsOfHost(folder, hostId)).filter(({ closed }) => closed === null).map(told);
}

/** The newest run, where it is an apply that got through: it can be taken back. */
export async function lastApply(folder: string, hostId: string): Promise<OpenApply | null> {
  const newest = (await journalsOfHost(folder, hostId))
    .sort((left, right) => left.header.startedAt.localeCompare(right.header.startedAt))
    .at(-1);
  return newest?.closed === 'done' && newest.header.kind === 'apply' ? told(newest) : null;
}
