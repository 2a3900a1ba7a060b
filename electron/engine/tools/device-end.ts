/**
 * Waiting for a guest to let go of a device. `virsh detach-device --live` only asks, and may return before the guest has
 * answered; the device stands in the running domain's XML until then.
 */

/** A guest that has not answered by then does not cooperate; a restart of it would complete the request. */
export const DEVICE_END_SECONDS = 60;

/** Guest and text are `$1` and `$2`, never part of this. A guest that has ended has no device either. */
const UNTIL_GONE =
  'while xml=$(virsh dumpxml -- "$1") || exit 0; printf "%s\\n" "$xml" | grep -qF -e "$2"; do sleep 1; done';

/** `text` is what only that device has in the XML as virsh prints it. */
export function waitForDevice(guest: string, text: string): readonly string[] {
  return ['timeout', String(DEVICE_END_SECONDS), 'sh', '-c', UNTIL_GONE, 'wait', guest, text];
}

/** The guest and text that exactly such a command waits for, whatever its limit; null for any other command. */
export function awaitedDevice(
  argv: readonly string[],
): { readonly guest: string; readonly text: string } | null {
  const [program, limit = '', ...rest] = argv;
  const [guest, text] = rest.slice(-2);
  if (program !== 'timeout' || guest === undefined || text === undefined || !/^\d{1,6}$/.test(limit))
    return null;
  const shape = waitForDevice(guest, text).slice(2);
  return rest.length === shape.length && rest.every((word, at) => word === shape[at])
    ? { guest, text }
    : null;
}
