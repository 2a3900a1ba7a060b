import './player.css';
import { type KeyboardEvent, useEffect, useState } from 'react';
import type { PlayerRun, PlayerSetting } from '../../../shared/dsa/cards.ts';
import { type Strategy, strategyOf } from '../../../shared/dsa/strategies.ts';
import type { StrategyId } from '../../../shared/dsa/types.ts';
import { AT_START, moveOfKey, moveScrubber, type ScrubberMove } from '../../plan/scrubber.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { Callout, Spinner } from '../../ui/Callout.tsx';
import { type Answer, useAnswer } from '../../ui/useAnswer.ts';
import { Choices } from './Choices.tsx';
import { aligned, placeWords, spokenWords, stepAt } from './player-model.ts';
import { PlayerBar } from '../../panels/PlayerBar.tsx';
import { Stage } from './Stage.tsx';
import { StepText } from './StepText.tsx';
import { Arguments, PropertyTable } from './StrategyFacts.tsx';
import { Track } from './Track.tsx';

export interface StrategyPlayerProps {
  readonly initial?: StrategyId;
  /** Played beside it. */
  readonly compare?: StrategyId | null;
}

/** Milliseconds a step stays while playing: time to read two sentences and look at the drawing. */
const STEP_LASTS = 3200;

const START: PlayerSetting = { mode: 'dedicated', guests: 1, softwareOnly: true };

function useLife(strategy: StrategyId, setting: PlayerSetting): Answer<PlayerRun> {
  const input = { strategy, ...setting };
  return useAnswer(JSON.stringify(input), () => call('dsa.play', input));
}

interface SideProps {
  readonly run: PlayerRun;
  readonly strategy: Strategy;
  /** Step, from 0. */
  readonly at: number;
  readonly moments: readonly number[];
  readonly columns: number;
  readonly titled: boolean;
  readonly onGo: (at: number) => void;
}

function Side({ run, strategy, at, moments, columns, titled, onGo }: SideProps) {
  const frame = run.frames[at]!;
  return (
    <section className="player-side-of" aria-label={`Life under ${strategy.title}`}>
      {titled && (
        <header className="player-title">
          <h2>
            <span className="faint">{strategy.number}</span> {strategy.title}
          </h2>
          <span className="player-place tabular">{placeWords(run, at)}</span>
        </header>
      )}
      <Track run={run} strategy={strategy} at={at} moments={moments} columns={columns} onGo={onGo} />
      <div className="player-scene">
        <Stage frame={frame} strategy={strategy} at={at} />
        <StepText frames={run.frames} at={at} strategy={strategy} />
      </div>
    </section>
  );
}

/** Buttons, choices and links have keys of their own. */
function isOthersKey(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.altKey || event.ctrlKey || event.metaKey) return true;
  if (target.closest('[role="radiogroup"], select, pre') !== null) return true;
  return event.key === ' ' && target.closest('button, a') !== null;
}

interface DeckProps {
  readonly runs: readonly PlayerRun[];
  readonly strategies: readonly Strategy[];
}

function Deck({ runs, strategies }: DeckProps) {
  const [scrubber, setScrubber] = useState(AT_START);
  const { moments, momentsOf } = aligned(runs);
  const last = moments - 1;
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
  const steps = momentsOf.map((each) => stepAt(each, at));
  const spoken = runs.map((run, index) => spokenWords(run, steps[index]!, strategies[index]!)).join(' ');
  return (
    // The keys of the slider work anywhere in the picture.
    <div
      className="player-deck"
      onKeyDown={(event) => {
        if (isOthersKey(event)) return;
        const next: ScrubberMove | null =
          event.key === ' ' ? { kind: playing ? 'pause' : 'play' } : moveOfKey(event.key, last);
        if (next === null) return;
        event.preventDefault();
        move(next);
      }}
    >
      <PlayerBar
        place={runs.length > 1 ? `Moment ${at + 1} of ${moments}` : placeWords(runs[0]!, steps[0]!)}
        at={at}
        last={last}
        playing={playing}
        spoken={spoken}
        onMove={move}
      />
      <div className={runs.length > 1 ? 'player-sides player-sides-two' : 'player-sides'}>
        {runs.map((run, index) => (
          <Side
            key={strategies[index]!.id}
            run={run}
            strategy={strategies[index]!}
            at={steps[index]!}
            moments={momentsOf[index]!}
            columns={moments}
            titled={runs.length > 1}
            onGo={(to) => move({ kind: 'go', at: to })}
          />
        ))}
      </div>
      <p className="visually-hidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

/** A guest queue's life under one strategy, or under two side by side, played on the model kernel. */
export function StrategyPlayer({ initial = 'mdev-hybrid', compare = null }: StrategyPlayerProps) {
  const [left, setLeft] = useState<StrategyId>(initial);
  const [right, setRight] = useState<StrategyId | null>(compare);
  const [setting, setSetting] = useState(START);
  const first = useLife(left, setting);
  // The same question twice is one answer; without a second strategy it is not drawn.
  const second = useLife(right ?? left, setting);
  const strategies = (right === null ? [left] : [left, right]).map(strategyOf);
  const answers = right === null ? [first] : [first, second];
  const failed = answers.find((answer) => answer.state === 'failed');
  const runs = answers.flatMap((answer) => (answer.state === 'here' ? [answer.value] : []));
  return (
    <div className="player">
      <Choices
        left={left}
        right={right}
        setting={setting}
        onLeft={(next) => {
          setLeft(next);
          if (next === right) setRight(null);
        }}
        onRight={setRight}
        onSetting={setSetting}
      />
      {failed !== undefined && failed.state === 'failed' ? (
        <Callout tone="danger" title="This life cannot be played">
          {sentenceOf(failed.error)}
        </Callout>
      ) : runs.length === strategies.length ? (
        <Deck key={JSON.stringify([left, right, setting])} runs={runs} strategies={strategies} />
      ) : (
        <div className="player-waiting">
          <Spinner label="Playing it on the model" />
        </div>
      )}
      <PropertyTable strategies={strategies} />
      <div className={strategies.length > 1 ? 'player-sides player-sides-two' : 'player-sides'}>
        {strategies.map((strategy) => (
          <Arguments key={strategy.id} strategy={strategy} />
        ))}
      </div>
    </div>
  );
}
