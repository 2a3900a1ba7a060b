import type { PlayerFrame } from '../../../shared/dsa/cards.ts';
import type { Strategy } from '../../../shared/dsa/strategies.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { actorName } from './player-model.ts';

export interface StepTextProps {
  readonly frame: PlayerFrame;
  readonly strategy: Strategy;
}

/** The step in words: who, what, why, what is typed, and what the kernel answers. */
export function StepText({ frame, strategy }: StepTextProps) {
  const { actor, title, detail, action, errno, message, rule, toldOnly } = frame;
  return (
    <div className="player-step">
      <p className={`player-actor player-actor-${actor}`}>{actorName(actor, strategy)}</p>
      <h3>
        {title} {errno !== null && <Badge tone="danger">{errno}</Badge>}
        {toldOnly && errno === null && <Badge>told, not played</Badge>}
      </h3>
      {message !== '' && <p className={errno === null ? 'quiet' : 'player-refusal'}>{message}</p>}
      <p className="player-detail">{detail}</p>
      {action !== '' && (
        <div className="player-action">
          <pre tabIndex={0} aria-label="What is typed">
            {action}
          </pre>
          <CopyButton label="Copy what is typed in this step" text={action} />
        </div>
      )}
      {rule !== null && (
        <p>
          <WhyLink rule={rule} />
        </p>
      )}
    </div>
  );
}
