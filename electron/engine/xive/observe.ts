/** A capture's texts -> readings of the guest, and studies that were saved as scenario or case file (xive.md 4, 8). */
import type { Branch, XiveState } from '../../../shared/xive/types.ts';
import type { Observation } from '../family.ts';
import { wasSearched } from '../hosts/host-facts.ts';
import type { HostTree } from '../hosts/tree.ts';
import { XIVE_DEBUG, XIVE_TEXTS } from './observe/captures.ts';
import { gather, type Moment } from './observe/gather.ts';
import { joinMoment } from './observe/join.ts';
import { populate } from './observe/replay.ts';
import { readScenarioFile } from './observe/scenarios.ts';
import { studies } from './observe/studies.ts';

/** Folders on the way are wanted too: others are not walked. */
const WANTED =
  /^\/(?:proc(?:\/interrupts|\/\d+(?:\/maps)?)?|sys(?:\/kernel(?:\/debug(?:\/kvm(?:\/\d+-\d+(?:\/xive)?)?|\/powerpc(?:\/kvm-xive-[^/]+|\/xive(?:\/interrupts|\/ipis|\/store-eoi|\/eqs(?:\/[^/]+)?)?)?)?)?)?)$/;

export function wantsXive(path: string): boolean {
  return WANTED.test(path);
}

function nameOf({ folder, texts }: Moment): string {
  if (folder !== '') return folder;
  return texts.length === 1 ? texts[0]!.name.replace(/: info .*/, '') : 'capture';
}

function textsBelow(tree: HostTree, folder: string): string[] {
  return tree.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return tree.entry(path)?.kind === 'folder' ? textsBelow(tree, path) : [path];
  });
}

/** Files know nothing of each other: an id that one took before gets a number. */
function unlike(branches: readonly Branch[]): readonly Branch[] {
  const taken = new Set<string>();
  return branches.map((branch) => {
    let { id } = branch;
    for (let count = 2; taken.has(id); count += 1) id = `${branch.id.slice(0, 56)}-${count}`;
    taken.add(id);
    return { ...branch, id };
  });
}

/** Null when no text speaks of a XIVE controller. Never throws for bad files. */
export function observeXive(tree: HostTree): Observation<XiveState> | null {
  const moments = gather(tree);
  const joined = moments.map((moment, index) => joinMoment(moment, `reading-${index + 1}`, nameOf(moment)));
  const { branches, findings: ofStudies } = studies(tree);
  if (joined.length === 0 && branches.length === 0) return null;
  const findings = [...joined.flatMap((one) => one.findings), ...ofStudies];
  if (
    tree.entry(XIVE_DEBUG)?.kind === 'unreadable' ||
    (wasSearched(tree, XIVE_DEBUG) && !tree.has(`${XIVE_DEBUG}/interrupts`))
  )
    findings.push({
      severity: 'info',
      file: XIVE_DEBUG,
      message:
        'The XIVE files in debugfs are not in the capture; they can be read as root only, with debugfs mounted.',
    });
  return { state: { readings: populate(joined.map(({ reading }) => reading)), branches }, findings };
}
