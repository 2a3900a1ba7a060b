/** A capture's texts -> readings of the guest, and studies that were saved as scenario or case file (xive.md 4, 8). */
import type { Finding } from '../../../shared/findings.ts';
import type { XiveState } from '../../../shared/xive/types.ts';
import type { Observation } from '../family.ts';
import { wasSearched } from '../hosts/host-facts.ts';
import type { HostTree } from '../hosts/tree.ts';
import { XIVE_DEBUG } from './observe/captures.ts';
import { gather, type Moment } from './observe/gather.ts';
import { joinMoment } from './observe/join.ts';
import { populate } from './observe/replay.ts';
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

/** Scenario and case files of which no case can be opened, with the reasons. */
export function unreadableXive(tree: HostTree): readonly Finding[] {
  return studies(tree).findings;
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
