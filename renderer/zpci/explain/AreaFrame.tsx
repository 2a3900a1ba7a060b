/** What the explaining pictures have in common: their head, and what they say while there is nothing to draw. */
import './explain.css';
import type { ReactNode } from 'react';
import { Callout, Spinner } from '../../ui/Callout.tsx';

export interface AreaFrameProps {
  /** Name of the picture for everyone. */
  readonly label: string;
  readonly title: ReactNode;
  /** One or two sentences: what the picture tells. */
  readonly lead: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

export function AreaFrame({ label, title, lead, tools, children }: AreaFrameProps) {
  return (
    <section className="explain" aria-label={label}>
      <header className="explain-head">
        <div className="explain-words">
          <h2>{title}</h2>
          <p className="quiet">{lead}</p>
        </div>
        {tools !== undefined && <div className="explain-tools">{tools}</div>}
      </header>
      {children}
    </section>
  );
}

/** Waits, or says what went wrong and what to do. */
export function Pending({
  error,
  waitingFor,
  failed,
}: {
  readonly error: string | null;
  readonly waitingFor: string;
  readonly failed: string;
}) {
  return error === null ? (
    <div className="explain-waiting">
      <Spinner label={waitingFor} />
    </div>
  ) : (
    <Callout tone="danger" title={failed}>
      {error} Change the selection, or read the host again.
    </Callout>
  );
}
