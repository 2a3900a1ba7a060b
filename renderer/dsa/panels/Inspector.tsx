import { InspectorShell } from '../../panels/InspectorShell.tsx';
import { Urgent } from '../../panels/Urgent.tsx';
import { useNotices } from '../../store/notices.ts';
import { Callout, EmptyState } from '../../ui/Callout.tsx';
import { useDsa, useDsaState } from '../dsa-context.ts';
import { findPart, guestOf, partLabel } from '../parts.ts';
import { GuestCard } from './GuestCard.tsx';
import { MdevCard } from './MdevCard.tsx';
import { OfferCard } from './OfferCard.tsx';
import { PartCard } from './PartCard.tsx';
import { RefusalPanel } from './RefusalPanel.tsx';

function UrgentCards() {
  const refusal = useNotices((state) => state.refusal);
  const offer = useDsaState((state) => state.offer?.title ?? null);
  return (
    <Urgent about={refusal ?? offer}>
      <RefusalPanel />
      <OfferCard />
    </Urgent>
  );
}

function Card({ id }: { readonly id: string }) {
  const { host } = useDsa();
  const part = findPart(host.desired, id);
  if (part === null)
    return (
      <section className="work-card">
        <Callout tone="info" title="Only on the host">
          {partLabel(host.observed, id)} is on the host, but the wish removes it.
        </Callout>
      </section>
    );
  if (part.kind === 'guest') return <GuestCard key={id} guest={guestOf(host.desired, id)!} />;
  return part.kind === 'mdev' ? <MdevCard key={id} id={id} /> : <PartCard key={id} part={id} />;
}

/** What was refused or offered, then what is selected: most urgent first. */
export function Inspector() {
  const { host } = useDsa();
  const selected = useDsaState((state) => state.selected);
  const offered = useDsaState((state) => state.offer !== null);
  return (
    <InspectorShell host={host.host} picture="picture">
      <UrgentCards />
      {selected !== null && <Card id={selected} />}
      {selected === null && !offered && (
        <EmptyState icon="graph" title="Nothing is selected">
          Select a device, group, engine, work queue or mdev to see and change all of it. Drag a guest onto a
          work queue to give it.
        </EmptyState>
      )}
    </InspectorShell>
  );
}
