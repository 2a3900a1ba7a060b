/** Which guests no libvirt domain is known of, so that no virsh command can be made for them. */
import type { Mdev } from '../../../../shared/ap/types.ts';
import { whyNoDomainName } from '../../tools/domain-name.ts';
import { UNKNOWN_GUEST } from '../model.ts';

/** True for a name this program gave, since nothing tells the domain: it is for people, and no domain is called so. */
export function isUntold(id: string, name: string): boolean {
  return name === UNKNOWN_GUEST || name.startsWith(`mdev ${id.slice(0, 8)}`);
}

/** As `whyNoDomainName`, and for names that nothing told. */
export function whyNoDomain({ id, name }: Pick<Mdev, 'id' | 'name'>, domain: string): string | null {
  if (isUntold(id, domain))
    return `The source does not tell which domain runs ${name}; stop and start it by hand, or read the host with its domain XML`;
  return whyNoDomainName(domain);
}
