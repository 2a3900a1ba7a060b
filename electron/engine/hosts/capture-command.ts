import { CAPTURES } from '../captures.ts';

/** Where a host's state lies; also told in the capture, so that absence is a fact about the host. */
const PLACES = [
  ...CAPTURES.flatMap(({ places }) => places),
  '/sys/bus/mdev',
  '/sys/class/mdev_bus',
  '/etc/mdevctl.d',
  '/proc/cmdline',
  '/proc/sysinfo',
].map((place) => place.slice(1));

/** What a running system says by itself, and a mirrored tree has only where somebody put it. */
const NAMES = ['etc/hostname', 'proc/sys/kernel/hostname', 'proc/sys/kernel/osrelease'];

/**
 * A terminal takes 4,095 characters in one line; a quote that stays open lets the shell read on in the next. With its
 * `;` the command stays right where somebody joins the lines.
 */
const LONGEST_LINE = 3800;

function inLines(steps: readonly string[]): string {
  return steps.reduce((text, step) => {
    const line = text.length - text.lastIndexOf('\n');
    return `${text}${line + step.length > LONGEST_LINE ? ';\n' : '; '}${step}`;
  });
}

function presence(bus: string): string {
  return bus.includes('*') ? `ls "$r"${bus} >/dev/null 2>&1` : `[ -e "$r${bus}" ]`;
}

/**
 * The one shell command an admin runs on a host, for any POSIX shell, in as few lines as a terminal takes. It leaves
 * `passthrough-<host>-<date>.tar.gz` in the current folder and nothing else, and prints the file's full path. `cp` reads sysfs files to their end, where tar
 * itself would pad them to a page and stop at write-only ones (management.md 7.1); what cp could not read is kept in
 * `captured/errors`. Works without root, except that libvirt may then not tell the guests' names.
 *
 * `CAPTURE_ROOT=<folder>` before `sh` reads a mirrored tree instead of `/`: then no program and no name of the machine
 * it runs on is asked, and only what is there counts as searched, since nobody knows how much was mirrored.
 */
export function captureCommand(): string {
  const steps = [
    'export LC_ALL=C',
    'r=${CAPTURE_ROOT:-} m=${CAPTURE_ROOT:+1}',
    'h=$(uname -n) x=',
    `[ -z "$m" ] || { x="${NAMES.join(' ')}"; h=$(cat "$r/proc/sys/kernel/hostname" "$r/etc/hostname" 2>/dev/null | head -n 1 | tr -cd "[:alnum:].-"); }`,
    'n=passthrough-${h:+$h-}$(date +%Y%m%d-%H%M%S)',
    't=$(mktemp -d) || exit 1',
    'trap "rm -rf \\"$t\\"" 0',
    'trap "exit 1" 1 2 15',
    'c=$t/$n/captured',
    'mkdir -p "$c/domains"',
    `for p in ${PLACES.join(' ')} $x; do [ -n "$m" ] && [ ! -e "$r/$p" ] || echo "/$p" >>"$c/searched"; if [ -e "$r/$p" ]; then d=$t/$n/\${p%/*}; mkdir -p "$d"; cp -RP "$r/$p" "$d/" 2>>"$c/errors"; fi; done`,
    'z=$(cd -P "${r:-/}" && pwd -P)',
    'z=${z%/}',
    ...CAPTURES.flatMap((family) => family.steps),
    `${CAPTURES.map(({ bus }) => presence(bus)).join(' || ')} || echo "neither ${CAPTURES.map(({ busWords }) => busWords).join(' nor ')} here: the capture will hold no devices" >&2`,
    `[ -n "$m" ] || { ${[
      'uname -r >"$c/uname-r"',
      'uname -n >"$c/uname-n"',
      ...CAPTURES.flatMap(({ liveSteps }) => liveSteps),
      'i=0',
      'timeout 20 virsh -r list --all --name 2>/dev/null | while read -r g; do [ -n "$g" ] || continue; i=$((i+1)); timeout 20 virsh -r dumpxml "$g" >"$c/domains/$i.xml" 2>/dev/null || rm -f "$c/domains/$i.xml"; done',
    ].join('; ')}; }`,
    'tar czf "$n.tar.gz" -C "$t" "$n" && echo "$PWD/$n.tar.gz"',
  ];
  return `sh -c '${inLines(steps)}'`;
}
