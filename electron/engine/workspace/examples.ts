/** Shipped examples: workspace files that also say what they show, under the key `example`. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { ExampleEntry } from '../../../shared/contract.ts';
import { StudioError } from '../../../shared/errors.ts';
import type { WorkspaceDocument } from './document.ts';

const SUFFIX = '.pts';
const exampleSchema = z.looseObject({
  name: z.string(),
  example: z.object({ title: z.string(), summary: z.string(), order: z.number().default(0) }).optional(),
  hosts: z.array(z.looseObject({ families: z.record(z.string(), z.unknown()) })),
});

async function exampleNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(SUFFIX)).sort();
}

interface Example {
  readonly order: number;
  readonly entry: ExampleEntry;
}

async function readEntry(folder: string, name: string): Promise<Example[]> {
  const file = exampleSchema.safeParse(JSON.parse(await readFile(path.join(folder, name), 'utf8')));
  if (!file.success) return [];
  const families = new Set(file.data.hosts.flatMap((host) => Object.keys(host.families)));
  const { title = file.data.name, summary = '', order = 0 } = file.data.example ?? {};
  const id = name.slice(0, -SUFFIX.length);
  return [{ order, entry: { id, title, summary, families: [...families] } }];
}

export async function listExamples(folder: string): Promise<readonly ExampleEntry[]> {
  const names = await exampleNames(folder);
  const examples = (await Promise.all(names.map((name) => readEntry(folder, name)))).flat();
  return examples.sort((left, right) => left.order - right.order).map(({ entry }) => entry);
}

/** An example as somebody's own workspace: without the words that present it as an example. */
export function withoutPresentation(document: WorkspaceDocument): WorkspaceDocument {
  const { example: _presentation, ...unknownKeys } = document.unknownKeys;
  return { ...document, unknownKeys };
}

/** Path of an example; only names that are in the folder, so an id cannot point elsewhere. */
export async function examplePath(folder: string, id: string): Promise<string> {
  const names = await exampleNames(folder);
  if (!names.includes(id + SUFFIX)) throw new StudioError('not-found', 'There is no such example.');
  return path.join(folder, id + SUFFIX);
}
