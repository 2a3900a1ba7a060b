import { useRef, useState } from 'react';
import type { SourceRow } from '../../../shared/xive/cards.ts';
import type { Place, VmMoment } from '../../../shared/xive/moment.ts';
import { hwPageName, hwSourceName, lisnName } from '../../../shared/xive/pages.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Icon } from '../../ui/icons.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import { AtPlace } from './CardShell.tsx';
import { StateMark, Swatch } from './card-parts.tsx';

/** Rows asked for at a time; the list shows a few dozen. */
const PAGE = 200;

function Row({ row }: { readonly row: SourceRow }) {
  const { store } = useXive();
  const picked = useXiveState(({ selected }) => selected?.kind === 'source' && selected.lisn === row.lisn);
  const bad = row.pages.find((state) => state === 'stale' || state === 'misresolved');
  return (
    <button
      type="button"
      className="xive-row xive-source-row"
      aria-pressed={picked}
      data-wrong={bad !== undefined}
      onClick={() => store.getState().show({ kind: 'source', lisn: row.lisn })}
    >
      <span className="mono">{lisnName(row.lisn)}</span>
      <span className="truncate xive-source-use">
        {row.device !== null && <Swatch name={row.device} />}
        {row.use}
      </span>
      <span className="mono">
        {row.owner === null ? '–' : (hwSourceName(row.owner) ?? hwPageName(row.owner))}
      </span>
      <span className="mono">{row.pq ?? '–'}</span>
      <span className="truncate">{row.target === '' ? '–' : row.target}</span>
      <StateMark state={row.pages[0]} />
      <StateMark state={row.pages[1]} />
      <span className="faint truncate">{row.flags.join(', ')}</span>
    </button>
  );
}

function List({
  place,
  vm,
  filter,
}: {
  readonly place: Place;
  readonly vm: VmMoment;
  readonly filter: string;
}) {
  const { host } = useXive();
  /** First row of the page that is asked for. */
  const [from, setFrom] = useState(0);
  const { value, error } = useEngineQuery(host, 'xive.sources', {
    hostId: host.host.id,
    place,
    vm: vm.vm,
    from,
    count: PAGE,
    filter,
  });
  const rows = useRef(new Map<number, SourceRow>());
  const asked = `${JSON.stringify(place)} ${vm.vm} ${filter}`;
  const known = useRef({ asked, total: 0 });
  if (value !== null) {
    // Rows of another place or filter say nothing of this one.
    if (known.current.asked !== asked) rows.current = new Map();
    known.current = { asked, total: value.total };
    for (const [at, row] of value.rows.entries()) rows.current.set(from + at, row);
  }
  const { total } = known.current;
  if (error !== null) return <p className="xive-none">{error}</p>;
  if (total === 0)
    return (
      <p className="xive-none">
        {value === null
          ? 'Asking the engine…'
          : filter === ''
            ? vm.told.sources
              ? 'KVM has no source yet.'
              : 'Which sources there are is not told by these texts.'
            : 'No source matches.'}
      </p>
    );
  return (
    <div
      className="xive-source-list"
      onScrollCapture={(event) => {
        const list = event.target as HTMLElement;
        const first = Math.floor((list.scrollTop / Math.max(1, list.scrollHeight)) * total);
        // Half a page of rows before the first that is seen, half behind.
        const next = Math.max(0, Math.floor((first - PAGE / 4) / (PAGE / 2)) * (PAGE / 2));
        if (next !== from) setFrom(next);
      }}
    >
      <VirtualList
        label="Sources"
        count={total}
        rowHeight={1.75}
        renderRow={(index) => {
          const row = rows.current.get(index);
          return row === undefined ? <span className="xive-row faint">…</span> : <Row row={row} />;
        }}
      />
    </div>
  );
}

/** All sources of the guest, ascending; a filter narrows them. */
export function SourcesTable() {
  const { store } = useXive();
  const filter = useXiveState((state) => state.filter);
  return (
    <div className="xive-table">
      <div className="xive-filter" role="search">
        <Icon name="filter" size={14} />
        <input
          type="search"
          aria-label="Filter the sources"
          placeholder="0x1304, phb1, ipi, stale, orphan, a device"
          maxLength={80}
          spellCheck={false}
          autoComplete="off"
          value={filter}
          onChange={(event) => store.getState().set({ filter: event.target.value })}
        />
      </div>
      <div className="xive-row xive-source-row xive-table-head" aria-hidden="true">
        <span>LISN</span>
        <span>Used for</span>
        <span>Owner</span>
        <span>PQ</span>
        <span>Goes to</span>
        <span>Trigger page</span>
        <span>EOI page</span>
        <span />
      </div>
      <AtPlace>{(place, vm) => <List key={vm.vm} place={place} vm={vm} filter={filter.trim()} />}</AtPlace>
    </div>
  );
}
