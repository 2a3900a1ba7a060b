/** Whether a name can stand for a libvirt domain in a virsh command, and means no other one. */
import type { Mdev } from '../../../../shared/ap/types.ts';
import { UNKNOWN_GUEST } from '../model.ts';

const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;
/** What strtol takes whole: virsh looks for a running domain of that number first (virshLookupDomainInternal). */
const NUMBER = /^\s*\+?\d+$/;

/** True for a name this program gave, since nothing tells the domain: it is for people, and no domain is called so. */
export function isUntold(id: string, name: string): boolean {
  return name === UNKNOWN_GUEST || name.startsWith(`mdev ${id.slice(0, 8)}`);
}

/**
 * Why no virsh command is made for this domain, as a sentence without its full stop; null when one can be.
 *
 * Assumption "numbers are ids": a domain called `5` cannot be told from the running domain number 5 (nor one called like
 * a UUID from the domain of that UUID), whatever option the name stands behind; the source does not tell the UUIDs of
 * domains. So such guests are stopped and started by hand.
 */
export function whyNoDomain({ id, name }: Pick<Mdev, 'id' | 'name'>, domain: string): string | null {
  const quoted = JSON.stringify(domain);
  if (isUntold(id, domain))
    return `The source does not tell which domain runs ${name}; stop and start it by hand, or read the host with its domain XML`;
  if (NUMBER.test(domain))
    return `virsh takes ${quoted} as the number of a running domain before it takes it as a name; rename the domain, or stop and start it by hand`;
  if (UUID.test(domain))
    return `virsh takes ${quoted} as the UUID of a domain before it takes it as a name; rename the domain, or stop and start it by hand`;
  // A name that virsh would take as an option, or that breaks a line, is no argument of a command.
  if (domain === '' || domain.startsWith('-') || /\p{Cc}/u.test(domain))
    return `${quoted} cannot be the name of a domain in a virsh command`;
  return null;
}
