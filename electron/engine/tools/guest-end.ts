/**
 * Waiting for a guest to be off. `virsh shutdown` only asks and returns at once (libvirt, virDomainShutdown), so the
 * step behind it would find the device still in use.
 */

/** A guest that has not ended by then hangs, or ignores the request. Apply's own limits for a program are longer. */
export const GUEST_END_SECONDS = 300;

/**
 * The guest's name is `$1`, never part of this text. `list --name` has the running ones; `domstate` would never say
 * "shut off" of a transient guest, which is gone altogether when it ends.
 */
const UNTIL_OFF =
  'while names=$(virsh list --name) || exit 1; printf "%s\\n" "$names" | grep -qxF -e "$1"; do sleep 1; done';

export function waitForEnd(guest: string): readonly string[] {
  return ['timeout', String(GUEST_END_SECONDS), 'sh', '-c', UNTIL_OFF, 'wait', guest];
}

/** The guest that exactly such a command waits for, whatever its limit; null for any other command. */
export function awaitedGuest(argv: readonly string[]): string | null {
  const [program, limit = '', ...rest] = argv;
  const guest = rest.at(-1);
  if (program !== 'timeout' || guest === undefined || !/^\d{1,6}$/.test(limit)) return null;
  const shape = waitForEnd(guest).slice(2);
  return rest.length === shape.length && rest.every((word, at) => word === shape[at]) ? guest : null;
}
