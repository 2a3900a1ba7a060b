import { type KeyboardEvent, memo, useRef, useState } from 'react';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { type AnswerBlock, type ByteCell, byteText, reservedName } from './byte-layout.ts';

function hex(offset: number): string {
  return offset.toString(16).padStart(2, '0');
}

/** A byte that two or three fields share shows the next of them with each click. */
function nextOf(names: readonly string[], picked: string | null): string | undefined {
  return names[(names.indexOf(picked ?? '') + 1) % Math.max(1, names.length)];
}

/** One byte; it draws itself again only when its own light changes. */
const Byte = memo(function Byte({
  block,
  cell,
  isTabStop,
  differs,
}: {
  readonly block: AnswerBlock;
  readonly cell: ByteCell;
  readonly isTabStop: boolean;
  readonly differs: boolean;
}) {
  const { store } = useZpci();
  const { names, offset } = cell;
  const isLit = useZpciState(({ hovered }) => hovered?.block === block && names.includes(hovered.name));
  const isPicked = useZpciState(({ field }) => field?.block === block && names.includes(field.name));
  const { set } = store.getState();
  const point = () => set({ hovered: { block, name: names[0] ?? reservedName(offset) } });
  const pick = () => {
    const { field } = store.getState();
    const name = nextOf(names, field?.block === block ? field.name : null);
    if (name !== undefined) set({ field: { block, name }, block });
  };
  return (
    <span
      role="gridcell"
      className="zpci-byte"
      data-offset={offset}
      data-cls={cell.cls ?? 'none'}
      data-lit={isLit}
      data-lie={cell.isLie}
      data-changed={cell.isChanged}
      data-differs={differs}
      data-unknown={cell.value === null}
      aria-selected={isPicked}
      aria-label={`Byte ${offset}, ${cell.value === null ? 'not known' : byteText(cell.value)}: ${cell.what}`}
      title={`byte ${offset} (0x${hex(offset)}): ${cell.what}`}
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={point}
      onMouseLeave={() => set({ hovered: null })}
      onFocus={point}
      onBlur={() => set({ hovered: null })}
      onClick={pick}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        pick();
        event.preventDefault();
      }}
    >
      {byteText(cell.value)}
    </span>
  );
});

function stepOf(key: string, at: number, perRow: number, count: number): number | null {
  const to =
    key === 'ArrowRight'
      ? at + 1
      : key === 'ArrowLeft'
        ? at - 1
        : key === 'ArrowDown'
          ? at + perRow
          : key === 'ArrowUp'
            ? at - perRow
            : key === 'Home'
              ? at - (at % perRow)
              : key === 'End'
                ? at - (at % perRow) + perRow - 1
                : null;
  return to === null || to < 0 || to >= count ? null : to;
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

/** The bytes of one answer as big-endian words of 32 bits, with the offset of each row. */
export function ByteGrid({
  block,
  cells,
  perRow,
  other,
  label,
}: {
  readonly block: AnswerBlock;
  readonly cells: readonly ByteCell[];
  readonly perRow: number;
  /** Bytes to compare with; null = none. */
  readonly other: readonly (number | null)[] | null;
  readonly label: string;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);
  function onKeyDown(event: KeyboardEvent): void {
    const at = Number((event.target as HTMLElement).dataset['offset']);
    const to = Number.isNaN(at) ? null : stepOf(event.key, at, perRow, cells.length);
    if (to === null) return;
    setStop(to);
    grid.current?.querySelector<HTMLElement>(`[data-offset="${to}"]`)?.focus();
    event.preventDefault();
  }
  return (
    <div ref={grid} role="grid" aria-label={label} className="zpci-bytes-grid" onKeyDown={onKeyDown}>
      <div className="zpci-byte-row zpci-byte-ruler" aria-hidden="true">
        <span className="zpci-byte-offset" />
        {Array.from({ length: perRow / 4 }, (_, word) => (
          <span key={word} className="zpci-word">
            +{4 * word}
          </span>
        ))}
      </div>
      {chunks(cells, perRow).map((row) => (
        <div key={row[0]!.offset} role="row" className="zpci-byte-row">
          <span role="rowheader" className="zpci-byte-offset" title={`byte ${row[0]!.offset}`}>
            {row[0]!.offset}
          </span>
          {chunks(row, 4).map((word) => (
            <span key={word[0]!.offset} role="presentation" className="zpci-word">
              {word.map((cell) => (
                <Byte
                  key={cell.offset}
                  block={block}
                  cell={cell}
                  isTabStop={cell.offset === stop}
                  differs={other !== null && other[cell.offset] !== cell.value}
                />
              ))}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
