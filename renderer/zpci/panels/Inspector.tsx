import { parseZpciRef } from '../../../shared/zpci/refs.ts';
import { deviceById, guestById } from '../../../shared/zpci/types.ts';
import { InspectorShell } from '../../panels/InspectorShell.tsx';
import { Urgent } from '../../panels/Urgent.tsx';
import { useNotices } from '../../store/notices.ts';
import { Callout, EmptyState } from '../../ui/Callout.tsx';
import { FieldCard } from '../answer/FieldCard.tsx';
import { hasPart, partLabel } from '../parts.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { DeviceCard } from './DeviceCard.tsx';
import { FunctionInspector } from './FunctionInspector.tsx';
import { GuestCard } from './GuestCard.tsx';
import { OfferCard } from './OfferCard.tsx';
import { RefusalPanel } from './RefusalPanel.tsx';

function UrgentCards() {
  const refusal = useNotices((state) => state.refusal);
  const offer = useZpciState((state) => state.offer?.title ?? null);
  return (
    <Urgent about={refusal ?? offer}>
      <RefusalPanel />
      <OfferCard />
    </Urgent>
  );
}

function Card({ id }: { readonly id: string }) {
  const { host } = useZpci();
  const guest = guestById(host.desired, id);
  if (guest !== undefined) return <GuestCard key={id} guest={guest} />;
  const ref = parseZpciRef(id);
  if (ref?.kind === 'fn') return <FunctionInspector key={id} id={id} fid={ref.fid} />;
  const whose = ref !== null && 'guest' in ref ? guestById(host.desired, ref.guest) : undefined;
  if (ref?.kind === 'group' && whose !== undefined) return <GuestCard key={id} guest={whose} />;
  if (ref?.kind === 'dev' && whose !== undefined) {
    const device = deviceById(whose, ref.device);
    if (device !== undefined) return <DeviceCard key={id} id={id} guest={whose} device={device} />;
  }
  if (ref?.kind === 'hostgroup') return null;
  return (
    <section className="work-card">
      <Callout tone="info" title="Only on the host">
        {hasPart(host.observed, id)
          ? `${partLabel(host.observed, id)} is on the host, but the wish removes it.`
          : 'It is not there any more.'}
      </Callout>
    </section>
  );
}

/** What was refused or offered, then the field or the thing that is selected: most urgent first. */
export function Inspector() {
  const { host } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const offered = useZpciState((state) => state.offer !== null);
  const onBoard = useZpciState((state) => state.display === 'assign');
  const onField = useZpciState((state) => state.display === 'answer' && state.field !== null);
  return (
    <InspectorShell host={host.host} picture="picture">
      <UrgentCards />
      {onField && <FieldCard />}
      {selected !== null && <Card id={selected} />}
      {selected === null && !offered && !onField && (
        <EmptyState icon="card" title="Nothing is selected">
          {onBoard
            ? 'Pick a guest, then point at a function: below the board stands what the guest would get of it. Enter or a drag onto the guest gives it.'
            : 'Select a guest, one of its functions, or a function on the host: here stands what is known of it.'}
        </EmptyState>
      )}
    </InspectorShell>
  );
}
