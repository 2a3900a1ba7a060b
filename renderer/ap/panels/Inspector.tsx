import { useNotices } from '../../store/notices.ts';
import { InspectorShell } from '../../panels/InspectorShell.tsx';
import { Urgent } from '../../panels/Urgent.tsx';
import { useAp, useApState, usePickedGuest } from '../ap-context.ts';
import { EmptyState } from '../../ui/Callout.tsx';
import { CellCard } from './CellCard.tsx';
import { GuestCard } from './GuestCard.tsx';
import { needsCard, PreviewCard } from './PreviewCard.tsx';
import { ProposalCard } from './ProposalCard.tsx';
import { OfferedPanel, RefusalPanel } from './RefusalPanel.tsx';
import { VirtualPanel } from './VirtualPanel.tsx';

function UrgentCards() {
  const refusal = useNotices((state) => state.refusal);
  const offered = useApState((state) => state.offered);
  // Pointing at a way replaces the proposal; its choices stay the same.
  const choices = useApState((state) => state.proposal?.choices ?? null);
  return (
    <Urgent about={refusal ?? offered ?? choices}>
      <RefusalPanel />
      <OfferedPanel />
      {choices !== null && <ProposalCard />}
    </Urgent>
  );
}

/** What is under the pointer, what was refused or offered, the cell, the guest: most urgent first. */
export function Inspector() {
  const cursor = useApState((state) => state.cursor);
  const hovering = useApState((state) => needsCard(state.preview?.choices[0]));
  const proposal = useApState((state) => state.proposal);
  const guest = usePickedGuest();
  const { host } = useAp();
  return (
    <InspectorShell host={host.host} picture="matrix">
      <UrgentCards />
      {hovering && !proposal ? <PreviewCard /> : cursor !== null && <CellCard apqn={cursor} />}
      {guest?.type === 'virtual' && <VirtualPanel key={guest.id} mdev={guest} />}
      {guest && <GuestCard key={`card-${guest.id}`} mdev={guest} />}
      {cursor === null && guest === null && proposal === null && (
        <EmptyState icon="matrix" title="Nothing is selected">
          Click a cell to see all that is known of its queue. Pick a guest on the left to give it queues.
        </EmptyState>
      )}
    </InspectorShell>
  );
}
