import type { PlanStep } from '../../shared/plan.ts';
import { actionText } from './command-text.ts';
import { useGrowing } from './Growing.tsx';

/** Every step with the very command, in the order in which they are run. */
export function ExactSteps({
  steps,
  label,
}: {
  readonly steps: readonly Pick<PlanStep, 'title' | 'action'>[];
  readonly label: string;
}) {
  const { shown, more } = useGrowing(steps, 60);
  return (
    <section className="plan-exact" aria-label={label}>
      <h3>{label}</h3>
      <ol tabIndex={0} aria-label={label}>
        {shown.map((step, at) => (
          <li key={`${at} ${step.title}`}>
            <span className="plan-step-number tabular">{at + 1}</span>
            <div>
              {step.title}
              <pre>{actionText(step.action)}</pre>
            </div>
          </li>
        ))}
        {more !== null && <li className="plan-exact-more">{more}</li>}
      </ol>
    </section>
  );
}
