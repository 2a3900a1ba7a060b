import type { CellRows, PaintChoice } from '../../../shared/ap/preview.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { apqnsOf, countCells } from '../grid/preview-cells.ts';
import { unavailableWords } from '../grid/tooltip.tsx';
import { CellLinks } from './CellLinks.tsx';

const PARTS: readonly {
  readonly key: string;
  readonly rows: (choice: PaintChoice) => CellRows;
  readonly icon: IconName;
  readonly text: string;
  readonly tone: string;
}[] = [
  { key: 'adds', rows: (choice) => choice.adds, icon: 'plus', text: 'new queues', tone: 'success' },
  { key: 'removes', rows: (choice) => choice.removes, icon: 'minus', text: 'queues go', tone: 'neutral' },
  {
    key: 'takenByGuest',
    rows: (choice) => choice.takenByGuest,
    icon: 'lock',
    text: 'taken by another guest',
    tone: 'danger',
  },
  {
    key: 'hostOwned',
    rows: (choice) => choice.hostOwned,
    icon: 'host',
    text: 'not available',
    tone: 'danger',
  },
  {
    key: 'hides',
    rows: (choice) => choice.hides,
    icon: 'hidden',
    text: 'hidden from the guest',
    tone: 'warning',
  },
  {
    key: 'reveals',
    rows: (choice) => choice.reveals,
    icon: 'eye',
    text: 'newly seen by the guest',
    tone: 'success',
  },
  {
    key: 'toGuests',
    rows: (choice) => choice.masks?.toGuests ?? [],
    icon: 'guest',
    text: 'go to guests',
    tone: 'success',
  },
  {
    key: 'toHost',
    rows: (choice) => choice.masks?.toHost ?? [],
    icon: 'host',
    text: 'go to the host',
    tone: 'neutral',
  },
  {
    key: 'collateral',
    rows: (choice) => choice.masks?.collateral ?? [],
    icon: 'warning',
    text: 'come along unasked',
    tone: 'warning',
  },
];

function Counts({ choice }: { readonly choice: PaintChoice }) {
  const { desired } = useAp().host;
  const parts = PARTS.map((part) => ({ ...part, count: countCells(part.rows(choice)) })).filter(
    (part) => part.count > 0,
  );
  return (
    <ul className="ap-counts">
      {parts.map((part) => (
        <li key={part.key} data-tone={part.tone}>
          <Icon name={part.icon} size={14} />
          <strong className="tabular">{part.count}</strong>{' '}
          {part.key === 'hostOwned' ? unavailableWords(desired, choice) : part.text}
          {part.key !== 'adds' && part.key !== 'removes' && (
            <CellLinks cells={apqnsOf(part.rows(choice))} most={4} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** What the gesture under the pointer would do; only worth a card when a tooltip cannot hold it. */
export function PreviewCard() {
  const preview = useApState((state) => state.preview);
  const choice = preview?.choices[0];
  if (!preview || !choice) return null;
  const others = preview.choices.slice(1).filter((other) => other.refusal === null);
  return (
    <section className="work-card work-card-preview" aria-label="What a click would do">
      <h3>{choice.refusal ? 'A click would be refused' : choice.label}</h3>
      {choice.refusal && <p className="quiet">{choice.refusal.message}</p>}
      <Counts choice={choice} />
      {choice.notes.map((note) => (
        <p key={note} className="quiet">
          {note}
        </p>
      ))}
      {others.length > 0 && (
        <p className="faint">
          Other ways, offered after the click: {others.map((other) => other.label).join('; ')}.
        </p>
      )}
    </section>
  );
}

/** More cells than a tooltip can name. */
const MANY_CELLS = 6;

/** A preview that needs more room than the tooltip at the pointer has. */
export function needsCard(choice: PaintChoice | undefined): boolean {
  if (!choice) return false;
  // What is newly seen is mostly what is new, and what comes along is part of what goes: counted once.
  const counted = PARTS.filter((part) => part.key !== 'reveals' && part.key !== 'collateral');
  return counted.reduce((cells, part) => cells + countCells(part.rows(choice)), 0) > MANY_CELLS;
}
