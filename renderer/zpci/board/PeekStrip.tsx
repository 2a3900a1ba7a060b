import { functionName } from '../../../shared/zpci/refs.ts';
import { functionByFid, guestById, type HostFunction } from '../../../shared/zpci/types.ts';
import { FixButtons, WhyLink } from '../../app/rules.tsx';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { GuestMark } from '../panels/GuestMark.tsx';
import { proposeMove } from '../gestures.ts';
import { counted, offWords, ownerOf } from '../parts.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { firstPossible } from '../zpci-store.ts';

/** What the picked guest would get of the function pointed at, or what clashes with its way out: before anything is done. */
export function PeekStrip({ listed }: { readonly listed: readonly HostFunction[] }) {
  const { host, store } = useZpci();
  const peeked = useZpciState((state) => state.peeked);
  const guestId = useZpciState((state) => state.guestId);
  const marked = useZpciState((state) => state.marked);
  const { give, set, propose } = store.getState();
  const guest = guestById(host.desired, peeked?.guest ?? guestId ?? '');
  if (marked.size > 0)
    return (
      <div className="zpci-peek" role="status">
        <Icon name="check" />
        <p>
          <strong>{counted(marked.size, 'function')} marked.</strong>{' '}
          {guest === undefined ? 'Pick a guest to give them to.' : 'They are given in one step.'}
        </p>
        <Button
          size="small"
          variant="primary"
          icon="plus"
          shortcut="G"
          onClick={() =>
            guest === undefined
              ? set({ dialog: { kind: 'choose-guest', fids: [...marked] } })
              : void give(guest.id, [...marked])
          }
        >
          {guest === undefined ? 'Give them to a guest…' : `Give all to ${guest.name}`}
        </Button>
        <Button size="small" variant="quiet" onClick={() => set({ marked: new Set() })}>
          Unmark
        </Button>
      </div>
    );
  // What a search has hidden cannot be pointed at any more.
  const isListed = peeked !== null && listed.some(({ fid }) => fid === peeked.fid);
  const fn = isListed ? functionByFid(host.desired, peeked.fid) : undefined;
  if (peeked === null || fn === undefined || guest === undefined)
    return (
      <div className="zpci-peek zpci-peek-idle">
        <Icon name="info" />
        <p className="quiet">
          {guest === undefined
            ? 'Pick a guest: pointing at a function then tells here which numbers it would get, and what clashes.'
            : `Point at a function: here stands what ${guest.name} would get of it, and what clashes.`}
        </p>
      </div>
    );
  const { preview } = peeked;
  const owner = ownerOf(host.desired, fn);
  const price = [
    offWords(fn) === '' ? '' : `It is ${offWords(fn)}.`,
    ...(preview === null ? [] : (firstPossible(preview)?.price ?? [])),
  ].filter((words) => words !== '');
  const first = preview === null ? null : firstPossible(preview);
  const refusal = preview?.choices[0]?.refusal ?? null;
  return (
    <div className="zpci-peek" data-refused={refusal !== null} data-waiting={preview === null}>
      {refusal === null ? <GuestMark guestId={guest.id} /> : <Icon name="error" />}
      <div className="zpci-peek-text">
        <p className="truncate">
          <strong className="mono">{functionName(fn)}</strong>
          {refusal === null ? ` for ${guest.name}: ` : ` is refused for ${guest.name}: `}
          {preview === null ? '…' : refusal === null ? (first?.gets.join(' · ') ?? '') : refusal.message}
        </p>
        {refusal === null && price.length > 0 && (
          <p className="zpci-peek-price truncate">
            <Icon name="warning" size={13} /> {price.join(' ')}
          </p>
        )}
      </div>
      {refusal === null ? (
        <Button
          size="small"
          icon="plus"
          disabledReason={preview === null ? 'The engine is being asked.' : null}
          onClick={() => void give(guest.id, [fn.fid])}
        >
          {first !== null && first.price.length > 0 ? 'Give…' : 'Give'}
        </Button>
      ) : (
        <>
          <FixButtons hostId={host.host.id} fixes={refusal.fixes.slice(0, 2)} />
          <WhyLink rule={refusal.rule} />
          {owner !== null && (
            <Button size="small" onClick={() => void proposeMove(store, host.desired, owner, guest.id)}>
              Move it here…
            </Button>
          )}
          {first !== null && owner === null && (
            <Button
              size="small"
              onClick={() =>
                void propose(`Give ${functionName(fn)} to ${guest.name}`, {
                  kind: 'give',
                  guest: guest.id,
                  fids: [fn.fid],
                })
              }
            >
              Other ways…
            </Button>
          )}
        </>
      )}
    </div>
  );
}
