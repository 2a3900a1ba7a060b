import type { PlayerFrame } from '../../../shared/dsa/cards.ts';
import type { Strategy } from '../../../shared/dsa/strategies.ts';
import { WhyLink } from '../../app/rules.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { actorName } from './player-model.ts';

interface WordsProps {
  readonly frame: PlayerFrame;
  readonly strategy: Strategy;
}

/** A step in words: who, what, why, what is typed, and what the kernel answers. */
function Words({ frame, strategy }: WordsProps) {
  const { actor, title, detail, action, errno, message, rule, toldOnly } = frame;
  return (
    <>
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
    </>
  );
}

export interface StepTextProps {
  /** All steps of the life; those not shown keep the room of the longest, so that nothing moves from step to step. */
  readonly frames: readonly PlayerFrame[];
  readonly at: number;
  readonly strategy: Strategy;
}

export function StepText({ frames, at, strategy }: StepTextProps) {
  return (
    <div className="player-steps">
      <div className="player-step">
        <Words frame={frames[at]!} strategy={strategy} />
      </div>
      {frames.map((frame, index) => (
        <div key={`room ${index}`} className="player-step player-room" aria-hidden="true">
          <Words frame={frame} strategy={strategy} />
        </div>
      ))}
    </div>
  );
}
