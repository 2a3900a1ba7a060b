import type { HostView } from '../../shared/view.ts';

/** The zPCI part of the overview of a host. */
export function ZpciOverview({ host }: { readonly host: HostView }) {
  return host.zpci === undefined ? null : <p>{host.zpci.observed.functions.length}</p>;
}
