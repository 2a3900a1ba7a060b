import { useEffect, useRef } from 'react';
import type { HostView } from '../../shared/view.ts';
import { isWriting } from '../app/shortcuts.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Icon } from '../ui/icons.tsx';
import { usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import { AT_START, placeWords, STEP_LASTS } from './scrubber.ts';
import type { Run } from './run.ts';
import { useRun } from './use-run.ts';

/** Escape leaves the rehearsal before it closes anything else of the view. */
function useEscape(host: HostView, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined;
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || isWriting(event.target instanceof HTMLElement ? event.target : null))
        return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return;
      event.preventDefault();
      event.stopPropagation();
      planStoreOf(host).getState().leave();
    }
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [host, active]);
}

/** Goes on to the next step while playing. */
function useClock(host: HostView, total: number): void {
  const { playing, at } = usePlanState(host, (state) => state.scrubber);
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => planStoreOf(host).getState().move({ kind: 'tick' }, total), STEP_LASTS);
    return () => clearTimeout(timer);
  }, [host, total, playing, at]);
}

/** The wish or the host has changed: a step that is shown was of another plan. Before the first step all plans are alike. */
function useLeaving(host: HostView, run: Run | null): void {
  const shown = useRef(host);
  const empty = run?.entries.length === 0;
  useEffect(() => {
    const store = planStoreOf(host).getState();
    if (empty && store.showing) store.leave();
    if (shown.current === host) return;
    shown.current = host;
    store.set({ showing: store.showing && store.scrubber.at === 0, scrubber: AT_START });
  }, [host, empty]);
}

/** Says above the picture that it shows a rehearsal, and which moment of it. */
export function RehearsalBanner({ host }: { readonly host: HostView }) {
  const showing = usePlanState(host, (state) => state.showing);
  const scrubber = usePlanState(host, (state) => state.scrubber);
  const clicked = usePlanState(host, (state) => state.clicked);
  const run = useRun(host, showing).value;
  const total = run?.reached ?? 0;
  useLeaving(host, run);
  useEscape(host, showing && total > 0);
  useClock(host, total);
  if (!showing || run === null || run.entries.length === 0) return null;
  const entry = scrubber.at === 0 ? undefined : run.entries[scrubber.at - 1];
  const { move, leave } = planStoreOf(host).getState();
  return (
    <div className="plan-banner" role="status" data-failed={entry?.status === 'failed'}>
      <Icon name={entry?.status === 'failed' ? 'error' : 'play'} />
      <span className="plan-banner-text">
        {clicked ? (
          <strong>A rehearsal is read-only: leave it to change the wish.</strong>
        ) : (
          <>
            <strong>Rehearsal: {placeWords(scrubber, run)}</strong>
            <span> — the host is untouched</span>
            {entry !== undefined && <span className="plan-banner-step"> · {entry.title}</span>}
          </>
        )}
      </span>
      <IconButton
        icon="chevronLeft"
        size="small"
        label={`The ${run.word} before`}
        disabledReason={scrubber.at === 0 ? 'This is the start.' : null}
        onClick={() => move({ kind: 'by', steps: -1 }, total)}
      />
      <IconButton
        icon="chevronRight"
        size="small"
        label={`The next ${run.word}`}
        disabledReason={scrubber.at >= total ? 'This is the end.' : null}
        onClick={() => move({ kind: 'by', steps: 1 }, total)}
      />
      <Button
        size="small"
        variant={clicked ? 'primary' : 'plain'}
        hint="Back to the wish"
        shortcut="Escape"
        onClick={leave}
      >
        Leave
      </Button>
    </div>
  );
}
