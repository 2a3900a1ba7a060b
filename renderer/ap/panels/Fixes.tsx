import type { Fix } from '../../../shared/findings.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { useAp } from '../ap-context.ts';

/** Fixes of the host that is shown. */
export function Fixes({ fixes }: { readonly fixes: readonly Fix[] }) {
  const { host } = useAp();
  return <FixButtons hostId={host.host.id} fixes={fixes} />;
}

export function RuleLink({ rule }: { readonly rule: string }) {
  return <WhyLink rule={rule} />;
}
