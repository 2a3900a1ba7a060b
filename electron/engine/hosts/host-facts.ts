/** Facts about the host itself that every family may ask for: its name, its kernel. */
import type { HostTree } from './tree.ts';

/** Places a kernel release is told, with the pattern that finds it. */
const RELEASE_FILES: readonly (readonly [path: string, pattern: RegExp])[] = [
  ['/proc/sys/kernel/osrelease', /^(\S+)/],
  ['/captured/uname-r', /^(\S+)/],
  ['/captured/uname-a', /^Linux \S+ (\S+)/],
  ['/proc/version', /^Linux version (\S+)/],
];

const NAME_FILES: readonly (readonly [path: string, pattern: RegExp])[] = [
  ['/proc/sys/kernel/hostname', /^(\S+)/],
  ['/etc/hostname', /^(\S+)/],
  ['/captured/uname-n', /^(\S+)/],
  // A kernel without a name calls itself `(none)`.
  ['/captured/uname-a', /^Linux (?!\(none\))(\S+)/],
];

/** What the hypervisor or the machine tells a Linux on IBM Z of itself. */
const SYSTEM_INFORMATION = '/proc/sysinfo';

/** IBM Z machine types by the name people use. */
const MACHINE_NAMES: Readonly<Record<string, string>> = {
  '2964': 'IBM z13',
  '2965': 'IBM z13s',
  '3906': 'IBM z14',
  '3907': 'IBM z14 ZR1',
  '8561': 'IBM z15',
  '8562': 'IBM z15 T02',
  '3931': 'IBM z16',
  '3932': 'IBM z16 A02',
  '9175': 'IBM z17',
};

/** Host files that tell the facts of this module; kept while a capture is read. */
export const HOST_FACT_FILES: ReadonlySet<string> = new Set([
  ...[...RELEASE_FILES, ...NAME_FILES].map(([path]) => path),
  SYSTEM_INFORMATION,
]);

function firstMatch(tree: HostTree, places: readonly (readonly [string, RegExp])[]): string | null {
  for (const [path, pattern] of places) {
    const found = pattern.exec(tree.text(path)?.trimStart() ?? '')?.[1];
    // What a capture says is shown to the user: printable and short, or not at all.
    if (found && /^[\x21-\x7e]{1,64}$/.test(found)) return found;
  }
  return null;
}

/** Kernel release as `uname -r` prints it, e.g. `6.12.0-55.el10.s390x`; null when the capture does not say. */
export function kernelRelease(tree: HostTree): string | null {
  return firstMatch(tree, RELEASE_FILES);
}

/** `IBM z16`, or `machine type 4711` for one without a known name; null when the capture does not say. */
export function machineName(tree: HostTree): string | null {
  const type = /^Type:[ \t]+(\d{4})\b/m.exec(tree.text(SYSTEM_INFORMATION) ?? '')?.[1];
  return type === undefined ? null : (MACHINE_NAMES[type] ?? `machine type ${type}`);
}

export function hostName(tree: HostTree): string | null {
  return firstMatch(tree, NAME_FILES);
}

/** `[6, 12]` of `6.12.0-55.el10.s390x`; null for anything that does not begin with two numbers. */
export function kernelVersion(release: string | null): readonly [number, number] | null {
  const match = /^(\d{1,3})\.(\d{1,3})/.exec(release ?? '');
  return match ? [Number(match[1]), Number(match[2])] : null;
}

/**
 * True when the capture would hold `path` if the host had it, so that its absence is a fact about the host:
 * our own capture command and a live reading leave a list of what they looked for.
 */
export function wasSearched(tree: HostTree, path: string): boolean {
  const searched = tree.text('/captured/searched');
  return (
    searched?.split('\n').some((line) => line !== '' && (path === line || path.startsWith(`${line}/`))) ??
    false
  );
}
