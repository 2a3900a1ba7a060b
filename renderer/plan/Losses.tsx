import type { PlanStep } from '../../shared/plan.ts';
import { Icon } from '../ui/icons.tsx';
import { useGrowing } from './Growing.tsx';
import { counted, lossesOf } from './words.ts';

/** Lines drawn at first; whoever reads on gets the others. */
const PAGE = 40;

/** What cannot be brought back, each thing once, with the steps that cost it. */
export function Losses({ steps }: { readonly steps: readonly Pick<PlanStep, 'loses'>[] }) {
  const losses = lossesOf(steps);
  const { shown, more } = useGrowing(losses, PAGE);
  if (losses.length === 0) return null;
  return (
    <section className="plan-losses" aria-label="What is lost">
      <h3>
        <Icon name="warning" /> {counted(losses.length, 'thing')} cannot be brought back
      </h3>
      <ul tabIndex={0} aria-label="What is lost">
        {shown.map(({ loss, steps: at }) => (
          <li key={loss.text}>
            {loss.text} <span className="faint">{stepsWords(at)}</span>
          </li>
        ))}
        {more !== null && <li>{more}</li>}
      </ul>
    </section>
  );
}

function stepsWords(steps: readonly number[]): string {
  const shown = steps.slice(0, 4).join(', ');
  return `step${steps.length === 1 ? '' : 's'} ${shown}${steps.length > 4 ? ', …' : ''}`;
}
