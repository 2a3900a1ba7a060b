/** CLP List as a guest plays it: page after page by resume token, with the refusals of wrong requests. */
import './list.css';
import { useState } from 'react';
import type { ListPage } from '../../../shared/zpci/cards.ts';
import { guestById, type ZpciGuest } from '../../../shared/zpci/types.ts';
import { WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { EmptyState } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { AreaFrame, Pending } from './AreaFrame.tsx';
import { FIRST, following, isException, listedGuest, nextToken, restarted, type Walk } from './list-model.ts';
import { PageTable, Strips } from './ListPages.tsx';
import { ListRequest } from './ListRequest.tsx';

function Answer({ page }: { readonly page: ListPage }) {
  const isOk = page.rsp === '0x0010';
  if (isException(page))
    return (
      <p className="list-answer" data-ok={false} aria-live="polite">
        <Icon name="close" size={14} />
        <span>
          <strong>Program exception: operand.</strong> {page.meaning}{' '}
          {page.rule !== null && <WhyLink rule={page.rule}>{page.rule}</WhyLink>}
        </span>
      </p>
    );
  return (
    <p className="list-answer" data-ok={isOk} aria-live="polite">
      <Icon name={isOk ? 'check' : 'close'} size={14} />
      <span>
        <code>{page.rsp}</code> {page.meaning} Condition code {page.conditionCode}.
        {page.len === null ? '' : ` Length field ${page.len}.`}
        {page.token === null || !isOk
          ? ''
          : BigInt(page.token) === 0n
            ? ' Token 0: this was the last page.'
            : ` Token ${page.token}: there is more.`}{' '}
        {page.rule !== null && <WhyLink rule={page.rule}>{page.rule}</WhyLink>}
      </span>
    </p>
  );
}

export interface ListPictureProps {
  /** Null while the engine is asked. */
  readonly page: ListPage | null;
  readonly error: string | null;
  readonly walk: Walk;
  readonly onWalk: (walk: Walk) => void;
  readonly guest: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

export function ListPicture({ page, error, walk, onWalk, guest, selected, onSelect }: ListPictureProps) {
  const pages = page === null ? walk.earlier : [...walk.earlier, page];
  const looked = walk.looked ?? walk.earlier.length;
  const shown = pages[looked] ?? null;
  const noNext =
    page === null
      ? 'The answer to this request is not there yet.'
      : nextToken(page) === null
        ? page.rsp === '0x0010'
          ? 'The token is 0: there is no further page.'
          : isException(page)
            ? 'The instruction ended with a program exception: it has no token to go on from.'
            : 'The request was refused: it has no token to go on from.'
        : null;
  const next = () => page !== null && noNext === null && onWalk(following(walk, page));
  return (
    <div
      className="list-player"
      onKeyDown={(event) => {
        if (
          event.ctrlKey ||
          event.altKey ||
          event.metaKey ||
          (event.target as HTMLElement).closest('input') !== null
        )
          return;
        if (event.key === 'n') next();
        else if (event.key === 'r') onWalk(restarted(walk));
        else return;
        event.preventDefault();
      }}
    >
      <ListRequest
        rspLen={walk.rspLen}
        token={walk.token}
        onLength={(rspLen) => onWalk({ ...restarted(walk), rspLen })}
        onToken={(token) => onWalk({ ...walk, token, earlier: [], looked: null })}
        noNext={noNext}
        onNext={next}
        onRestart={() => onWalk(restarted(walk))}
      />
      {pages.length > 0 && (
        <Strips
          pages={pages}
          looked={looked}
          onLook={(index) => onWalk({ ...walk, looked: index === walk.earlier.length ? null : index })}
        />
      )}
      {shown === null ? (
        <Pending error={error} waitingFor="Sending CLP List" failed="The list cannot be shown" />
      ) : (
        <>
          <Answer page={shown} />
          {shown.leftOut.length > 0 && (
            <ul className="list-left-out" aria-label="Left out of the list">
              {shown.leftOut.map((text) => (
                <li key={text}>
                  <Icon name="hidden" size={13} /> {text}
                </li>
              ))}
            </ul>
          )}
          {(shown.entries.length > 0 || shown.bytes.length > 0) && (
            <PageTable page={shown} guest={guest} selected={selected} onSelect={onSelect} />
          )}
        </>
      )}
    </div>
  );
}

function Player({ guest }: { readonly guest: ZpciGuest }) {
  const { host, store } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const [walk, setWalk] = useState(FIRST);
  const [played, setPlayed] = useState(host.desired);
  // Pages of another state are no pages of this list.
  if (played !== host.desired) {
    setPlayed(host.desired);
    setWalk(restarted(walk));
  }
  const { value, error } = useEngineQuery(host, 'zpci.list', {
    hostId: host.host.id,
    guest: guest.id,
    rspLen: walk.rspLen,
    token: walk.token,
  });
  return (
    <ListPicture
      page={value}
      error={error}
      walk={walk}
      onWalk={setWalk}
      guest={guest.id}
      selected={selected}
      onSelect={(id) => store.getState().select(id)}
    />
  );
}

/** The list of the guest that is selected or picked. */
export function ListArea() {
  const { host, store } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const picked = useZpciState((state) => state.guestId);
  const { desired } = host;
  const id = listedGuest(desired, selected, picked);
  const guest = id === null ? undefined : guestById(desired, id);
  return (
    <AreaFrame
      label="List"
      title={guest === undefined ? 'CLP List' : `CLP List, sent by ${guest.name}`}
      lead="A guest finds its functions by asking for a list, a block at a time. A token that is not 0 says where the next block begins."
      tools={
        guest !== undefined && (
          <label className="explain-select">
            Guest
            <select
              value={guest.id}
              onChange={(event) => {
                store.getState().pickGuest(event.target.value);
                store.getState().select(event.target.value);
              }}
            >
              {desired.guests.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {guest === undefined ? (
        <EmptyState icon="list" title="There is no guest to send the list">
          Make a guest with “New guest”, give it a function, and see here what it finds.
        </EmptyState>
      ) : (
        <Player key={guest.id} guest={guest} />
      )}
    </AreaFrame>
  );
}
