/**
 * Output of tools as part of a host's tree: each known command has a reserved place under `/captured`, whether its
 * output was saved by hand, by sos, by dbginfo.sh or by our own capture command.
 */
import { CAPTURES } from '../captures.ts';
import type { TextKind } from './family-captures.ts';

const COMMANDS: readonly (readonly [command: string, place: string])[] = [
  ...CAPTURES.flatMap(({ commands }) => commands),
  ['uname -a', '/captured/uname-a'],
  ['uname -r', '/captured/uname-r'],
];

/** Place of a command's output, whatever blanks the tool that ran it left around; null for an unknown command. */
function placeOfCommand(command: string): string | null {
  const plain = command.trim().replaceAll(/\s+/g, ' ');
  return COMMANDS.find(([known]) => known === plain)?.[1] ?? null;
}

/** sos: every run of characters other than letters, digits, `_ - . /` becomes `_` (management.md 7.3). */
const SOS_PLACES: ReadonlyMap<string, string> = new Map(
  COMMANDS.map(([command, place]) => [command.replaceAll(/[^\w\-./]+/g, '_'), place]),
);

/** Place of a file of sos's `sos_commands/<plugin>/<mangled command>`; null for others. */
export function placeOfSosFile(path: string): string | null {
  const match = /^\/sos_commands\/[^/]+\/([^/]+)$/.exec(path);
  return match ? (SOS_PLACES.get(match[1]!) ?? null) : null;
}

/** Files of dbginfo.sh that hold many outputs as sections (management.md 7.4). */
export const SECTION_FILES: ReadonlySet<string> = new Set(['runtime.out', 'kvm_runtime.out']);

/** Known outputs of such a file: a line of `#`, then `host> command`, then the output. */
export function sectionOutputs(text: string): (readonly [place: string, output: string])[] {
  return text.split(/^#{20,}\n/m).flatMap((section) => {
    const head = /^[^\s>]*> ?(.*)\n/.exec(section);
    const place = head && placeOfCommand(head[1]!);
    const output = head ? section.slice(head[0].length).trimEnd() : '';
    const failed = /^(?:dbginfo\.sh: Warning:|Command ".*" not available)/m.test(output);
    return place && output !== '' && !failed ? [[place, `${output}\n`] as const] : [];
  });
}

/** Last path component, safe as one path component of a tree. */
function fileName(name: string): string {
  const last = name.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'text';
  return last.slice(-200);
}

/** A text by what it says, first match wins: the families know theirs more closely than what all of them share. */
const TEXT_KINDS: readonly TextKind[] = [
  ...CAPTURES.flatMap(({ texts }) => texts),
  {
    what: 'libvirt domain XML',
    pattern: /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)?<dom(?:ain|status)[\s>]/,
    place: (name) => `/captured/domains/${fileName(name)}`,
  },
  {
    what: 'mdevctl list',
    pattern: /^\s*\[\s*\{\s*"[^"]{1,64}"\s*:\s*\[/,
    place: () => '/captured/mdevctl-list',
  },
  {
    what: 'mdevctl list',
    pattern: /^[0-9a-f]{8}-[0-9a-f-]{27} \S+ \S+ (?:auto|manual)\b/m,
    place: () => '/captured/mdevctl-list',
  },
  {
    what: 'an mdevctl definition',
    pattern: /^\s*\{[\s\S]*"mdev_type"\s*:/,
    place: (name) => `/captured/mdevctl-definition/${fileName(name)}`,
  },
];

/** Patterns are looked for at the beginning only: a capture starts with what it is, and backtracking stays bounded. */
export const HEAD_LENGTH = 65_536;

/**
 * Where in the tree a text of this content belongs; null when it is not a text this program knows. `path` names it with
 * its folders below the capture's top; below a second folder only texts that may lie anywhere are known.
 */
export function placeOfText(path: string, text: string): string | null {
  const head = text.slice(0, HEAD_LENGTH).replaceAll('\r', '');
  const deep = path.split('/').length > 2;
  const kind = TEXT_KINDS.find(({ pattern, anywhere }) => (anywhere === true || !deep) && pattern.test(head));
  return kind?.place(path) ?? null;
}
