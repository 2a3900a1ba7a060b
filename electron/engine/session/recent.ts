/** What was opened lately, in a small file of the user's configuration. Losing it is no harm, so it never stops anything. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Output } from '../../../shared/contract.ts';
import { saveAtomically } from '../workspace/atomic-save.ts';
import type { Log } from './dispatch.ts';

const MAX_ENTRIES = 12;
const entrySchema = z.object({ path: z.string(), name: z.string(), openedAt: z.iso.datetime() });
const fileSchema = z.object({ recent: z.array(z.unknown()) });

export type RecentEntries = Output<'app.recent'>;

export interface RecentList {
  read(): Promise<RecentEntries>;
  add(file: string, name: string): Promise<void>;
}

/** Entries that can be understood; a damaged file gives none, a damaged entry is left out. */
function parseEntries(text: string): RecentEntries {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const file = fileSchema.safeParse(json);
  if (!file.success) return [];
  return file.data.recent.flatMap((raw) => {
    const entry = entrySchema.safeParse(raw);
    return entry.success ? [entry.data] : [];
  });
}

export function openRecentList(configFolder: string, log: Log): RecentList {
  const file = path.join(configFolder, 'recent.json');

  async function read(): Promise<RecentEntries> {
    const text = await readFile(file, 'utf8').catch(() => '');
    return parseEntries(text).slice(0, MAX_ENTRIES);
  }

  async function add(opened: string, name: string): Promise<void> {
    try {
      const others = (await read()).filter((entry) => entry.path !== opened);
      const recent = [{ path: opened, name, openedAt: new Date().toISOString() }, ...others];
      await mkdir(configFolder, { recursive: true, mode: 0o700 });
      const text = `${JSON.stringify({ recent: recent.slice(0, MAX_ENTRIES) }, null, 2)}\n`;
      await saveAtomically(file, text, { overwrite: true });
    } catch (error) {
      log('the list of recent files could not be written', error);
    }
  }

  return { read, add };
}
