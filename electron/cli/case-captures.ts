/** Captures that cases name, from the folders that were given: read before the cases run, since reading an archive takes turns. */
import { capturesNamed, readNamedCapture } from '../engine/cases/case-captures.ts';
import type { CaseContext } from '../engine/family.ts';
import { families } from './document.ts';

function wants(path: string): boolean {
  return families.some((family) => family.wants(path));
}

/** Each capture comes from the first of the folders that has a file of it. */
export async function capturesIn(
  folders: readonly string[],
  caseText: string,
): Promise<NonNullable<CaseContext['capture']>> {
  const known = new Map<string, Awaited<ReturnType<typeof readNamedCapture>>>();
  for (const name of capturesNamed(caseText))
    for (const folder of folders) {
      const tree = await readNamedCapture(folder, name, wants);
      if (tree === null) continue;
      known.set(name, tree);
      break;
    }
  return (name) => known.get(name) ?? null;
}
