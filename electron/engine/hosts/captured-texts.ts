/**
 * Output of tools as part of a host's tree: each known command has a reserved place under `/captured`, whether its
 * output was saved by hand, by sos, by dbginfo.sh or by our own capture command.
 */
const COMMANDS: readonly (readonly [command: string, place: string])[] = [
  ['lszcrypt -VV', '/captured/lszcrypt-V'],
  ['lszcrypt -V', '/captured/lszcrypt-V'],
  ['lszcrypt', '/captured/lszcrypt'],
  ['lszcrypt -d', '/captured/lszcrypt-d'],
  ['lszcrypt -b', '/captured/lszcrypt-b'],
  ['lszdev --type ap --info', '/captured/lszdev-ap'],
  ['lszdev -t ap --info', '/captured/lszdev-ap'],
  ['chzdev --export - --type ap', '/captured/chzdev-export'],
  ['accel-config list -i', '/captured/accel-config-list'],
  ['accel-config list', '/captured/accel-config-list'],
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

interface TextKind {
  readonly what: string;
  readonly pattern: RegExp;
  place(name: string): string;
}

/** Last path component, safe as one path component of a tree. */
function fileName(name: string): string {
  const last = name.split('/').findLast((part) => part !== '' && part !== '.' && part !== '..') ?? 'text';
  return last.slice(-200);
}

/** A text by what it says, first match wins; patterns are anchored to lines so that prose does not match. */
const TEXT_KINDS: readonly TextKind[] = [
  {
    what: 'lszcrypt -V',
    pattern: /^CARD\.DOM(?:AIN)?\s+TYPE\s+MODE\s+STATUS\s.*\bDRIVER\b/m,
    place: () => '/captured/lszcrypt-V',
  },
  {
    what: 'lszcrypt',
    pattern: /^CARD\.DOM(?:AIN)?\s+TYPE\s+MODE\s+STATUS\s+REQUESTS/m,
    place: () => '/captured/lszcrypt',
  },
  { what: 'lszcrypt -d', pattern: /^DOMAIN\s+00 01 02 03/m, place: () => '/captured/lszcrypt-d' },
  { what: 'lszcrypt -b', pattern: /^ap_(?:domain|max_domain_id)=/m, place: () => '/captured/lszcrypt-b' },
  { what: 'lszdev --type ap --info', pattern: /^DEVICE TYPE ap\b/m, place: () => '/captured/lszdev-ap' },
  {
    what: 'chzdev --export',
    pattern: /^\[(?:active|persistent) ap\]/m,
    place: () => '/captured/chzdev-export',
  },
  {
    what: 'the udev rule of chzdev',
    pattern: /ATTR\{[^}\n]{0,200}\bap\/a[pq]mask\}\s{0,9}=\s{0,9}"/,
    place: () => '/etc/udev/rules.d/41-ap.rules',
  },
  {
    what: 'grep -s . */* in /sys/bus/dsa/devices',
    pattern:
      /^(?:\S{0,200}\/)?(?:(?:dsa|iax)\d{1,5}|(?:wq|group|engine)\d{1,5}\.\d{1,5})\/[a-z][a-z0-9_]{1,63}:/m,
    place: () => '/captured/dsa-grep',
  },
  {
    what: 'where the names in /sys/bus/dsa/devices point',
    pattern:
      /^(?:(?:dsa|iax)\d{1,5}|(?:wq|group|engine)\d{1,5}\.\d{1,5}) -> \S{1,500}\/(?:dsa|iax)\d{1,5}\b/m,
    place: () => '/captured/dsa-links',
  },
  {
    what: 'accel-config list or a file of its save-config',
    pattern: /^\s*(?:devices:\s*)?[[{][\s\S]*"dev"\s*:\s*"(?:dsa|iax)\d/,
    place: () => '/captured/accel-config-list',
  },
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

/** Where in the tree a text of this content belongs; null when it is not a text this program knows. */
export function placeOfText(name: string, text: string): string | null {
  // Patterns are looked for at the beginning only: a capture starts with what it is, and backtracking stays bounded.
  const head = text.slice(0, 65_536).replaceAll('\r', '');
  return TEXT_KINDS.find(({ pattern }) => pattern.test(head))?.place(name) ?? null;
}
