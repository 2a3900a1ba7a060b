import type { PartCard as PartCardAnswer } from '../../../shared/dsa/cards.ts';
import { type DsaState, wqNamed } from '../../../shared/dsa/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout, Spinner } from '../../ui/Callout.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { useDsa, usePickedGuest } from '../dsa-context.ts';
import { hasItAlready, mdevOf, mdevsOnWq, nobodyWords, shortId, slotsOf } from '../parts.ts';
import { AttributeField } from './AttributeField.tsx';
import { CapacityBar } from './CapacityBar.tsx';
import { CardProblems } from './CardProblems.tsx';
import { Definitions } from './Definitions.tsx';
import { EnableChecks } from './EnableChecks.tsx';
import { GuestLink, PartLink } from './GuestMark.tsx';

const KINDS = { device: 'device', group: 'group', engine: 'engine', wq: 'work queue' } as const;

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** `2 clients; 3 mdevs may be theirs`: sysfs has no link from an mdev to its wq. */
function usersWords(state: DsaState, { part, kind, mdevs }: PartCardAnswer): string {
  const found = kind === 'wq' ? wqNamed(state, part) : undefined;
  if (found === undefined)
    return `${counted(mdevs.length, 'mdev')} ${mdevs.length === 1 ? 'uses' : 'use'} this ${KINDS[kind]}`;
  const { sure, maybe } = mdevsOnWq(state, found.device, found.index);
  const has = `${counted(sure.length, 'mdev')} ${sure.length === 1 ? 'uses' : 'use'} this queue`;
  if (maybe.length === 0) return has;
  if (state.untold.includes('values'))
    return `${counted(maybe.length, sure.length === 0 ? 'mdev' : 'more mdev')} may have this queue`;
  const clients = counted(found.wq.clients, 'client');
  return sure.length === 0
    ? `${clients}; ${counted(maybe.length, 'mdev')} may be ${found.wq.clients === 1 ? 'it' : 'theirs'}`
    : `${has}; it has ${clients}, and ${maybe.length} more may be among them`;
}

function Users({ card }: { readonly card: PartCardAnswer }) {
  const { desired } = useDsa().host;
  const { mdevs } = card;
  if (mdevs.length === 0) return null;
  return (
    <section className="work-subsection" aria-label="Mediated devices">
      <h3>{usersWords(desired, card)}</h3>
      <ul className="dsa-users">
        {mdevs.map((id) => {
          const mdev = mdevOf(desired, id);
          const guest = mdev?.guest ?? null;
          return (
            <li key={id}>
              <PartLink id={id}>{shortId(id)}</PartLink>
              {guest === null ? (
                <span className="faint">{mdev === null ? 'no guest' : nobodyWords(mdev)}</span>
              ) : (
                <GuestLink guestId={guest} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts({ facts }: { readonly facts: PartCardAnswer['facts'] }) {
  if (facts.length === 0) return null;
  return (
    <details className="dsa-more">
      <summary>{facts.length} facts that nobody writes</summary>
      <dl className="work-facts">
        {facts.map((fact) => (
          <div key={fact.file} className="work-fact">
            <dt title={fact.file}>{fact.label}</dt>
            <dd>
              <code>{fact.value}</code> <span className="quiet">{fact.meaning}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function GiveRow({ card }: { readonly card: PartCardAnswer }) {
  const { host, store } = useDsa();
  const guest = usePickedGuest();
  if (card.kind !== 'wq' && card.kind !== 'device') return null;
  const { give, set } = store.getState();
  const reason = guest === null ? null : hasItAlready(host.desired, guest.id, card.part);
  return (
    <div className="work-row">
      <Button
        size="small"
        variant={reason === null ? 'primary' : 'plain'}
        disabledReason={reason}
        icon="guest"
        shortcut="G"
        hint={
          guest === null
            ? 'Choose the guest that gets it'
            : 'At once, unless something stops for it: then you are asked first'
        }
        onClick={() =>
          guest === null
            ? set({ dialog: { kind: 'choose-guest', wq: card.part } })
            : void give(guest.id, card.part)
        }
      >
        {guest === null ? 'Give to a guest…' : `Give to ${guest.name}`}
      </Button>
      {guest !== null && (
        <Button
          size="small"
          variant="quiet"
          onClick={() => set({ dialog: { kind: 'choose-guest', wq: card.part } })}
        >
          Another guest…
        </Button>
      )}
    </div>
  );
}

/** All that is known of one device, group, engine or work queue, and everything of it that can be written. */
export function PartCard({ part }: { readonly part: string }) {
  const { host } = useDsa();
  const { value: card, error } = useEngineQuery(host, 'dsa.part', { hostId: host.host.id, part });
  const untold = host.desired.untold.includes('values');
  const device = host.desired.devices.find((each) => each.name === part);
  const owner = host.desired.devices.find((each) =>
    device === undefined ? part.startsWith(`wq${each.id}.`) : each.name === part,
  );
  return (
    <section className="work-card" aria-label={part}>
      <header className="work-card-head">
        <h2 className="truncate">{part}</h2>
        {card !== null && <Badge>{KINDS[card.kind]}</Badge>}
      </header>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {card === null && error === null && (
        <p className="quiet">
          <Spinner label={`Reading ${part}`} /> Asking the engine…
        </p>
      )}
      {card !== null && (
        <>
          {untold ? (
            <p className="quiet">This source does not tell its settings.</p>
          ) : (
            <p className="quiet">{card.summary}</p>
          )}
          {owner?.caps.configurable === false && (
            <Callout tone="info" title="Its configuration is read-only">
              {owner.name} says configurable 0: it is a guest’s virtual device, or its firmware fixed it. Only
              type, name and driver name of a work queue can be written; then device and queue can be enabled.
            </Callout>
          )}
          {card.lastError !== null && (
            <Callout tone="warning" title={`cmd_status ${card.lastError.code}`}>
              {card.lastError.meaning}
            </Callout>
          )}
          {owner?.caps.configurable !== false && <GiveRow card={card} />}
          <CardProblems problems={card.problems} />
          <EnableChecks card={card} />
          <Users card={card} />
          {device !== undefined && <Definitions device={device} />}
          {card.attributes.length > 0 && (
            <section className="work-subsection" aria-label="Settings">
              <h3>Settings</h3>
              <div className="dsa-attributes">
                {card.attributes.map((row) => (
                  <AttributeField
                    key={row.file}
                    part={card.part}
                    row={row}
                    assumed={untold && row.value === row.onHost}
                  />
                ))}
              </div>
            </section>
          )}
          {!untold &&
            card.capacity.map((capacity) => (
              <CapacityBar
                key={capacity.what}
                capacity={capacity}
                atLeast={
                  capacity.what === 'IMS slots' && owner !== undefined && slotsOf(host.desired, owner).atLeast
                }
              />
            ))}
          {!untold && <Facts facts={card.facts} />}
        </>
      )}
    </section>
  );
}
