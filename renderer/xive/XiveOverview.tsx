import type { HostView } from '../../shared/view.ts';

/** Branches and readings of one host. */
export function XiveOverview({ host }: { readonly host: HostView }) {
  return <p>{host.name}</p>;
}
