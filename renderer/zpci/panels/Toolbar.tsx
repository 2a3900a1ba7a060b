import { useContext, useMemo } from 'react';
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import { ON_HOST } from '../../panels/on-host.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { DISPLAY_CHOICES } from '../actions.ts';
import { foundFunctions, typeOf, typesOf } from '../parts.ts';
import { RehearsedContext, useDrawn, useZpci, useZpciState } from '../zpci-context.ts';

export const SEARCH_ID = 'zpci-search';

function Search() {
  const { store } = useZpci();
  const { state } = useDrawn();
  const search = useZpciState((each) => each.search);
  const type = useZpciState((each) => each.type);
  const found = useMemo(
    () => (search.trim() === '' ? null : foundFunctions(state, search, type)),
    [state, search, type],
  );
  const { set, select } = store.getState();
  return (
    <div className="zpci-search" role="search">
      <Icon name="search" size={14} />
      <input
        id={SEARCH_ID}
        type="search"
        aria-label="Search functions"
        placeholder="Address, FID, PCHID, type"
        title="Address, FID, UID, PCHID, type, utility string, driver, guest, or free"
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => set({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && search !== '') {
            event.preventDefault();
            set({ search: '' });
          } else if (event.key === 'Enter' && found?.[0] !== undefined) {
            event.preventDefault();
            // Each press goes on to the next match.
            const ids = found.map(({ fid }) => formatZpciRef({ kind: 'fn', fid }));
            select(ids[(ids.indexOf(store.getState().selected ?? '') + 1) % ids.length]!);
          }
        }}
      />
      {found !== null && (
        <span className="faint tabular" role="status">
          {found.length === 0 ? 'none' : found.length}
        </span>
      )}
    </div>
  );
}

function TypeFilter() {
  const { store } = useZpci();
  const { state } = useDrawn();
  const type = useZpciState((each) => each.type);
  const types = useMemo(() => typesOf(state.functions), [state.functions]);
  const { set } = store.getState();
  if (types.length < 2 && type === null) return null;
  return (
    <Menu
      label="Only functions of one type"
      align="end"
      trigger={
        <Button size="small" icon="filter" hint="Show functions of one type only">
          {type === null ? 'Type' : typeOf({ pft: type }).short}
        </Button>
      }
      entries={[
        {
          kind: 'item',
          id: 'all',
          label: 'All types',
          checked: type === null,
          onSelect: () => set({ type: null }),
        },
        ...types.map(({ pft, count }) => ({
          kind: 'item' as const,
          id: `type-${pft}`,
          label: `${typeOf({ pft }).name} (${count})`,
          checked: type === pft,
          onSelect: () => set({ type: type === pft ? null : pft }),
        })),
      ]}
    />
  );
}

/** What is shown, of which truth, and which functions. */
export function Toolbar() {
  const { store } = useZpci();
  const display = useZpciState((state) => state.display);
  const layer = useZpciState((state) => state.layer);
  const legend = useZpciState((state) => state.legend);
  const rehearsing = useContext(RehearsedContext) !== null;
  const { set } = store.getState();
  return (
    <div className="work-toolbar zpci-toolbar" role="toolbar" aria-label="zPCI functions">
      <Segmented
        label="What is shown"
        value={display}
        onChange={(next) => set({ display: next })}
        options={DISPLAY_CHOICES.map((choice) =>
          choice.value === 'assign' ? { ...choice, short: 'Assign' } : choice,
        )}
      />
      <Segmented
        label="Which truth is drawn"
        value={rehearsing ? 'desired' : layer}
        onChange={(next) => set({ layer: next })}
        options={[
          rehearsing
            ? { value: 'desired', label: 'Rehearsal', hint: 'The host at this step.', shortcut: 'Alt+4' }
            : {
                value: 'desired',
                label: 'Desired',
                short: 'Wish',
                hint: 'What you wish.',
                shortcut: 'Alt+4',
              },
          ...(rehearsing ? [] : [ON_HOST]),
        ]}
      />
      <span className="work-toolbar-rest" />
      <Search />
      <TypeFilter />
      {display === 'assign' && (
        <IconButton icon="info" label="Legend" pressed={legend} onClick={() => set({ legend: !legend })} />
      )}
    </div>
  );
}
