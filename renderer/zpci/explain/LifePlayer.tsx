/** Steps through one life: buttons, slider and keys, the ladder, and what happens at this step in words. */
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { LifeFrame, LifeRun } from '../../../shared/zpci/cards.ts';
import { WhyLink } from '../../app/rules.tsx';
import { PlayerBar } from '../../panels/PlayerBar.tsx';
import { AT_START, moveOfKey, moveScrubber, type ScrubberMove } from '../../plan/scrubber.ts';
import { Badge } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Ladder } from './Ladder.tsx';
import { spokenWords, STATE_WORDS } from './life-model.ts';

/** Milliseconds a step stays while playing: time to read it and find its arrow. */
const STEP_LASTS = 2600;

function StepCard({ frame, place }: { readonly frame: LifeFrame; readonly place: string }) {
  return (
    <aside className="life-card" aria-label="This step">
      <p className="faint">
        {place} · {frame.actor}
        {frame.towards === null ? '' : ` to ${frame.towards}`}
      </p>
      <h3>{frame.title}</h3>
      <p className="life-detail">{frame.detail}</p>
      {frame.action !== '' && <pre className="life-action mono">{frame.action}</pre>}
      {frame.refusal !== '' && (
        <p className="life-refusal">
          <Icon name="close" size={14} /> {frame.refusal}
        </p>
      )}
      {frame.event !== null && (
        <dl className="life-event">
          <dt>Event</dt>
          <dd>
            <code>{frame.event.pec}</code> {frame.event.meaning}
          </dd>
          <dt>for</dt>
          <dd className="mono">
            FID {frame.event.fid}, handle {frame.event.fh}
          </dd>
        </dl>
      )}
      <p className="life-state">
        <i className={`rail-${frame.state}`} aria-hidden="true" /> The function is {STATE_WORDS[frame.state]}.
      </p>
      <p className="quiet">
        {frame.handle === '' ? (
          'It has no handle.'
        ) : (
          <>
            Handle <code>{frame.handle}</code>.{' '}
          </>
        )}{' '}
        CLP List has {frame.listed} {frame.listed === 1 ? 'entry' : 'entries'} now.
      </p>
      {frame.rule !== null && (
        <p>
          <Badge tone={frame.refusal === '' ? 'neutral' : 'danger'}>rule</Badge>{' '}
          <WhyLink rule={frame.rule}>{frame.rule}</WhyLink>
        </p>
      )}
    </aside>
  );
}

/** Buttons, choices and the slider have keys of their own. */
function isOthersKey({ target, key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (altKey || ctrlKey || metaKey) return true;
  return (
    (target as HTMLElement).closest('select, pre') !== null ||
    (key === ' ' && (target as HTMLElement).closest('button') !== null)
  );
}

export function LifePlayer({ run }: { readonly run: LifeRun }) {
  const [scrubber, setScrubber] = useState(AT_START);
  const last = run.frames.length - 1;
  const at = Math.min(scrubber.at, last);
  const { playing } = scrubber;
  const move = (next: ScrubberMove) => setScrubber((now) => moveScrubber(now, next, last));
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(
      () => setScrubber((now) => moveScrubber(now, { kind: 'tick' }, last)),
      STEP_LASTS,
    );
    return () => clearTimeout(timer);
    // Each step waits anew.
  }, [playing, at, last]);
  const frame = run.frames[at];
  if (frame === undefined) return <p className="quiet">Nothing happens in this life.</p>;
  const spoken = spokenWords(run, at);
  return (
    // The keys of the slider work anywhere in the picture.
    <div
      className="life"
      onKeyDown={(event) => {
        if (isOthersKey(event)) return;
        const next: ScrubberMove | null =
          event.key === ' ' ? { kind: playing ? 'pause' : 'play' } : moveOfKey(event.key, last);
        if (next === null) return;
        event.preventDefault();
        move(next);
      }}
    >
      <div className="life-bar">
        <PlayerBar
          place={`${at + 1} of ${last + 1}`}
          at={at}
          last={last}
          playing={playing}
          spoken={spoken}
          onMove={move}
        />
      </div>
      <div className="life-stage">
        <Ladder run={run} at={at} onGo={(to) => move({ kind: 'go', at: to })} />
        <StepCard frame={frame} place={`Step ${at + 1}`} />
      </div>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}
