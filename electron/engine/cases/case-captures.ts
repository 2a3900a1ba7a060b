/** Captures that cases name: all files of one name in a folder, read into one tree as if they had been opened together. */
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readArchive } from '../hosts/archive.ts';
import { CaptureBuilder, type Wants } from '../hosts/capture-builder.ts';
import { Meter } from '../hosts/decompress.ts';
import { CAPTURE_LIMITS } from '../hosts/limits.ts';
import type { HostTree } from '../hosts/tree.ts';

const ARCHIVES = ['.tar.gz', '.tgz', '.tar.xz', '.tar'] as const;
const TEXTS = ['.grep.txt', '.links.txt', '.vfiocaps.txt', '.clp.txt', '.txt'] as const;

/** A case file names some dozen captures. */
const MOST_NAMES = 500;

/** Names of captures in a case file, whatever its form; none that could lead out of the folder. */
export function capturesNamed(text: string): readonly string[] {
  const names = new Set<string>();
  for (const [, name] of text.matchAll(/"capture"\s*:\s*"([A-Za-z0-9_][A-Za-z0-9_.-]{0,99})"/g)) {
    if (names.size === MOST_NAMES) break;
    names.add(name!);
  }
  return [...names];
}

function sizeOf(file: string): number | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : null;
}

/** The tree of texts by the names they were saved under, and of an archive that was read into `builder` before. */
export function treeOfNamedTexts(
  texts: Iterable<readonly [name: string, text: string]>,
  builder: CaptureBuilder = new CaptureBuilder(() => true, CAPTURE_LIMITS),
): HostTree {
  for (const [name, text] of texts) builder.addLoose(name, text);
  return builder.tree;
}

/** Null when the folder has no file of the capture. Throws StudioError for an archive that cannot be read. */
export async function readNamedCapture(folder: string, name: string, wants: Wants): Promise<HostTree | null> {
  const builder = new CaptureBuilder(wants, CAPTURE_LIMITS);
  const base = join(folder, name);
  let found = false;
  for (const ending of ARCHIVES) {
    if (sizeOf(base + ending) === null) continue;
    found = true;
    const source = createReadStream(base + ending);
    await readArchive(source, builder, new Meter(`${name}${ending}`, CAPTURE_LIMITS, undefined));
    source.destroy();
  }
  const texts: (readonly [string, string])[] = [];
  for (const ending of TEXTS) {
    const size = sizeOf(base + ending);
    if (size === null || size > CAPTURE_LIMITS.textBytes) continue;
    texts.push([`${name}${ending}`, readFileSync(base + ending, 'utf8')]);
  }
  return found || texts.length > 0 ? treeOfNamedTexts(texts, builder) : null;
}
