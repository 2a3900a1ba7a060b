import { type UIEvent, useRef } from 'react';
import { Button } from '../ui/Button.tsx';
import { usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import { counted } from './words.ts';

/** The engine takes no longer ones: a hand-written script is never as long. */
const MOST_CHARACTERS = 400_000;

/** Where a script is pasted; line numbers scroll along. */
export function ScriptEditor() {
  const { host, scriptExample } = usePlanPlace();
  const script = usePlanState(host, (state) => state.script);
  const gutter = useRef<HTMLPreElement>(null);
  const { set, rehearseScript } = planStoreOf(host).getState();
  const lines = script.split('\n').length;
  const why =
    script.trim() === ''
      ? 'Paste a script first.'
      : script.length > MOST_CHARACTERS
        ? `The script is too long: ${MOST_CHARACTERS.toLocaleString('en')} characters are rehearsed at most.`
        : null;
  return (
    <div className="plan-script">
      <div className="plan-script-box">
        <pre ref={gutter} className="plan-gutter tabular" aria-hidden="true">
          {Array.from({ length: lines }, (_, at) => at + 1).join('\n')}
        </pre>
        <textarea
          className="mono"
          aria-label="Script to rehearse"
          placeholder={scriptExample}
          spellCheck={false}
          autoComplete="off"
          wrap="off"
          value={script}
          onChange={(event) => set({ script: event.target.value })}
          onScroll={(event: UIEvent<HTMLTextAreaElement>) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && why === null) {
              event.preventDefault();
              rehearseScript();
            }
          }}
        />
      </div>
      <div className="plan-bar">
        <span className="quiet">
          {script === ''
            ? 'Paste what you would run as root. It is read, never executed.'
            : `${counted(lines, 'line')}. It is read, never executed.`}
        </span>
        <span className="plan-bar-end">
          <Button
            variant="primary"
            icon="play"
            shortcut="Mod+Enter"
            hint="Say line by line what the kernel would answer"
            disabledReason={why}
            onClick={rehearseScript}
          >
            Rehearse the script
          </Button>
        </span>
      </div>
    </div>
  );
}
