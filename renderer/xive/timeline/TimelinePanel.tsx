import './timeline.css';
import type { BranchView } from '../../../shared/xive/view.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/Callout.tsx';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { EventList } from './EventList.tsx';
import { FaultSteps } from './FaultSteps.tsx';
import { askForEvent } from './player.ts';
import { ReadingTimeline } from './ReadingTimeline.tsx';
import { Track } from './Track.tsx';
import { Transport } from './Transport.tsx';
import { useTimeline } from './use-timeline.ts';

function NoEvents({ branch }: { readonly branch: BranchView }) {
  const { store } = useXive();
  return (
    <EmptyState
      icon="layers"
      title={`Nothing has happened in “${branch.name}” yet`}
      actions={
        <>
          <Button
            variant="primary"
            onClick={() => store.getState().set({ dialog: { kind: 'plug', name: null } })}
          >
            Plug a device…
          </Button>
          <Button onClick={() => askForEvent(store, 0, 'guestTouch')}>Let the guest touch a page…</Button>
          <Button onClick={() => askForEvent(store, 0)}>Another event…</Button>
        </>
      }
    >
      Plug a device, let the guest touch a page, or insert any other event. Each becomes a step: you can go
      back to it, change it, or branch off it.
    </EmptyState>
  );
}

/** Rows around the shown step: those the track can label. */
const AROUND = 60;

function BranchTimeline({ branch, step }: { readonly branch: BranchView; readonly step: number }) {
  const small = useXiveState((state) => state.small);
  const timeline = useTimeline(branch, Math.max(0, step - AROUND), Math.min(branch.events, step + AROUND));
  return (
    <div className="xive-timeline" data-small={small !== null}>
      <div className="xive-timeline-play">
        {timeline.error !== null && (
          <p className="xive-timeline-error" role="alert">
            The timeline could not be played. {timeline.error}
          </p>
        )}
        <Track branch={branch} step={step} timeline={timeline} compact={small !== null} />
        {small === null ? <Transport branch={branch} step={step} timeline={timeline} /> : <FaultSteps />}
      </div>
      <EventList key={branch.id} branch={branch} step={step} />
    </div>
  );
}

/** Scrub, play, and change the events of the branch that is shown; or go from one reading of the guest to the next. */
export function TimelinePanel() {
  const { host, store } = useXive();
  const place = useShownPlace();
  if (place === null)
    return (
      <EmptyState
        icon="layers"
        title="Nothing to play"
        actions={
          <IconButton
            icon="plus"
            label="Start a new branch"
            onClick={() => store.getState().set({ dialog: { kind: 'new-branch' } })}
          />
        }
      >
        Start a branch, or add a capture of a real guest.
      </EmptyState>
    );
  if (place.kind === 'reading') return <ReadingTimeline reading={place.reading} />;
  const branch = host.desired.branches.find(({ id }) => id === place.branch);
  if (branch === undefined) return null;
  return branch.events === 0 ? (
    <NoEvents branch={branch} />
  ) : (
    <BranchTimeline branch={branch} step={place.step} />
  );
}
