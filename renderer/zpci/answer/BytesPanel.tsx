import './answer.css';
import './bytes.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import {
  deviceById,
  functionAt,
  guestById,
  type HostFunction,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { EmptyState, Spinner } from '../../ui/Callout.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { ByteGrid } from './ByteGrid.tsx';
import { ClassBadge } from './ClassBadge.tsx';
import { countClasses } from './classes.ts';
import {
  type AnswerBlock,
  bytesOf,
  captureText,
  layoutOf,
  numberAt,
  parseWords,
  reservedOffset,
  wordsOf,
} from './byte-layout.ts';
import { useAnswerCard } from './use-answer.ts';
import { ValueText } from './ValueText.tsx';

const BLOCKS = ['function', 'group'] as const;
const TITLES: Readonly<Record<AnswerBlock, string>> = {
  function: 'Query function',
  group: 'Query group',
};

/** Bytes of one character of the bytes' font, for how many fit beside each other. */
const WIDE_ROW = 700;

function useIsWide(): readonly [React.RefObject<HTMLDivElement | null>, boolean] {
  const box = useRef<HTMLDivElement>(null);
  const [wide, setWide] = useState(true);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWide(entry.contentRect.width >= WIDE_ROW);
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, wide];
}

function hostFunctionOf(state: ZpciState, card: AnswerCard): HostFunction | undefined {
  const guest = guestById(state, card.guest);
  const behind = guest === undefined ? undefined : deviceById(guest, card.device)?.card;
  return behind?.kind === 'vfio' ? functionAt(state, behind.host) : undefined;
}

/** What the machine's own CLP said of the card behind, where somebody wrote it down. */
function readBytes(one: HostFunction | undefined, block: AnswerBlock): readonly number[] | null {
  const text = block === 'function' ? one?.answer : one?.groupAnswer;
  return text == null ? null : parseWords(text);
}

/** The field under the pointer, else the one that is looked at, with its place among the bytes. */
function Reading({ card }: { readonly card: AnswerCard }) {
  const place = useZpciState(({ hovered, field }) => hovered ?? field);
  const field =
    place === null
      ? undefined
      : card.fields.find(({ block, name }) => block === place.block && name === place.name);
  const reserved = place === null ? null : reservedOffset(place.name);
  if (reserved !== null)
    return (
      <p className="zpci-reading">
        <strong>reserved</strong> <span className="quiet tabular">byte {reserved}: no field is there</span>
      </p>
    );
  if (field === undefined)
    return (
      <p className="zpci-reading faint">
        Big-endian words; BAR registers are little-endian. Point at a byte or a field: both light up.
      </p>
    );
  const number =
    field.width <= 4
      ? numberAt(
          card[field.block === 'group' ? 'groupBytes' : 'functionBytes'],
          field,
          field.name.startsWith('bar'),
        )
      : null;
  return (
    <p className="zpci-reading">
      <ClassBadge cls={field.cls} /> <strong>{field.label}</strong>{' '}
      <span className="quiet tabular">
        {field.width === 1
          ? `byte ${field.offset}`
          : `bytes ${field.offset} to ${field.offset + field.width - 1}`}
        {number !== null && `, ${number.toLocaleString('en')} as a number`}:
      </span>{' '}
      <ValueText value={field.guest} />
    </p>
  );
}

function Legend({ card }: { readonly card: AnswerCard }) {
  return (
    <ul className="zpci-bytes-legend" aria-label="Classes">
      {countClasses(card.fields.filter(({ block }) => block !== 'list')).map(({ cls }) => (
        <li key={cls}>
          <ClassBadge cls={cls} />
        </li>
      ))}
      <li className="quiet">
        <span className="mono">??</span> not known
      </li>
    </ul>
  );
}

function Blocks({ card, busy }: { readonly card: AnswerCard; readonly busy: boolean }) {
  const { host } = useZpci();
  const [box, isWide] = useIsWide();
  const looked = useZpciState((state) => state.field?.block ?? state.block);
  const shown = useRef(looked);
  useEffect(() => {
    if (shown.current === looked) return;
    shown.current = looked;
    box.current?.querySelector(`[data-block="${looked}"]`)?.scrollIntoView({ block: 'start' });
  }, [box, looked]);
  const [whose, setWhose] = useState<'guest' | 'host'>('guest');
  const one = hostFunctionOf(host.desired, card);
  const read = { function: readBytes(one, 'function'), group: readBytes(one, 'group') };
  const hasRead = read.function !== null;
  const isHost = whose === 'host' && hasRead;
  const layouts = useMemo(
    () => ({ function: layoutOf(card, 'function'), group: layoutOf(card, 'group') }),
    [card],
  );
  return (
    <div className="zpci-bytes" ref={box} aria-busy={busy}>
      <div className="zpci-bytes-bar">
        <Reading card={card} />
        <Legend card={card} />
        {hasRead && (
          <Segmented
            label="Whose bytes"
            value={whose}
            options={[
              { value: 'guest', label: 'The guest reads' },
              {
                value: 'host',
                label: 'The host’s own CLP',
                hint: 'As it was read there; what differs is framed.',
              },
            ]}
            onChange={setWhose}
          />
        )}
      </div>
      <div className="zpci-bytes-blocks">
        {BLOCKS.map((block) => {
          const own = isHost ? read[block] : null;
          const cells = layouts[block].map((cell) =>
            own === null ? cell : { ...cell, value: own[cell.offset] ?? null },
          );
          return (
            <section key={block} className="zpci-bytes-block" data-block={block}>
              <header>
                <h3>{TITLES[block]}</h3>
                <span className="faint tabular">{cells.length} bytes</span>
                <CopyButton
                  label={`Copy the words of ${TITLES[block]}`}
                  text={wordsOf(cells.map(({ value }) => value))}
                />
                {block === 'function' && (
                  <CopyButton label="Copy both answers as a capture" text={captureText(card)} />
                )}
              </header>
              {cells.length === 0 ? (
                <p className="faint">No bytes: there is no such answer.</p>
              ) : isHost && own === null ? (
                <p className="faint">The host’s own answer about its group was not read.</p>
              ) : (
                <ByteGrid
                  block={block}
                  cells={cells}
                  perRow={isWide ? 32 : 16}
                  other={own === null ? null : bytesOf(card, block)}
                  label={`Bytes of ${TITLES[block].toLowerCase()}`}
                />
              )}
            </section>
          );
        })}
      </div>
    </div>
  );
}

/** The same answer as bytes, linked with the table. */
export function BytesPanel() {
  const { asked, card, error, busy } = useAnswerCard();
  if (!asked)
    return (
      <EmptyState icon="layers" title="No answer is selected">
        Select a guest’s function on the board: here are the bytes its CLP instructions return.
      </EmptyState>
    );
  if (error !== null) return <p className="zpci-bytes">{error}</p>;
  if (card === null)
    return (
      <p className="zpci-bytes">
        <Spinner label="Asking what the guest reads" />
      </p>
    );
  if (card.refusal !== null || card.mode === 'waiting' || card.functionBytes.length === 0)
    return (
      <EmptyState icon="layers" title="There are no bytes">
        The guest cannot ask about this function{card.refusal === null ? '.' : `: ${card.refusal.message}`}
      </EmptyState>
    );
  return <Blocks card={card} busy={busy} />;
}
