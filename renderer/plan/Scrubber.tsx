import { Button, IconButton } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import type { Run } from './run.ts';
import { placeWords } from './scrubber.ts';

/** More marks than this are thinner than a pixel. */
const MOST_MARKS = 300;

function Marks({ run }: { readonly run: Run }) {
  if (run.reached === 0 || run.entries.length > MOST_MARKS) return null;
  return (
    <div className="plan-marks" aria-hidden="true">
      {run.entries.slice(0, run.reached).map((entry, at) => (
        // Two statements of one line have the same number.
        <span key={`${at} ${entry.number}`} data-status={entry.status} />
      ))}
    </div>
  );
}

/** Which moment of the rehearsal the picture shows. */
export function ScrubberBar({ run }: { readonly run: Run }) {
  const { host } = usePlanPlace();
  const scrubber = usePlanState(host, (state) => state.scrubber);
  const showing = usePlanState(host, (state) => state.showing);
  const { move } = planStoreOf(host).getState();
  const total = run.reached;
  const entry = scrubber.at === 0 ? undefined : run.entries[scrubber.at - 1];
  const place = placeWords(scrubber, run);
  return (
    <div className="plan-scrubber" role="group" aria-label="Moment of the rehearsal">
      <IconButton
        icon={scrubber.playing ? 'stop' : 'play'}
        size="small"
        label={scrubber.playing ? 'Pause' : 'Play the steps one after the other'}
        disabledReason={total === 0 ? 'There is nothing to play.' : null}
        onClick={() => move({ kind: scrubber.playing ? 'pause' : 'play' }, total)}
      />
      <div className="plan-slider">
        <Marks run={run} />
        <input
          type="range"
          min={0}
          max={Math.max(1, total)}
          step={1}
          value={Math.min(scrubber.at, total)}
          disabled={total === 0}
          aria-label={`Moment of the rehearsal, in ${run.word}s`}
          aria-valuetext={entry === undefined ? place : `${place}: ${entry.title}`}
          onChange={(event) => move({ kind: 'go', at: Number(event.target.value) }, total)}
        />
      </div>
      {showing || total === 0 ? (
        <span className="plan-place tabular">{place}</span>
      ) : (
        <span className="plan-place">
          the picture shows the wish
          <Button
            size="small"
            variant="link"
            hint="Let the picture show this moment of the rehearsal"
            onClick={() => move({ kind: 'go', at: scrubber.at }, total)}
          >
            Show this moment
          </Button>
        </span>
      )}
      <Segmented
        label="Before or after the step"
        value={scrubber.side}
        options={[
          { value: 'before', label: 'Before' },
          { value: 'after', label: 'After' },
        ]}
        onChange={(side) => move({ kind: 'side', side }, total)}
      />
    </div>
  );
}
