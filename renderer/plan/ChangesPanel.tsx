import type { ChangeGroup } from '../../shared/plan.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/Callout.tsx';
import { Icon } from '../ui/icons.tsx';
import { Answered } from './Answered.tsx';
import { useHostAnswer } from './answers.ts';
import { Blocks } from './Blocks.tsx';
import { DriftTable } from './DriftTable.tsx';
import { OpenApplies } from './OpenApplies.tsx';
import { Losses } from './Losses.tsx';
import { usePlan, usePlanPlace, usePlanState } from './plan-context.tsx';
import { planStoreOf } from './plan-store.ts';
import { PlanPanel } from './PlanPanel.tsx';

const MARKS = {
  add: { icon: 'plus', word: 'Added' },
  remove: { icon: 'minus', word: 'Taken away' },
  change: { icon: 'edit', word: 'Changed' },
} as const;

function Group({ group }: { readonly group: ChangeGroup }) {
  const { GuestMark, onRefs } = usePlanPlace();
  const guest = group.refs.find((ref) => ref.kind === 'guest');
  return (
    <section className="plan-group" aria-label={group.title}>
      <h3>
        {guest === undefined ? (
          <span className="plan-host-mark" aria-hidden="true" />
        ) : (
          <GuestMark guestId={guest.id} />
        )}
        {group.refs.length === 0 ? (
          group.title
        ) : (
          <button type="button" className="button-link" onClick={() => onRefs(group.refs)}>
            {group.title}
          </button>
        )}
        <span className="faint tabular">{group.lines.length}</span>
      </h3>
      <ul>
        {group.lines.map((line) => {
          const mark = MARKS[line.kind];
          const words = (
            <>
              <Icon name={mark.icon} size={13} />
              <span>
                <span className="visually-hidden">{mark.word}: </span>
                {line.text}
              </span>
            </>
          );
          return (
            <li key={`${line.kind} ${line.text}`} data-kind={line.kind}>
              {line.refs.length === 0 ? (
                <span className="plan-change">{words}</span>
              ) : (
                <button
                  type="button"
                  className="plan-change"
                  title="Show it in the picture"
                  onClick={() => onRefs(line.refs)}
                >
                  {words}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Changes() {
  const { host, firstChange } = usePlanPlace();
  const changes = useHostAnswer(host, 'plan.changes', { hostId: host.id });
  const plan = usePlan(host);
  return (
    <Answered answer={changes} doing="Comparing the wish with the host">
      {(groups) =>
        groups.length === 0 ? (
          <EmptyState
            icon="check"
            title="The wish is what the host has"
            actions={
              <Button icon="layers" onClick={() => planStoreOf(host).getState().set({ part: 'drift' })}>
                Compare with the next boot
              </Button>
            }
          >
            {firstChange}: what you change is listed here, can be rehearsed, and becomes commands.
          </EmptyState>
        ) : (
          <div className="plan-stack">
            {plan.value !== null && <Blocks blocks={plan.value.blocks} />}
            {plan.value !== null && <Losses steps={plan.value.steps} />}
            <div className="plan-groups">
              {groups.map((group) => (
                <Group key={`${group.family} ${group.title}`} group={group} />
              ))}
            </div>
            {plan.error !== null && <p className="plan-error">{plan.error}</p>}
          </div>
        )
      }
    </Answered>
  );
}

/** What differs between the host and the wish, in words; and what would differ after the next boot. */
export function ChangesPanel() {
  const { host } = usePlanPlace();
  const part = usePlanState(host, (state) => state.part);
  return (
    <PlanPanel
      label="What is compared"
      value={part}
      options={[
        { value: 'changes', label: 'Host and wish' },
        {
          value: 'drift',
          label: 'Now and next boot',
          hint: 'Drift: what is active but not persistent, or the other way round.',
        },
      ]}
      onChange={(next) => planStoreOf(host).getState().set({ part: next })}
      styled="changes"
    >
      <div className="plan-scroll">
        <OpenApplies host={host} />
        {part === 'changes' ? <Changes /> : <DriftTable />}
      </div>
    </PlanPanel>
  );
}
