import type { PageCard, SourceCard } from '../../../shared/xive/cards.ts';
import type { Place, VmMoment } from '../../../shared/xive/moment.ts';
import { hex, hwSourceName, lisnName } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { useXive } from '../xive-context.ts';
import { AtPlace, CardShell } from './CardShell.tsx';
import { Consequences, DeviceLink, Facts, Hw, LayerStack, StateMark, Story, Swatch } from './card-parts.tsx';
import { PqControls } from './PqControls.tsx';
import { useSourceCard } from './use-card.ts';
import { WhatAvoidsIt } from './WhatAvoidsIt.tsx';

const SIDES = ['Trigger page', 'Management page'] as const;

/** One of the two pages: what it should show, what it shows. */
/** `named`: several mappings show the LISN, so each page says which one it is of. */
function Side({ page, named }: { readonly page: PageCard; readonly named: boolean }) {
  const { store } = useXive();
  const bad = page.state === 'stale' || page.state === 'misresolved';
  return (
    <li>
      <button
        type="button"
        className="xive-side"
        data-state={page.state}
        onClick={() => store.getState().show({ kind: 'page', page: page.page })}
      >
        <span className="xive-side-head">
          <strong>{page.intended === null ? `Page ${hex(page.page)}` : SIDES[page.intended.parity]}</strong>
          <StateMark state={page.state} />
        </span>
        {named && (
          <span>
            {page.vma?.mapping ?? 'no mapping'}, page {hex(page.page)}
          </span>
        )}
        <span>
          shows <Hw page={page.shows} />
        </span>
        {bad && (
          <span className="xive-side-should">
            should show <Hw page={page.expected} />
            {page.since !== null && page.since > 0 ? `, since step ${page.since}` : ''}
          </span>
        )}
      </button>
    </li>
  );
}

function ownerWords(card: SourceCard): string {
  const owner = card.owner === null ? null : hwSourceName(card.owner);
  if (owner === null) return card.valid ? 'not known' : 'none: KVM has no such source';
  return owner;
}

function Body({
  card,
  place,
  vm,
}: {
  readonly card: SourceCard;
  readonly place: Place;
  readonly vm: VmMoment;
}) {
  const flags = [
    ...(card.lsi ? ['LSI'] : []),
    ...(card.orphan ? ['orphan'] : []),
    ...(card.masked === true ? ['masked'] : []),
    ...(card.asserted ? ['asserted'] : []),
    ...(card.claimed === false && card.valid ? ['not claimed'] : []),
  ];
  return (
    <>
      {flags.length > 0 && (
        <div className="work-row">
          {flags.map((flag) => (
            <Badge key={flag} tone={flag === 'orphan' ? 'warning' : 'neutral'}>
              {flag}
            </Badge>
          ))}
        </div>
      )}
      <Consequences
        title={`Interrupt ${lisnName(card.lisn)} goes to a wrong source`}
        tone="danger"
        consequences={card.consequence}
      />
      {card.consequence.length > 0 && <WhatAvoidsIt vm={card.vm} lisn={card.lisn} />}
      <Consequences
        title="The texts contradict each other"
        tone="warning"
        consequences={card.conflicts.filter(({ tone }) => tone !== 'info')}
      />
      <Consequences
        title="Good to know"
        tone="info"
        consequences={card.conflicts.filter(({ tone }) => tone === 'info')}
      />
      <Facts
        rows={[
          ['Used for', card.use],
          ...(card.device === null
            ? []
            : [
                [
                  'Device',
                  <span key="device">
                    <DeviceLink name={card.device} />
                    {card.vector === null ? '' : `, vector ${card.vector}`}
                  </span>,
                ] as const,
              ]),
          ['Owner', <code key="owner">{ownerWords(card)}</code>],
          ...(card.ipi !== null && card.ipi !== card.owner
            ? [['IPI behind it', <code key="ipi">{hwSourceName(card.ipi)}</code>] as const]
            : []),
          ...(card.target === null
            ? []
            : [
                [
                  'Goes to',
                  `vCPU ${card.target.server}, priority ${card.target.priority}, EISN ${hex(card.target.eisn)}`,
                ] as const,
              ]),
        ]}
      />
      {card.pages.length > 0 && (
        <section className="work-subsection" aria-label="Its pages">
          <h3>{card.pages.length > 2 ? 'Its pages, in each mapping' : 'Its two pages'}</h3>
          <ul className="xive-sides">
            {card.pages.map((page) => (
              <Side key={page.page} page={page} named={card.pages.length > 2} />
            ))}
          </ul>
        </section>
      )}
      <PqControls card={card} place={place} vm={vm} />
      {card.numbers.length > 0 && (
        <section className="work-subsection" aria-label="Its numbers">
          <h3>One vector, all its numbers</h3>
          <ul className="xive-numbers">
            {card.numbers.map(({ what, value, from }) => (
              <li key={`${what} ${from}`}>
                <span>{what}</span>
                <code>{value}</code>
                <span className="faint">{from}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Story title="What happened to it" story={card.story} />
      {card.pages.some(({ state }) => state === 'stale' || state === 'misresolved') && (
        <LayerStack
          stack={card.pages.find(({ state }) => state === 'stale' || state === 'misresolved')?.stack ?? []}
        />
      )}
    </>
  );
}

function AtLisn({
  lisn,
  place,
  vm,
}: {
  readonly lisn: number;
  readonly place: Place;
  readonly vm: VmMoment;
}) {
  const { store } = useXive();
  const { card, error } = useSourceCard(place, vm.vm, lisn);
  return (
    <CardShell
      title={
        <>
          LISN <span className="mono">{lisnName(lisn)}</span>
        </>
      }
      mark={card?.device == null ? undefined : <Swatch name={card.device} />}
      waiting={card === null}
      error={error}
    >
      {card !== null && <Body card={card} place={place} vm={vm} />}
      {card !== null && (
        <Button variant="link" onClick={() => store.getState().show({ kind: 'source', lisn })}>
          Bring it into view
        </Button>
      )}
    </CardShell>
  );
}

/** All that is known of one LISN: who has it, where its pages lead, what goes wrong, and its P/Q to play with. */
export function SourcePanel({ lisn }: { readonly lisn: number }) {
  return <AtPlace>{(place, vm) => <AtLisn lisn={lisn} place={place} vm={vm} />}</AtPlace>;
}
