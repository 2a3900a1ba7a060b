import type { FunctionCard } from '../../../shared/zpci/cards.ts';
import { guestReadFromInside } from '../../../shared/zpci/own-view.ts';
import { functionByFid } from '../../../shared/zpci/types.ts';
import { WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout, Spinner } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { ownerOf, typeOf } from '../parts.ts';
import { functionEntries } from '../part-entries.ts';
import { usePickedGuest, useZpci } from '../zpci-context.ts';
import { CardProblems } from './CardProblems.tsx';
import { FunctionMark } from './FunctionMark.tsx';
import { GuestLink, PartLink } from './GuestMark.tsx';
import { formatZpciRef, functionName } from '../../../shared/zpci/refs.ts';

function Ready({ card }: { readonly card: FunctionCard }) {
  const { store } = useZpci();
  if (card.ready.length === 0) return null;
  const isReady = card.ready.every(({ ok }) => ok);
  return (
    <section className="work-subsection" aria-label="Before a guest can have it">
      <h3>{isReady ? 'A guest can have it' : 'Before a guest can have it'}</h3>
      <ol className="zpci-checks">
        {card.ready.map(({ text, ok, rule, edits }) => (
          <li key={text} data-ok={ok}>
            <Icon name={ok ? 'check' : 'error'} size={14} />
            <div>
              <span className="visually-hidden">{ok ? 'Fulfilled: ' : 'Missing: '}</span>
              {text} <WhyLink rule={rule} />
              {!ok && edits.length > 0 && (
                <div className="work-row">
                  <Button size="small" onClick={() => void store.getState().edit(text, edits)}>
                    Do this now
                  </Button>
                </div>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Facts({ card }: { readonly card: FunctionCard }) {
  return (
    <section className="work-subsection" aria-label="Facts and where they were read">
      <h3>Facts and where they were read</h3>
      <table className="zpci-facts">
        <thead className="visually-hidden">
          <tr>
            <th>Fact</th>
            <th>Value</th>
            <th>From</th>
          </tr>
        </thead>
        <tbody>
          {card.facts.map(({ label, value, from }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>
                {value.text === null ? (
                  <span className="faint">not told</span>
                ) : (
                  <span className="mono">{value.text}</span>
                )}
                {value.meaning !== '' && <span className="quiet"> {value.meaning}</span>}
              </td>
              <td className="faint">{from}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {card.others.length > 0 && (
        <details>
          <summary className="quiet">{card.others.length} files this program does not know</summary>
          <dl className="work-facts">
            {card.others.map(({ name, text }) => (
              <div className="work-fact" key={name}>
                <dt>{name}</dt>
                <dd className="mono">{text}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}

function Commands({ card }: { readonly card: FunctionCard }) {
  if (card.commands.length === 0) return null;
  return (
    <section className="work-subsection" aria-label="Commands">
      <h3>Commands</h3>
      {card.commands.map(({ task, command }) => (
        <div className="zpci-command" key={task}>
          <span className="work-field-label">{task}</span>
          <CopyButton label={`Copy: ${task}`} text={command} />
          <pre>{command}</pre>
        </div>
      ))}
    </section>
  );
}

/** One function of the host: whose it is, what it needs, what is known of it and from where. */
export function FunctionInspector({ id, fid }: { readonly id: string; readonly fid: number }) {
  const { host, store } = useZpci();
  const picked = usePickedGuest();
  const { value: card, error } = useEngineQuery(host, 'zpci.function', { hostId: host.host.id, fid });
  const fn = functionByFid(host.desired, fid) ?? functionByFid(host.observed, fid);
  if (fn === undefined) return null;
  const owner = ownerOf(host.desired, fn);
  const inside = guestReadFromInside(host.desired);
  const { give, take, set } = store.getState();
  return (
    <section className="work-card" aria-label={`Function ${functionName(fn)}`} data-function={id}>
      <header className="work-card-head">
        <FunctionMark state={host.desired} fn={fn} />
        <h2 className="truncate mono">{functionName(fn)}</h2>
        <Badge>{typeOf(fn).short}</Badge>
        {fn.state !== 'configured' && (
          <Badge tone={fn.state === 'standby' ? 'neutral' : 'danger'}>{fn.state}</Badge>
        )}
      </header>
      {card !== null && card.summary !== '' && <p className="quiet">{card.summary}</p>}
      <div className="work-row">
        {inside !== undefined ? null : owner === null ? (
          <Button
            size="small"
            variant="primary"
            icon="plus"
            shortcut="G"
            hint="At once, unless something stops for it: then you see what first."
            onClick={() =>
              picked === null
                ? set({ dialog: { kind: 'choose-guest', fids: [fid] } })
                : void give(picked.id, [fid])
            }
          >
            {picked === null ? 'Give it to a guest…' : `Give it to ${picked.name}`}
          </Button>
        ) : (
          <Button
            size="small"
            icon="minus"
            shortcut="Delete"
            onClick={() => void take(owner.guest.id, owner.device.id)}
          >
            Give it back to the host
          </Button>
        )}
        <Menu
          label="What to do with it"
          trigger={
            <Button size="small" iconEnd="chevronDown">
              More
            </Button>
          }
          entries={() => functionEntries({ store, state: host.desired }, fn)}
        />
      </div>
      {inside !== undefined && (
        <Callout tone="info" title={`${inside.name} has it already`} actions={<WhyLink rule="ZPCI-M7" />}>
          The machine that was read is {inside.name} itself, and this is its own function as it sees it. Read
          the host of {inside.name} to give functions.
        </Callout>
      )}
      {owner !== null && (
        <dl className="work-facts">
          <div className="work-fact">
            <dt>Guest</dt>
            <dd>
              <GuestLink guestId={owner.guest.id} />
            </dd>
          </div>
          <div className="work-fact">
            <dt>Device there</dt>
            <dd>
              <PartLink id={formatZpciRef({ kind: 'dev', guest: owner.guest.id, device: owner.device.id })}>
                {owner.device.id}
              </PartLink>
            </dd>
          </div>
        </dl>
      )}
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {card === null && error === null && (
        <p className="quiet">
          <Spinner label="Reading the function" /> Asking the engine…
        </p>
      )}
      {card !== null && (
        <>
          <CardProblems problems={card.problems} />
          {inside === undefined && <Ready card={card} />}
          <Facts card={card} />
          <Commands card={card} />
        </>
      )}
    </section>
  );
}
