import './tooltip.css';
import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { GLOSSARY, type TermId } from '../learn/glossary.ts';

export interface TermProps {
  readonly id: TermId;
  /** The word as it stands in the sentence; without it the glossary's own spelling. */
  readonly children?: ReactNode;
  /** The sign that follows it in the sentence; kept on the same line. */
  readonly after?: string;
}

/** A word of the field with its definition on hover and on focus. */
export function Term({ id, children, after }: TermProps) {
  const entry = GLOSSARY[id];
  const word = (
    <Radix.Root>
      <Radix.Trigger asChild>
        <button type="button" className="term">
          {children ?? entry.term}
        </button>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="tooltip" side="bottom" sideOffset={6} collisionPadding={8}>
          <span className="term-card">
            <strong>{entry.term}</strong>
            <span className="term-definition">{entry.short}</span>
          </span>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
  if (after === undefined) return word;
  return (
    <span className="term-word">
      {word}
      {after}
    </span>
  );
}
