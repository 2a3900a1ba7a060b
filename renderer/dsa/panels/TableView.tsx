import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import { Icon } from '../../ui/icons.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { changedParts } from '../changed.ts';
import { useDsa, useDsaState, useDrawn } from '../dsa-context.ts';
import { matches, mdevOf, type PartRow, rowsOf, shortId, type SortKey, sortRows } from '../parts.ts';
import { GuestMark } from './GuestMark.tsx';

const ROW_HEIGHT = 30;
const PAGE = 12;

const COLUMNS: readonly { readonly key: SortKey; readonly label: string }[] = [
  { key: 'id', label: 'Name' },
  { key: 'state', label: 'State' },
  { key: 'mode', label: 'Mode' },
  { key: 'type', label: 'Type' },
  { key: 'size', label: 'Entries' },
  { key: 'group', label: 'Part of' },
  { key: 'guests', label: 'Guest' },
];

const KIND_WORDS = {
  device: 'device',
  group: 'group',
  engine: 'engine',
  wq: 'work queue',
  mdev: 'mdev',
  guest: 'guest',
} as const;

function Row({
  row,
  place,
  changed,
}: {
  readonly row: PartRow;
  /** 1 is the head. */
  readonly place: number;
  readonly changed: boolean;
}) {
  const { store, host } = useDsa();
  const selected = useDsaState((state) => state.selected === row.id);
  const drop = useDsaState((state) => (state.dragged?.over === row.id ? state.dragged.drop : undefined));
  const { select, set } = store.getState();
  const guest = row.kind === 'mdev' ? (mdevOf(host.desired, row.id)?.guest ?? null) : null;
  const takes = row.kind === 'wq' || row.kind === 'device';
  return (
    <div
      role="row"
      tabIndex={selected ? 0 : -1}
      aria-selected={selected}
      aria-rowindex={place}
      className="dsa-row"
      data-kind={row.kind}
      data-row={row.id}
      data-drop={takes ? row.id : undefined}
      data-drop-state={drop}
      data-changed={changed}
      onClick={() => select(row.id)}
      onContextMenu={(event) => {
        event.preventDefault();
        select(row.id);
        set({ menu: { id: row.id, at: { x: event.clientX, y: event.clientY } } });
      }}
    >
      <span role="gridcell" className="dsa-cell-name">
        <span className="truncate">{row.kind === 'mdev' ? shortId(row.id) : row.id}</span>
        <span className="faint">{row.address === '' ? KIND_WORDS[row.kind] : row.address}</span>
        {changed && <span className="visually-hidden">, differs from the host</span>}
      </span>
      <span role="gridcell" data-state={row.state}>
        {row.state}
      </span>
      <span role="gridcell">{row.mode}</span>
      <span role="gridcell" className="truncate">
        {row.type}
      </span>
      <span role="gridcell" className="tabular dsa-cell-number">
        {row.size ?? ''}
      </span>
      <span role="gridcell">{row.group}</span>
      <span role="gridcell" className="truncate dsa-cell-guest">
        {guest !== null && <GuestMark guestId={guest} />}
        {row.guests}
      </span>
    </div>
  );
}

/** Every part as a row: the same selection and the same verbs as the graph, all of it by keyboard. */
export function TableView() {
  const { store } = useDsa();
  const { state, before } = useDrawn();
  const sorting = useDsaState((each) => each.sorting);
  const search = useDsaState((each) => each.search);
  const selected = useDsaState((each) => each.selected);
  const goTo = useDsaState((each) => each.goTo);
  const box = useRef<HTMLDivElement>(null);
  const changed = useMemo(() => changedParts(before, state), [before, state]);
  const rows = useMemo(() => {
    const found = matches(state, search);
    const all = rowsOf(state);
    return sortRows(search.trim() === '' ? all : all.filter((row) => found.has(row.id)), sorting);
  }, [state, search, sorting]);
  const { set, select } = store.getState();
  const at = rows.findIndex((row) => row.id === selected);
  /** `asked`: from wherever the focus is; else only if it was not taken elsewhere in the meantime. */
  function focusRow(id: string, asked = false): void {
    requestAnimationFrame(() => {
      const focused = document.activeElement;
      if (!asked && focused !== document.body && box.current?.contains(focused) !== true) return;
      box.current
        ?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)
        ?.focus({ preventScroll: true });
    });
  }
  useEffect(() => {
    if (goTo !== null) focusRow(goTo.id, true);
  }, [goTo]);
  // What a verb has selected has the keyboard next.
  useEffect(() => {
    if (selected !== null && document.activeElement?.closest('.dsa-row[data-row]') != null)
      focusRow(selected);
  }, [selected]);
  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey || rows.length === 0) return;
    const inHead = event.target instanceof HTMLElement && event.target.closest('.dsa-table-head') !== null;
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at < 0 ? 0 : at - 1,
      PageDown: at + PAGE,
      PageUp: at - PAGE,
      Home: 0,
      End: rows.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = rows[Math.min(rows.length - 1, Math.max(0, to))]!;
      select(next.id);
      focusRow(next.id);
    } else if (!inHead && (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))) {
      const place = document.activeElement?.getBoundingClientRect();
      if (selected === null || place === undefined) return;
      event.preventDefault();
      set({ menu: { id: selected, at: { x: place.left + 24, y: place.bottom } } });
    }
  }
  return (
    <div
      className="dsa-table"
      role="grid"
      aria-label="All parts"
      aria-rowcount={rows.length + 1}
      ref={box}
      tabIndex={at < 0 ? 0 : -1}
      onKeyDown={onKeyDown}
    >
      <div role="row" className="dsa-row dsa-table-head">
        {COLUMNS.map(({ key, label }) => {
          const sorted = sorting?.by === key;
          return (
            <span
              key={key}
              role="columnheader"
              aria-sort={sorted ? (sorting.down ? 'descending' : 'ascending') : 'none'}
            >
              <button
                type="button"
                className="dsa-sort"
                onClick={() =>
                  set({
                    sorting: !sorted
                      ? { by: key, down: false }
                      : sorting.down
                        ? null
                        : { by: key, down: true },
                  })
                }
              >
                {label}
                {sorted && <Icon name={sorting.down ? 'chevronDown' : 'arrowUp'} size={12} />}
              </button>
            </span>
          );
        })}
      </div>
      {rows.length === 0 ? (
        <p className="quiet dsa-table-empty">Nothing has these words. Clear the search to see all parts.</p>
      ) : (
        <WindowedList
          label="Parts"
          inGrid
          items={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(row) => row.id}
          shown={at}
          renderRow={(row, index) => <Row row={row} place={index + 2} changed={changed.has(row.id)} />}
        />
      )}
    </div>
  );
}
