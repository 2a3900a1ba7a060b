import { memo, useState } from 'react';
import type { PlanStep } from '../../shared/plan.ts';
import { Button } from '../ui/Button.tsx';
import { Badge } from '../ui/Callout.tsx';
import { Icon } from '../ui/icons.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { actionText } from './command-text.ts';
import { usePlanPlace } from './plan-context.tsx';
import { counted } from './words.ts';

const LAYERS = { active: 'now', persistent: 'next boot' } as const;

function Reverse({ step }: { readonly step: PlanStep }) {
  const [open, setOpen] = useState(false);
  if (step.irreversible !== null)
    return (
      <p className="plan-step-line">
        <Icon name="warning" size={13} /> No way back: {step.irreversible}
      </p>
    );
  if (step.reverse.length === 0) return null;
  return (
    <div className="plan-step-reverse">
      <Button
        variant="link"
        icon={open ? 'chevronDown' : 'chevronRight'}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        The way back{step.reverse.length > 1 ? `, ${counted(step.reverse.length, 'step')}` : ''}
      </Button>
      {open &&
        step.reverse.map((reverse) => (
          <div key={`${reverse.title} ${actionText(reverse.action)}`}>
            <p className="quiet">{reverse.title}</p>
            <CodeBlock text={actionText(reverse.action)} what={reverse.title} />
          </div>
        ))}
    </div>
  );
}

/** One step: in words, as it would be typed, what it needs, what it costs and how it is taken back. */
export const StepCard = memo(function StepCard({
  step,
  number,
}: {
  readonly step: PlanStep;
  readonly number: number;
}) {
  const { onRefs } = usePlanPlace();
  return (
    <li className="plan-step">
      <span className="plan-step-number tabular">{number}</span>
      <div className="plan-step-body">
        <div className="plan-step-title">
          <h3>{step.title}</h3>
          <Badge tone={step.layer === 'active' ? 'accent' : 'neutral'}>{LAYERS[step.layer]}</Badge>
          {step.refs.length > 0 && (
            <Button size="small" variant="quiet" icon="arrowRight" onClick={() => onRefs(step.refs)}>
              Show
            </Button>
          )}
        </div>
        <CodeBlock text={actionText(step.action)} what={`The command of step ${number}`} />
        {step.needs.length > 0 && (
          <p className="plan-step-line quiet">
            <Icon name="lock" size={13} /> Needs: {step.needs.join(' ')}
          </p>
        )}
        {step.loses.map((loss) => (
          <p key={loss.text} className="plan-step-line plan-step-loss">
            <Icon name="warning" size={13} /> {loss.text}
          </p>
        ))}
        <Reverse step={step} />
      </div>
    </li>
  );
});
