import { EmptyState } from '../ui/Callout.tsx';

/** The ESB pages of the host that is shown. */
export function XiveView() {
  return <EmptyState icon="layers" title="This host has no XIVE guest" />;
}
