import type { Problem } from '../../../shared/findings.ts';
import { FixButtons, WhyLink, withNames } from '../../app/rules.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { refLabel } from '../ref-label.ts';
import { useZpci } from '../zpci-context.ts';

const TONES = { error: 'danger', warning: 'warning', info: 'info' } as const;

/** The problems of the thing a card is about, with their fixes and their rules. */
export function CardProblems({ problems }: { readonly problems: readonly Problem[] }) {
  const { host } = useZpci();
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

/** The problems that name one of these things. */
export function useProblemsOf(id: string): readonly Problem[] {
  const { host } = useZpci();
  return host.problems.filter(({ refs }) =>
    refs.some((ref) => (ref.kind === 'guest' || ref.kind === 'part') && ref.id === id),
  );
}
