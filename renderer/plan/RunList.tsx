import { type KeyboardEvent, memo, useEffect, useRef } from 'react';
import { Icon } from '../ui/icons.tsx';
import { VirtualList } from '../ui/VirtualList.tsx';
import { usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import type { Run, RunEntry, RunStatus } from './run.ts';
import { moveOfKey } from './scrubber.ts';
import { answerWords } from './words.ts';

/** `running` and `waiting` are of an apply, which goes on while one looks. */
type MarkedStatus = RunStatus | 'running' | 'waiting';

const STATUS: Readonly<
  Record<
    MarkedStatus,
    { readonly icon: 'check' | 'error' | 'minus' | 'unknown' | 'stop' | 'play'; readonly word: string }
  >
> = {
  ok: { icon: 'check', word: 'works' },
  failed: { icon: 'error', word: 'fails' },
  skipped: { icon: 'minus', word: 'changes nothing' },
  unknown: { icon: 'unknown', word: 'not understood, so not rehearsed' },
  unreached: { icon: 'stop', word: 'not reached' },
  running: { icon: 'play', word: 'running now' },
  waiting: { icon: 'minus', word: 'not run yet' },
};

const ROW_REM = 1.75;

export function StatusMark({ status }: { readonly status: MarkedStatus }) {
  return (
    <span className="plan-status" data-status={status} title={STATUS[status].word}>
      <Icon name={STATUS[status].icon} size={14} />
      <span className="visually-hidden">{STATUS[status].word}</span>
    </span>
  );
}

function wordsOf(entry: RunEntry): string {
  if (entry.answer === null) return 'not run';
  return answerWords(entry.answer) || STATUS[entry.status].word;
}

const EntryRow = memo(function EntryRow({
  entry,
  current,
  mono,
  onPick,
}: {
  readonly entry: RunEntry;
  readonly current: boolean;
  readonly mono: boolean;
  readonly onPick: () => void;
}) {
  return (
    <button
      type="button"
      className="plan-run-row"
      aria-current={current ? 'step' : undefined}
      data-status={entry.status}
      tabIndex={current ? 0 : -1}
      onClick={onPick}
    >
      <span className="plan-run-number tabular">{entry.number}</span>
      <StatusMark status={entry.status} />
      <span className={mono ? 'mono truncate' : 'truncate'}>
        {entry.advice.length > 0 && (
          <span className="plan-run-advice" title={entry.advice.map(({ text }) => text).join('\n')}>
            <Icon name="warning" size={12} />
            <span className="visually-hidden">Worth changing: </span>
          </span>
        )}
        {entry.title}
      </span>
      <span className="plan-run-answer truncate">{wordsOf(entry)}</span>
    </button>
  );
});

/** Every step with its answer; the one that is shown in the picture is marked. Arrow keys, Home and End move. */
export function RunList({ run, summary }: { readonly run: Run; readonly summary: string }) {
  const { host } = usePlanPlace();
  const at = usePlanState(host, (state) => state.scrubber.at);
  const list = useRef<HTMLDivElement>(null);
  const { move } = planStoreOf(host).getState();
  useEffect(() => {
    const box = list.current;
    if (box === null) return;
    const row = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const top = at * row;
    if (top < box.scrollTop) box.scrollTop = top;
    else if (top + row > box.scrollTop + box.clientHeight) box.scrollTop = top + row - box.clientHeight;
  }, [at]);
  function onKeyDown(event: KeyboardEvent): void {
    const made = moveOfKey(event.key, run.entries.length);
    if (made === null) return;
    event.preventDefault();
    move(made, run.entries.length);
    // The row that is current has been rendered by then.
    setTimeout(() =>
      list.current?.querySelector<HTMLElement>('[aria-current]')?.focus({ preventScroll: true }),
    );
  }
  return (
    <div className="plan-run" onKeyDown={onKeyDown}>
      <VirtualList
        ref={list}
        label={run.word === 'step' ? 'Rehearsed steps' : 'Rehearsed lines'}
        className="plan-run-rows"
        count={run.entries.length + 1}
        rowHeight={ROW_REM}
        renderRow={(index) => {
          const entry = run.entries[index - 1];
          if (entry !== undefined)
            return (
              <EntryRow
                entry={entry}
                current={index === at}
                mono={run.word === 'line'}
                onPick={() => move({ kind: 'go', at: index }, run.entries.length)}
              />
            );
          return (
            <button
              type="button"
              className="plan-run-row"
              aria-current={at === 0 ? 'step' : undefined}
              tabIndex={at === 0 ? 0 : -1}
              onClick={() => move({ kind: 'go', at: 0 }, run.entries.length)}
            >
              <span className="plan-run-number" />
              <span className="plan-status">
                <Icon name="host" size={14} />
              </span>
              <span className="truncate">Before the first {run.word}</span>
              <span className="plan-run-answer truncate">{summary}</span>
            </button>
          );
        }}
      />
    </div>
  );
}
