import type { ApplyTarget } from '../../shared/plan.ts';
import type { HostView } from '../../shared/view.ts';
import { askLong } from '../store/api.ts';
import { toast } from '../store/notices.ts';

/** Why a host cannot be read again from where it was read; null when it can. */
export function rereadFault({ source }: HostView): string | null {
  switch (source.kind) {
    case 'example':
      return 'This host is an example: there is nothing to read again.';
    case 'text':
      return 'This host was read from a text that is not kept. Add it again from a new one.';
    case 'workspace':
      return 'This host comes from a workspace file, which does not say where it was read. Read it over ssh, or add a new capture.';
    default:
      return null;
  }
}

/** Reads a host again, from where it was read or from where an apply went; true when it was read. */
export async function refreshHost(hostId: string, target?: ApplyTarget): Promise<boolean> {
  const answer = await askLong('Reading the host again', 'host.refresh', {
    hostId,
    ...(target === undefined ? {} : { target }),
  });
  if (answer === null) return false;
  const { differences } = answer.value;
  const [first] = differences;
  toast(
    first === undefined ? 'success' : 'info',
    first === undefined
      ? 'Read again: the host is as it was.'
      : `Read again: ${first}${differences.length > 1 ? ` and ${differences.length - 1} more differences.` : ''}`,
  );
  return true;
}
