/**
 * A run that was cut off while it changed several files of one step. The change is finished only after somebody agreed
 * to go on or back, and only where every file is still as the run found it or as the run was making it.
 */
import type { DeviceFamily } from '../family.ts';
import type { HostDocument } from '../workspace/document.ts';
import { approvedSteps } from './approved-steps.ts';
import { continueJournal, readRecords } from './journal-file.ts';
import type { Journal } from './journal.ts';
import { statesAfter } from './resume.ts';
import { statesFromFile } from './states.ts';
import type { Look, Target, TreeEffect } from './target.ts';
import { contentHash } from '../workspace/atomic-save.ts';

function ofText(text: string): string {
  return `text ${contentHash(text)}`;
}

/** What a path shows, as far as an effect on it can change that; for a link, what a file effect would write behind it. */
function traceOf(look: Look, { kind }: TreeEffect): string {
  if (look.kind === 'text') return ofText(look.text);
  if (look.kind !== 'link') return look.kind;
  return kind === 'file' && look.text !== null ? ofText(look.text) : `link ${look.target}`;
}

/** What the effect's path shows once it has been changed. */
function wantedTraces(effect: TreeEffect): readonly string[] {
  switch (effect.kind) {
    case 'file':
      return [ofText(effect.text)];
    case 'link':
      return [`link ${effect.target}`];
    case 'gone':
      return ['absent'];
    case 'folder':
      return ['folder'];
    case 'emptied':
      return ['absent', 'folder'];
  }
}

/** Kept with the announced changes: what each path shows before them. */
export async function tracesOf(target: Target, effects: readonly TreeEffect[]): Promise<readonly string[]> {
  const traces: string[] = [];
  for (const effect of effects) traces.push(traceOf(await target.look(effect.path), effect));
  return traces;
}

type HalfDone = NonNullable<Journal['halfDone']>;

interface Progress {
  /** Paths that are neither as they were nor as they were being made. */
  readonly changed: readonly string[];
  /** Some paths are as they were and some as they were being made: a state no host has by itself. */
  readonly isMixed: boolean;
}

async function progressOf(target: Target, { effects, was }: HalfDone): Promise<Progress> {
  const paths = new Map<
    string,
    { now: string; known: Set<string>; was: string; wanted: readonly string[] }
  >();
  const traces = await tracesOf(target, effects);
  for (const [index, effect] of effects.entries()) {
    const [now = '', before = '', wanted] = [traces[index], was[index], wantedTraces(effect)];
    const known = paths.get(effect.path)?.known ?? new Set([before]);
    for (const trace of wanted) known.add(trace);
    paths.set(effect.path, { now, known, was: before, wanted });
  }
  const all = [...paths];
  return {
    changed: all.flatMap(([path, { now, known }]) => (known.has(now) ? [] : [path])),
    isMixed:
      all.some(([, one]) => one.now !== one.was) && all.some(([, one]) => !one.wanted.includes(one.now)),
  };
}

/** The host at the beginning of a run. */
export interface Beginning {
  /** As it was read; where a change is half done and can be finished, as it will be then. */
  readonly now: HostDocument;
  /** As it was read. */
  readonly seen: HostDocument;
  /** Sentences; a half-done change is not finished over files that somebody else changed. */
  readonly changed: readonly string[];
  readonly isHalfDone: boolean;
  /** Only with consent: finishes the change, and takes away what was left beside its files. */
  readonly finish: () => Promise<void>;
}

async function finish(target: Target, { file, halfDone }: Journal): Promise<void> {
  if (!halfDone) return;
  await target.place(halfDone.effects);
  const writer = await continueJournal(file, await readRecords(file));
  try {
    await writer.append({ record: 'settled', step: halfDone.step });
  } finally {
    await writer.close();
  }
}

/** The host with what the models make of the step that was running. */
function finished(families: readonly DeviceFamily[], journal: Journal, seen: HostDocument): HostDocument {
  const before = statesFromFile(families, journal.header.before);
  const { steps } = approvedSteps(journal);
  const states = statesAfter(families, before, steps, (journal.halfDone?.step ?? 0) + 1);
  const shown = new Map(seen.families);
  for (const [id, state] of states) if (shown.has(id)) shown.set(id, { observed: state, desired: state });
  return { ...seen, families: shown };
}

/** `open`: runs of the target that are not over, oldest first; `seen`: what was just read of it. Changes nothing. */
export async function beginningOf(
  target: Target,
  families: readonly DeviceFamily[],
  open: readonly Journal[],
  seen: HostDocument,
): Promise<Beginning> {
  const paths = open.flatMap(({ halfDone }) => halfDone?.effects.map(({ path }) => path) ?? []);
  const sweep = () => target.sweep([...new Set(paths)]);
  // Whatever an older run left half done, the newer one began with.
  const last = open.at(-1);
  if (!last?.halfDone) return { now: seen, seen, changed: [], isHalfDone: false, finish: sweep };
  const { changed, isMixed } = await progressOf(target, last.halfDone);
  const { step } = last.halfDone;
  const sentences = changed.map(
    (path) =>
      `${path} was changed after the run broke off in step ${step + 1}: it is neither as before that step nor as behind it.`,
  );
  // Not begun, or all of it done: the host itself tells which.
  if (changed.length > 0 || !isMixed)
    return { now: seen, seen, changed: sentences, isHalfDone: false, finish: sweep };
  const finishAll = async () => {
    await sweep();
    await finish(target, last);
  };
  return { now: finished(families, last, seen), seen, changed: [], isHalfDone: true, finish: finishAll };
}
