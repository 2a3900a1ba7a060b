import type { ReactNode } from 'react';
import { copyText } from '../app/commands.ts';
import { IconButton } from '../ui/Button.tsx';

export interface CodeBlockProps {
  readonly text: string;
  /** What is copied: `The command of step 3`. */
  readonly what: string;
  readonly children?: ReactNode;
}

/** Text to be read and copied as it is. */
export function CodeBlock({ text, what, children }: CodeBlockProps) {
  return (
    <div className="plan-code">
      <pre>{children ?? text}</pre>
      <IconButton
        icon="copy"
        size="small"
        label={`Copy: ${what}`}
        onClick={() => void copyText(text, what)}
      />
    </div>
  );
}
