import { isLostForGood } from '../../shared/losses.ts';
import type { PlanStep } from '../../shared/plan.ts';
import { Icon } from '../ui/icons.tsx';
import { useGrowing } from './Growing.tsx';
import { counted, type CountedLoss, lossesOf } from './words.ts';

/** Lines drawn at first; whoever reads on gets the others. */
const PAGE = 40;

/** What a plan costs, each thing once, with the steps that cost it: what is gone for good apart from what can be given again. */
export function Losses({ steps }: { readonly steps: readonly Pick<PlanStep, 'loses'>[] }) {
  const losses = lossesOf(steps);
  const gone = losses.filter(({ loss }) => isLostForGood(loss));
  const taken = losses.filter(({ loss }) => !isLostForGood(loss));
  return (
    <>
      <LossList
        title={`${counted(gone.length, 'thing')} cannot be brought back`}
        name="What is lost"
        losses={gone}
      />
      <LossList title="Taken away" name="What is taken away" losses={taken} />
    </>
  );
}

interface ListProps {
  readonly title: string;
  readonly name: string;
  readonly losses: readonly CountedLoss[];
}

function LossList({ title, name, losses }: ListProps) {
  const { shown, more } = useGrowing(losses, PAGE);
  if (losses.length === 0) return null;
  return (
    <section className="plan-losses" aria-label={name}>
      <h3>
        <Icon name="warning" /> {title}
      </h3>
      <ul tabIndex={0} aria-label={name}>
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
