import { QUEUE } from '../../../shared/ap/types.ts';
import { type Apqn, adapterOf, bothBases, domainOf, formatApqn } from '../../../shared/apqn.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout, Spinner } from '../../ui/Callout.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { cellEntries } from '../cell-entries.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { GuestLink } from './GuestSwatch.tsx';
import { Notes } from './Notes.tsx';

/** All that is known of the cell under the cursor. */
export function CellCard({ apqn }: { readonly apqn: Apqn }) {
  const { host, store } = useAp();
  const { value: current, error } = useEngineQuery(host, 'ap.queue', { hostId: host.host.id, apqn });
  const value = host.desired.queues.state[apqn] ?? QUEUE.ABSENT;
  const wanted = host.desired.mdevs.filter((mdev) => current?.wantedBy.includes(mdev.id));
  const worst = current?.notes.some((note) => note.severity === 'error') === true;
  // Guests are shown as links below; without one the engine's own words stand.
  const facts = (current?.facts ?? []).filter((fact) => wanted.length === 0 || fact.label !== 'Wanted by');
  const mode = useApState((state) => state.mode);
  return (
    <section className="work-card" aria-label={`APQN ${formatApqn(apqn)}`}>
      <header className="work-card-head">
        <h2>
          APQN <span className="mono">{formatApqn(apqn)}</span>
        </h2>
        {worst ? (
          <Badge tone="danger" icon="error">
            conflict
          </Badge>
        ) : value === QUEUE.ABSENT ? (
          <Badge>not in the LPAR</Badge>
        ) : null}
        <Menu
          label={`What to do with ${formatApqn(apqn)}`}
          align="end"
          trigger={
            <Button size="small" variant="quiet" iconEnd="chevronDown">
              Actions
            </Button>
          }
          entries={cellEntries(host, store, { adapters: [adapterOf(apqn)], domains: [domainOf(apqn)] })}
        />
      </header>
      <p className="visually-hidden">
        Adapter {bothBases(adapterOf(apqn))}, domain {bothBases(domainOf(apqn))}. Mode: {mode}.
      </p>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {current === null && error === null && <Spinner label="Asking the engine" />}
      {current && (
        <dl className="work-facts">
          {facts.map((fact) => (
            <div key={fact.label} className="work-fact">
              <dt>{fact.label}</dt>
              <dd className={fact.unknown === true ? 'ap-unknown' : undefined}>
                {fact.unknown === true && fact.value === '' ? 'this source does not tell' : fact.value}
              </dd>
            </div>
          ))}
          {wanted.length > 0 && (
            <div className="work-fact">
              <dt>Wanted by</dt>
              <dd className="ap-fact-guests">
                {wanted.map((mdev) => (
                  <GuestLink key={mdev.id} guestId={mdev.id} />
                ))}
              </dd>
            </div>
          )}
        </dl>
      )}
      <Notes notes={current?.notes ?? []} />
    </section>
  );
}
