import type { ReactNode } from 'react';
import { Callout, Spinner } from '../ui/Callout.tsx';
import type { HostAnswer } from './answers.ts';

export interface AnsweredProps<Value> {
  readonly answer: HostAnswer<Value>;
  /** What is being worked out: `Planning`. */
  readonly doing: string;
  readonly children: (value: Value) => ReactNode;
}

/** The answer, or that it is on its way, or why there is none. */
export function Answered<Value>({ answer, doing, children }: AnsweredProps<Value>) {
  if (answer.error !== null)
    return (
      <div className="plan-padded">
        <Callout tone="danger" title={`${doing} failed`}>
          {answer.error}
        </Callout>
      </div>
    );
  if (answer.value === null)
    return (
      <p className="plan-waiting quiet">
        <Spinner label={doing} /> {doing}…
      </p>
    );
  return children(answer.value);
}
