import type { Capacity } from '../../../shared/dsa/cards.ts';
import { wqNamed } from '../../../shared/dsa/types.ts';
import { useDsa } from '../dsa-context.ts';
import { guestOf, partLabel } from '../parts.ts';

/** More slots than this are a bar: a strip of boxes could not be counted any more. */
const MOST_BOXES = 64;

function number(value: number): string {
  return value.toLocaleString('en');
}

/** Guests have their hue, everything else one of two tones, so that neighbours can be told apart. */
function useHue(): (part: Capacity['parts'][number]) => number | null {
  const { desired } = useDsa().host;
  return (part) => {
    for (const ref of part.refs) {
      if (ref.kind === 'guest') return guestOf(desired, ref.id)?.hue ?? null;
      if (ref.kind !== 'part') continue;
      const wq = wqNamed(desired, ref.id);
      const guests = new Set(
        desired.mdevs
          .filter(
            (mdev) =>
              mdev.id === ref.id ||
              (wq !== undefined && mdev.device === wq.device.name && mdev.wq === wq.index),
          )
          .map((mdev) => mdev.guest),
      );
      // A shared queue of several guests is nobody's in particular.
      const [guest] = guests;
      if (guests.size === 1 && guest != null) return guestOf(desired, guest)?.hue ?? null;
    }
    return null;
  };
}

function SlotStrip({ capacity }: { readonly capacity: Capacity }) {
  const hueOf = useHue();
  const boxes = capacity.parts.flatMap((part, at) =>
    Array.from({ length: part.amount }, () => ({ part, tone: at % 2 })),
  );
  const shown = Math.min(capacity.total, MOST_BOXES);
  return (
    <div className="dsa-slots" aria-hidden="true">
      {Array.from({ length: shown }, (_, at) => {
        const box = boxes[at];
        const hue = box === undefined ? null : hueOf(box.part);
        return (
          <span
            // Slots have no other identity than their place.
            key={at}
            className="dsa-slot"
            data-used={box !== undefined}
            data-hue={hue ?? undefined}
            title={box?.part.label}
          />
        );
      })}
      {capacity.total > shown && <span className="faint">… {number(capacity.total)} in all</span>}
    </div>
  );
}

/** How much of a device's budget is spent, and by whom: entries, read buffers, IMS slots. */
export function CapacityBar({
  capacity,
  atLeast = false,
}: {
  readonly capacity: Capacity;
  /** The source does not tell of all that may spend it whether they do. */
  readonly atLeast?: boolean;
}) {
  const { host, store } = useDsa();
  const hueOf = useHue();
  const { what, used, total, parts } = capacity;
  const over = used > total;
  const named = parts.filter((part) => part.amount > 0);
  return (
    <section className="dsa-capacity" aria-label={what}>
      <p className="dsa-capacity-head">
        <strong>{what.charAt(0).toUpperCase() + what.slice(1)}</strong>
        <span className="tabular" data-over={over}>
          {atLeast && 'at least '}
          {number(used)} of {number(total)} {over ? 'asked for: too many' : 'in use'}
        </span>
      </p>
      {what === 'IMS slots' ? (
        <SlotStrip capacity={capacity} />
      ) : (
        <div className="dsa-bar" aria-hidden="true" data-over={over}>
          {named.map((part) => (
            <span
              key={part.label}
              title={`${part.label}: ${number(part.amount)}`}
              data-hue={hueOf(part) ?? undefined}
              style={{ flexGrow: part.amount }}
            />
          ))}
          <span className="dsa-bar-rest" style={{ flexGrow: Math.max(0, total - used) }} />
        </div>
      )}
      {named.length > 0 && (
        <ul className="dsa-capacity-parts">
          {named.slice(0, 6).map((part) => (
            <li key={part.label}>
              <button
                type="button"
                className="button-link"
                disabled={part.refs.length === 0}
                onClick={() => store.getState().showRefs(part.refs)}
              >
                {partLabel(host.desired, part.label)}
              </button>{' '}
              <span className="faint tabular">{number(part.amount)}</span>
            </li>
          ))}
          {named.length > 6 && <li className="faint">and {named.length - 6} more</li>}
        </ul>
      )}
    </section>
  );
}
