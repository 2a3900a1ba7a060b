import type { Problem } from '../../../shared/findings.ts';
import { FixButtons, WhyLink, withNames } from '../../app/rules.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useDsa } from '../dsa-context.ts';
import { refLabel } from '../ref-label.ts';

const TONES = { error: 'danger', warning: 'warning', info: 'info' } as const;

/** The problems of the thing a card is about, with their fixes and their rules. */
export function CardProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const { host } = useDsa();
  return problems.map((problem) => (
    <Callout
      key={problem.id}
      tone={TONES[problem.severity]}
      actions={
        <>
          <FixButtons hostId={host.host.id} fixes={problem.fixes} />
          <WhyLink rule={problem.rule} />
        </>
      }
    >
      {withNames(problem.message, problem.refs, (ref) => refLabel(host.host, ref))}
    </Callout>
  ));
}
