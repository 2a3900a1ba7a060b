/** How a Linux kernel names what CLP lists (zpci.md 3.10, S-1 to S-4). */

/** CONFIG_PCI_NR_FUNCTIONS of an upstream kernel, and of Debian's (S-2). */
export const UPSTREAM_FUNCTION_LIMIT = 512;
export const DEBIAN_FUNCTION_LIMIT = 64;

export interface ListedFunction {
  readonly fid: number;
  readonly uid: number;
  /** False = standby: only a slot (S-1). */
  readonly configured: boolean;
}

export interface LinuxView {
  /** `0010:00:00.0` in the order of discovery. */
  readonly devices: readonly string[];
  /** Names of the slots: `00000020`. */
  readonly slots: readonly string[];
  readonly messages: readonly string[];
  /** As it is afterwards: a UID of 0 switches it off (S-3). */
  readonly uidChecking: boolean;
}

const NO_UID = 'UID checking was active but no UID is provided: switching to automatic domain allocation';

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Address of the only function of a bus, `0010:00:00.0` (S-4). */
export function addressOfDomain(domain: number): string {
  return `${hex(domain, 4)}:00:00.0`;
}

/** Functions in the order of the list; one function a bus. */
export function enumerate(
  functions: readonly ListedFunction[],
  options: { readonly uidChecking: boolean; readonly limit: number },
): LinuxView {
  let { uidChecking } = options;
  const domains = new Set<number>();
  const devices: string[] = [];
  const slots: string[] = [];
  const messages: string[] = [];
  let lowest = 0;
  for (const { fid, uid, configured } of functions) {
    if (slots.length >= options.limit) {
      messages.push(
        `zpci: Adding PCI function ${hex(fid, 8)} failed because the configured limit of ${options.limit} is reached`,
      );
      continue;
    }
    if (uidChecking && uid === 0) {
      messages.push(NO_UID);
      uidChecking = false;
    }
    while (domains.has(lowest)) lowest += 1;
    const domain = uidChecking ? uid : lowest;
    if (domains.has(domain)) {
      messages.push(`Domain ${hex(domain, 4)} is already assigned`);
      continue;
    }
    domains.add(domain);
    if (configured) devices.push(addressOfDomain(domain));
    slots.push(hex(fid, 8));
  }
  return { devices, slots, messages, uidChecking };
}
