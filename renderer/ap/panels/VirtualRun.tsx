import { useEffect, useRef, useState } from 'react';
import { VIRTUAL_POLICIES, type VirtualPolicy, type VirtualStep } from '../../../shared/ap/preview.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { type Apqn, formatApqn } from '../../../shared/apqn.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useAp } from '../ap-context.ts';
import { virtualApqns } from '../virtual-cells.ts';

const POLICIES: Readonly<Record<VirtualPolicy, { readonly label: string; readonly about: string }>> = {
  'round-robin': {
    label: 'Round robin',
    about: 'One after the other. Simple and fair, blind to slow cards.',
  },
  'least-outstanding': {
    label: 'Least outstanding',
    about: 'The queue with the smallest backlog for its depth. Adapts to load, harder to reproduce.',
  },
  'priority-failover': {
    label: 'Priority with failover',
    about: 'Always the first usable one. One queue, one audit trail; the others idle.',
  },
};
/** Enough to see every policy wrap around 16 candidates. */
const REQUESTS = 24;
const PLAY_EVERY_MS = 900;

function useSteps(mdev: Mdev, apqn: Apqn, policy: VirtualPolicy, unusable: readonly Apqn[]) {
  const { host } = useAp();
  const [answer, setAnswer] = useState<{ steps: readonly VirtualStep[]; error: string | null }>({
    steps: [],
    error: null,
  });
  const hostId = host.host.id;
  useEffect(() => {
    const abort = new AbortController();
    call(
      'ap.virtualRun',
      { hostId, mdev: mdev.id, apqn, policy, requests: REQUESTS, unusable: [...unusable] },
      { signal: abort.signal },
    )
      .then((steps) => {
        if (!abort.signal.aborted) setAnswer({ steps, error: null });
      })
      .catch((thrown: unknown) => {
        if (!abort.signal.aborted) setAnswer({ steps: [], error: sentenceOf(thrown) });
      });
    return () => abort.abort();
  }, [hostId, mdev, apqn, policy, unusable]);
  return answer;
}

/** Steps through requests of the virtual guest: who could take it, who did and why. */
export function VirtualRun({ mdev }: { readonly mdev: Mdev }) {
  const { store } = useAp();
  const queues = virtualApqns(mdev);
  const [chosen, setChosen] = useState<Apqn | null>(null);
  const apqn = chosen !== null && queues.includes(chosen) ? chosen : queues[0]!;
  const [policy, setPolicy] = useState<VirtualPolicy>('round-robin');
  const [unusable, setUnusable] = useState<readonly Apqn[]>([]);
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const { steps, error } = useSteps(mdev, apqn, policy, unusable);
  const step = steps[Math.min(at, steps.length - 1)];
  // Answers may come after later requests, so the last step is not always of the last one.
  const total = Math.max(0, ...steps.map(({ request }) => request));
  const last = at >= steps.length - 1;
  const shown = useRef<Apqn | null>(null);

  useEffect(() => {
    if (!playing) return undefined;
    if (last) {
      setPlaying(false);
      return undefined;
    }
    const timer = setTimeout(() => setAt(at + 1), PLAY_EVERY_MS);
    return () => clearTimeout(timer);
  }, [playing, last, at]);

  useEffect(() => {
    if (!step || step.chosen === shown.current || (!playing && at === 0)) return;
    shown.current = step.chosen;
    store.getState().set({ highlight: step.chosen === null ? [] : [step.chosen] });
  }, [step, playing, at, store]);

  function restart(): void {
    if (shown.current !== null) store.getState().set({ highlight: [] });
    shown.current = null;
    setAt(0);
    setPlaying(false);
  }
  return (
    <div className="work-subsection">
      <h3>Step through requests</h3>
      <div className="work-row">
        <label className="ap-select">
          <span className="faint">Virtual queue</span>
          <select
            value={apqn}
            onChange={(event) => {
              setChosen(Number(event.target.value));
              restart();
            }}
          >
            {queues.map((queue) => (
              <option key={queue} value={queue}>
                {formatApqn(queue)}
              </option>
            ))}
          </select>
        </label>
        <label className="ap-select">
          <span className="faint">Policy</span>
          <select
            value={policy}
            onChange={(event) => {
              setPolicy(event.target.value as VirtualPolicy);
              restart();
            }}
          >
            {VIRTUAL_POLICIES.map((one) => (
              <option key={one} value={one}>
                {POLICIES[one].label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="faint">{POLICIES[policy].about}</p>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {step && (
        <>
          <p aria-live="polite">
            <strong>
              Request {step.request} of {total}, {step.instruction}:
            </strong>{' '}
            {step.chosen === null
              ? `no queue, response code 0x${step.responseCode.toString(16).padStart(2, '0')}`
              : formatApqn(step.chosen)}
            . <span className="quiet">{step.why}</span>
          </p>
          <ul className="ap-candidates">
            {step.candidates.map((candidate) => {
              const off = unusable.includes(candidate.apqn);
              return (
                <li key={candidate.apqn} data-chosen={candidate.apqn === step.chosen}>
                  <button
                    type="button"
                    className="button-link mono"
                    onClick={() => store.getState().showRefs([{ kind: 'apqn', apqn: candidate.apqn }])}
                  >
                    {formatApqn(candidate.apqn)}
                  </button>
                  <span className="quiet">
                    {candidate.outstanding}/{candidate.depth} {candidate.why}
                  </span>
                  <label>
                    <input
                      type="checkbox"
                      checked={!off}
                      onChange={() => {
                        setUnusable(
                          off
                            ? unusable.filter((one) => one !== candidate.apqn)
                            : [...unusable, candidate.apqn],
                        );
                        restart();
                      }}
                    />{' '}
                    usable
                  </label>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <div className="work-row">
        <Button
          size="small"
          icon={playing ? 'stop' : 'play'}
          onClick={() => {
            if (!playing && last) setAt(0);
            setPlaying(!playing);
          }}
        >
          {playing ? 'Pause' : 'Play'}
        </Button>
        <Button
          size="small"
          icon="chevronRight"
          disabledReason={last ? 'This was the last request.' : null}
          onClick={() => setAt(at + 1)}
        >
          Step
        </Button>
        <Button
          size="small"
          icon="revert"
          onClick={() => {
            restart();
            setUnusable([]);
          }}
        >
          Reset
        </Button>
      </div>
    </div>
  );
}
