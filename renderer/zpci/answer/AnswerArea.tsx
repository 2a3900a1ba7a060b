import './answer.css';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { RefusalCard, WhyLink } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Callout, EmptyState } from '../../ui/Callout.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { AnswerHead } from './AnswerHead.tsx';
import { ClassLegend } from './ClassLegend.tsx';
import type { Filter } from './rows.ts';
import { DmaPicture } from './DmaPicture.tsx';
import { FieldTable } from './FieldTable.tsx';
import { HoverLine } from './HoverLine.tsx';
import { useAnswerCard } from './use-answer.ts';
import { WhatIfBanner } from './WhatIfBanner.tsx';
import { WhatIfBar } from './WhatIfBar.tsx';
import { isAsItIs } from './what-if.ts';

const SKELETON_ROWS = 12;

function Skeleton() {
  return (
    <div className="zpci-skeleton" role="status" aria-label="Asking what the guest reads">
      {Array.from({ length: SKELETON_ROWS }, (_, at) => (
        <span key={at} style={{ width: `${90 - ((at * 17) % 35)}%` }} />
      ))}
    </div>
  );
}

/** As many as fit without a list of their own. */
const MOST_STARTS = 8;

/** The first function of each guest, one click away. */
function Starts() {
  const { host, store } = useZpci();
  const guests = host.desired.guests.filter(({ devices }) => devices.length > 0).slice(0, MOST_STARTS);
  return guests.map((guest) => (
    <Button
      key={guest.id}
      size="small"
      onClick={() =>
        store.getState().select(formatZpciRef({ kind: 'dev', guest: guest.id, device: guest.devices[0]!.id }))
      }
    >
      {guest.name}: {guest.devices[0]!.id}
    </Button>
  ));
}

/** What stands instead of an answer that was not given. */
function Nothing() {
  const { host } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const picked = useZpciState((state) => state.guestId);
  const guest = host.desired.guests.find(({ id }) => id === selected || id === picked);
  if (guest !== undefined && guest.devices.length === 0)
    return (
      <EmptyState icon="layers" title={`${guest.name} has no function yet`}>
        Give it one on the board, then see here what its CLP instructions answer.
      </EmptyState>
    );
  return (
    <EmptyState icon="layers" title="Select a guest’s function on the board" actions={<Starts />}>
      A guest reads its own answer about each of its functions. Functions that no guest has are read by
      nobody.
    </EmptyState>
  );
}

function AnswerBody({ card, busy }: { readonly card: AnswerCard; readonly busy: boolean }) {
  const { host } = useZpci();
  const block = useZpciState((state) => (state.block === 'group' ? 'group' : 'function'));
  const [filter, setFilter] = useState<Filter | null>(null);
  if (card.refusal !== null)
    return (
      <div className="zpci-no-answer">
        <RefusalCard
          hostId={host.host.id}
          // A fix would change the guest that is; what is refused here is another.
          refusal={isAsItIs(card.whatIf) ? card.refusal : { ...card.refusal, fixes: [] }}
        />
      </div>
    );
  if (card.mode === 'waiting')
    return (
      <div className="zpci-no-answer">
        <Callout tone="warning" title="This zpci device waits for a card that is not there">
          {card.modeNote} Check the spelling of its target. <WhyLink rule="ZPCI-K12" />
        </Callout>
      </div>
    );
  const fields = card.fields.filter((field) => field.block === block && field.cls !== 'frame');
  return (
    <>
      <ClassLegend fields={fields} filter={filter} onFilter={setFilter} />
      <div className="zpci-table-box">
        <FieldTable card={card} block={block} filter={filter} busy={busy} />
        {block === 'function' && <DmaPicture card={card} />}
      </div>
      <HoverLine card={card} />
    </>
  );
}

/** The device before or behind is one key away, but not from a control that takes letters. */
function stepByKey(event: KeyboardEvent<HTMLElement>): void {
  const target = event.target as HTMLElement;
  if (target.closest('input, select, textarea') !== null || event.ctrlKey || event.altKey || event.metaKey)
    return;
  const name =
    event.key === ','
      ? 'Previous device of the guest'
      : event.key === '.'
        ? 'Next device of the guest'
        : null;
  if (name === null) return;
  event.currentTarget.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`)?.click();
  event.preventDefault();
}

function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <section className="zpci-answer" aria-label="Answer" onKeyDown={stepByKey}>
      {children}
    </section>
  );
}

/** Which of the two answers has the values that are not the card’s. */
function withLies(title: string, card: AnswerCard, block: 'function' | 'group'): string {
  const lies = card.fields.filter((field) => field.block === block && field.lie !== null).length;
  return lies === 0 ? title : `${title} · ${lies} wrong`;
}

/** In a low window the rows come first: the questions are one click away. */
function hasRoom(): boolean {
  return window.innerHeight >= 800;
}

/** The answer of the selected function as a table, with the what-if above it. */
export function AnswerArea() {
  const { store } = useZpci();
  const [asking, setAsking] = useState(hasRoom);
  const { asked, card, error, busy, again } = useAnswerCard();
  const block = useZpciState((state) => (state.block === 'group' ? 'group' : 'function'));
  if (!asked)
    return (
      <Shell>
        <Nothing />
      </Shell>
    );
  if (error !== null)
    return (
      <Shell>
        <Callout
          tone="danger"
          title="The answer could not be worked out"
          actions={
            <>
              <Button size="small" onClick={again}>
                Ask again
              </Button>
              <Button size="small" onClick={() => store.getState().set({ whatIf: {} })}>
                Back to how it is
              </Button>
            </>
          }
        >
          {error}
        </Callout>
      </Shell>
    );
  if (card === null)
    return (
      <Shell>
        <Skeleton />
      </Shell>
    );
  return (
    <Shell>
      <AnswerHead card={card} />
      <div className="zpci-answer-controls">
        <Segmented
          label="Answer to"
          value={block}
          options={[
            { value: 'function', label: withLies('Query function', card, 'function') },
            { value: 'group', label: withLies('Query group', card, 'group') },
          ]}
          onChange={(next) => store.getState().set({ block: next })}
        />
        <Button
          size="small"
          variant="quiet"
          icon={asking ? 'chevronDown' : 'chevronRight'}
          aria-expanded={asking}
          onClick={() => setAsking(!asking)}
        >
          What if…
        </Button>
        {asking && <WhatIfBar card={card} />}
      </div>
      <WhatIfBanner card={card} />
      <AnswerBody card={card} busy={busy} />
    </Shell>
  );
}
