import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';

export interface FigureProps {
  readonly board: ReactNode;
  /** What the board says now; read out when it changes. */
  readonly says: ReactNode;
  readonly tone: 'plain' | 'good' | 'bad';
  /** What to click. */
  readonly hint: string;
  readonly onReset: () => void;
  /** The board takes the whole width, the words stand below. */
  readonly wide?: boolean;
}

export function Figure({ board, says, tone, hint, onReset, wide = false }: FigureProps) {
  return (
    <figure className={wide ? 'figure figure-wide' : 'figure'}>
      <div className="figure-board">{board}</div>
      <figcaption className="figure-side">
        <p className="figure-hint">{hint}</p>
        <p className={`figure-says figure-says-${tone}`} aria-live="polite">
          {says}
        </p>
        <Button size="small" icon="revert" onClick={onReset}>
          Start again
        </Button>
      </figcaption>
    </figure>
  );
}
