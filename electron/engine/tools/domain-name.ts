/** Whether a name can stand for a libvirt domain in a virsh command, and means no other one. */

const UUID = /^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i;
/** What strtol takes whole: virsh looks for a running domain of that number first (virshLookupDomainInternal). */
const NUMBER = /^\s*\+?\d+$/;

/**
 * Why no virsh command is made for this domain, as a sentence without its full stop; null when one can be.
 *
 * Assumption "numbers are ids": a domain called `5` cannot be told from the running domain number 5 (nor one called like
 * a UUID from the domain of that UUID), whatever option the name stands behind; the source does not tell the UUIDs of
 * domains. So such guests are stopped and started by hand.
 */
export function whyNoDomainName(domain: string): string | null {
  const quoted = JSON.stringify(domain);
  if (NUMBER.test(domain))
    return `virsh takes ${quoted} as the number of a running domain before it takes it as a name; rename the domain, or stop and start it by hand`;
  if (UUID.test(domain))
    return `virsh takes ${quoted} as the UUID of a domain before it takes it as a name; rename the domain, or stop and start it by hand`;
  // A name that virsh would take as an option, or that breaks a line, is no argument of a command.
  if (domain === '' || domain.startsWith('-') || /\p{Cc}/u.test(domain))
    return `${quoted} cannot be the name of a domain in a virsh command`;
  return null;
}
