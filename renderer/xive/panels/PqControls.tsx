import { useRef } from 'react';
import type { SourceCard } from '../../../shared/xive/cards.ts';
import type { Place, VmMoment } from '../../../shared/xive/moment.ts';
import { hwSourceName, lisnName } from '../../../shared/xive/pages.ts';
import { PQ_STATES, type Pq } from '../../../shared/xive/pq.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Term } from '../../ui/Term.tsx';
import { ESB_VERBS, type EsbVerb } from '../esb-verbs.ts';
import { useXive } from '../xive-context.ts';
import { PqDiagram, type PqDiagramProps } from './PqDiagram.tsx';

const VERBS: readonly EsbVerb[] = ['trigger', 'eoi', 'mask', 'unmask', 'read'];

function pqOf(text: string | null): Pq | null {
  return PQ_STATES.find((state) => state === text) ?? null;
}

/** The way from the state shown before to this one; the same until the next change. */
function useMoved(state: Pq | null): PqDiagramProps['moved'] {
  const last = useRef<{ readonly state: Pq | null; readonly moved: PqDiagramProps['moved'] }>({
    state,
    moved: null,
  });
  const before = last.current;
  if (before.state !== state)
    last.current = {
      state,
      moved:
        before.state === null || state === null
          ? null
          : { from: before.state, to: state, serial: (before.moved?.serial ?? 0) + 1 },
    };
  return last.current.moved;
}

/** What came of the last event, where it was about this source. */
function LastAccess({
  place,
  lisn,
}: {
  readonly place: Extract<Place, { kind: 'branch' }>;
  readonly lisn: number;
}) {
  const { host } = useXive();
  const { value } = useEngineQuery(host, 'xive.timeline', {
    hostId: host.host.id,
    branch: place.branch,
    ...(place.strategy === undefined ? {} : { strategy: place.strategy }),
    from: Math.max(0, place.step - 1),
    count: place.step === 0 ? 0 : 1,
  });
  const row = value?.rows[0];
  if (row === undefined || row.step !== place.step || !('lisn' in row.event) || row.event.lisn !== lisn)
    return null;
  return (
    <p className="xive-last" role="status">
      <strong>{row.title}</strong>
      {row.result === '' ? '' : `: ${row.result}`}
    </p>
  );
}

/** P and Q of the source that the guest really drives, with what the guest can do to it. */
export function PqControls({
  card,
  place,
  vm,
}: {
  readonly card: SourceCard;
  readonly place: Place;
  readonly vm: VmMoment;
}) {
  const { store } = useXive();
  const state = pqOf(card.driven?.pq ?? card.pq);
  const moved = useMoved(state);
  const isReading = place.kind === 'reading';
  const why = isReading
    ? 'A reading is what was captured. Study it, and its guest can do this.'
    : card.valid
      ? null
      : 'KVM has no such source.';
  return (
    <section className="work-subsection" aria-label="P and Q">
      <h3>
        <Term id="pq">P and Q</Term>
      </h3>
      {card.driven !== null && (
        <p className="xive-driven">
          The guest’s page drives <code>{hwSourceName(card.driven.hw)}</code>, not the owner{' '}
          <code>{card.owner === null ? 'none' : hwSourceName(card.owner)}</code>.
        </p>
      )}
      <PqDiagram state={state} owner={card.driven === null ? null : pqOf(card.pq)} moved={moved} />
      <div
        className="xive-pq-buttons"
        role="group"
        aria-label={`What the guest does to ${lisnName(card.lisn)}`}
      >
        {VERBS.map((verb) => {
          const { name, hint, shortcut, make } = ESB_VERBS[verb];
          const lsiHint = verb === 'trigger' ? 'The device raises the line.' : 'Through the hcall H_INT_ESB.';
          return (
            <Button
              key={verb}
              size="small"
              hint={card.lsi ? lsiHint : hint}
              shortcut={shortcut}
              disabledReason={why}
              onClick={() => {
                const { label, event } = make(card.lisn, card.lsi, vm.vm);
                void store.getState().happen(label, [event]);
              }}
            >
              {card.lsi && verb === 'trigger' ? 'Raise line' : name}
            </Button>
          );
        })}
        {card.lsi && card.asserted && (
          <Button
            size="small"
            hint="The device lowers the line."
            disabledReason={why}
            onClick={() =>
              void store
                .getState()
                .happen(`Lower the line of ${lisnName(card.lisn)}`, [
                  { op: 'line', lisn: card.lisn, level: false, vm: vm.vm },
                ])
            }
          >
            Lower line
          </Button>
        )}
      </div>
      {card.lsi && !isReading && (
        <p className="quiet">
          A guest never touches the pages of an LSI: it asks the hypervisor with the hcall H_INT_ESB.
        </p>
      )}
      {place.kind === 'branch' && <LastAccess place={place} lisn={card.lisn} />}
      {place.kind === 'reading' && (
        <Button
          size="small"
          icon="graph"
          onClick={() => store.getState().set({ dialog: { kind: 'study-reading', reading: place.reading } })}
        >
          Study this reading
        </Button>
      )}
    </section>
  );
}
