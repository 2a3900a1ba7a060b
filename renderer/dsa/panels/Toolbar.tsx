import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { ON_HOST } from '../../panels/on-host.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { useDsa, useDsaState, useDrawn, useShownMoment } from '../dsa-context.ts';
import { matches } from '../parts.ts';

export const SEARCH_ID = 'dsa-search';

function Search() {
  const { store } = useDsa();
  const search = useDsaState((state) => state.search);
  const { state } = useDrawn();
  const { set, show } = store.getState();
  const found = search.trim() === '' ? null : [...matches(state, search)];
  return (
    <div className="dsa-search" role="search">
      <Icon name="search" size={14} />
      <input
        id={SEARCH_ID}
        type="search"
        aria-label="Search work queues, devices and guests"
        placeholder="wq0.3, dedicated, vm-web"
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
            const at = found.indexOf(store.getState().selected ?? '');
            show(found[(at + 1) % found.length]!);
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

/** What is drawn, and how. */
export function Toolbar() {
  const { host, store } = useDsa();
  const { set } = store.getState();
  const display = useDsaState((state) => state.display);
  const layer = useDsaState((state) => state.layer);
  const legend = useDsaState((state) => state.legend);
  const collapsed = useDsaState((state) => state.collapsed);
  const rehearsing = useShownMoment() !== null;
  const devices = host.desired.devices.map((device) => device.name);
  const allFolded = devices.every((name) => collapsed.has(name));
  return (
    <div className="work-toolbar" role="toolbar" aria-label="Work queues">
      <Segmented
        label="How it is drawn"
        value={display}
        onChange={(next) => set({ display: next })}
        options={[
          {
            value: 'graph',
            label: 'Graph',
            hint: 'Engines, groups, work queues, mdevs and guests.',
            shortcut: 'Alt+1',
          },
          { value: 'table', label: 'Table', hint: 'Every part as a row, to sort.', shortcut: 'Alt+2' },
        ]}
      />
      <Segmented
        label="Which truth is drawn"
        value={rehearsing ? 'desired' : layer}
        onChange={(next) => set({ layer: next })}
        options={[
          rehearsing
            ? { value: 'desired', label: 'Rehearsal', hint: 'The host at this step.', shortcut: 'Alt+4' }
            : { value: 'desired', label: 'Desired', hint: 'What you wish.', shortcut: 'Alt+4' },
          ...(rehearsing ? [] : [ON_HOST]),
        ]}
      />
      <span className="work-toolbar-rest" />
      <Search />
      {display === 'graph' && (
        <>
          <IconButton
            icon={allFolded ? 'plus' : 'minus'}
            label={allFolded ? 'Unfold all devices' : 'Fold all devices'}
            shortcut={allFolded ? 'Alt+Shift+ArrowDown' : 'Alt+Shift+ArrowUp'}
            onClick={() => set({ collapsed: new Set(allFolded ? [] : devices) })}
          />
          <IconButton
            icon="fit"
            label="Fit the graph into the window"
            shortcut="Alt+0"
            onClick={() => set({ fit: store.getState().fit + 1 })}
          />
          <IconButton icon="info" label="Legend" pressed={legend} onClick={() => set({ legend: !legend })} />
        </>
      )}
    </div>
  );
}
