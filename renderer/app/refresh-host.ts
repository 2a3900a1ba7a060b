import type { ApplyTarget } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { askLong } from '../store/api.ts';
import { toast } from '../store/notices.ts';

/** The source is still there: the engine can go to it again. */
function isKept({ kind, label }: HostView['source']): boolean {
  if (kind === 'ssh' || kind === 'this-machine') return true;
  return kind !== 'example' && /^(?:\/|[A-Za-z]:[\\/])/.test(label);
}

/** Why a host cannot be read again; null when it can. */
export function rereadFault(host: HostView): string | null {
  if (isKept(host.source)) return null;
  return host.source.kind === 'example'
    ? 'This host is an example: there is nothing to read again.'
    : `This host was read from ${host.source.label}, which is not kept. Read it over ssh, or add it again.`;
}

/** Reads a host again, from where it was read or from where an apply went; true when it was read. */
export async function refreshHost(host: HostView, where?: ApplyTarget): Promise<boolean> {
  const answer = await askLong('Reading the host again', 'host.refresh', {
    hostId: host.id,
    ...(where === undefined ? {} : { target: where }),
  });
  if (answer === null) return false;
  const [first, ...more] = answer.value.differences;
  if (first === undefined) toast('success', 'Read again: the host is as it was.');
  else {
    const rest =
      more.length === 0 ? '' : ` And ${more.length} more difference${more.length === 1 ? '' : 's'}.`;
    toast('info', `Read again: ${first}${rest}`);
  }
  return true;
}
