import { useState } from 'react';
import { Popover } from '../../ui/Popover.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { countIds } from '../../../shared/mask.ts';
import { IconButton } from '../../ui/Button.tsx';
import { ON_HOST } from '../../panels/on-host.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { useAp, useApState, useShownMoment } from '../ap-context.ts';
import { CELL_SIZES } from '../ap-view-state.ts';
import { focusGrid } from '../focus-grid.ts';
import { readGoTo } from '../go-to.ts';

function GoTo() {
  const { host, store } = useAp();
  const open = useApState((state) => state.goToOpen);
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { set, showRefs } = store.getState();
  function go(): void {
    const found = readGoTo(text, host.desired);
    if (!found.ok) return setError(found.message);
    setText('');
    setError(null);
    set({ goToOpen: false });
    showRefs(found.refs);
    focusGrid();
  }
  return (
    <Popover
      label="Go to"
      align="end"
      open={open}
      onOpenChange={(next) => set({ goToOpen: next })}
      trigger={<IconButton icon="search" label="Go to an APQN, adapter, domain or guest" shortcut="Mod+G" />}
    >
      <form
        className="work-go-to"
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <TextField
          label="Go to"
          mono
          autoFocus
          placeholder="06.0047"
          value={text}
          onChange={(next) => {
            setText(next);
            setError(null);
          }}
          error={error}
          hint="06.0047, or 6,71, or adapter 6, domain 71, a guest's name"
        />
      </form>
    </Popover>
  );
}

const EVERYTHING = '256 × 256';

const TOO_LARGE =
  'Even the smallest cells do not fit this window: make it larger, or hide the panel below with Alt+B.';

/** How the matrix is drawn and what a click on it does. */
export function Toolbar() {
  const { host, store } = useAp();
  const { set, setMode, setCellSize } = store.getState();
  const mode = useApState((state) => state.mode);
  const layer = useApState((state) => state.layer);
  const extent = useApState((state) => state.extent);
  const cellSize = useApState((state) => state.cellSize);
  const legend = useApState((state) => state.legend);
  const tooLarge = useApState((state) => state.tooLarge);
  const rehearsing = useShownMoment() !== null;
  const { lpar } = host.desired;
  const configured = `${countIds(lpar.apm)} × ${countIds(lpar.aqm)}`;
  const zoomed = `${Math.round((cellSize / CELL_SIZES.usual) * 100)}%`;
  return (
    <div className="work-toolbar" role="toolbar" aria-label="Matrix">
      <Segmented
        label="What a click changes"
        value={mode}
        onChange={setMode}
        options={[
          {
            value: 'assign',
            label: 'Assign',
            hint: 'A click gives queues to the guest that is picked, or takes them.',
            shortcut: 'Alt+1',
          },
          {
            value: 'control',
            label: 'Control domains',
            short: 'Control',
            hint: 'A click lets the guest change a domain, or forbids it.',
            shortcut: 'Alt+2',
          },
          {
            value: 'masks',
            label: 'Host masks',
            short: 'Masks',
            hint: 'A click releases host queues for guests, or returns them.',
            shortcut: 'Alt+3',
          },
        ]}
      />
      <Segmented
        label="Which truth is drawn"
        value={rehearsing && layer === 'host' ? 'desired' : layer}
        onChange={(next) => set({ layer: next })}
        options={[
          rehearsing
            ? { value: 'desired', label: 'Rehearsal', hint: 'The host at this step.', shortcut: 'Alt+4' }
            : { value: 'desired', label: 'Desired', hint: 'What you wish.', shortcut: 'Alt+4' },
          ...(rehearsing ? [] : [ON_HOST]),
          {
            value: 'guest',
            label: 'Guest sees',
            short: 'Guest',
            hint: 'What is left after the kernel has filtered.',
            shortcut: 'Alt+6',
          },
        ]}
      />
      <span className="work-toolbar-rest" />
      <GoTo />
      {configured === EVERYTHING ? (
        <span className="ap-extent tabular" title="Adapters × domains: all that the architecture knows.">
          {EVERYTHING}
        </span>
      ) : (
        <Segmented
          label="Rows and columns"
          value={extent}
          onChange={(next) => set({ extent: next })}
          options={[
            {
              value: 'configured',
              label: configured,
              hint: 'Adapters × domains that the LPAR or a guest has.',
            },
            {
              value: 'all',
              label: EVERYTHING,
              short: 'All',
              hint: 'All that the architecture knows.',
              shortcut: 'Alt+E',
            },
          ]}
        />
      )}
      <div className="work-zoom" role="group" aria-label="Size of the cells">
        <IconButton
          icon="minus"
          size="small"
          label="Smaller cells"
          shortcut="Alt+O"
          onClick={() => setCellSize(cellSize / 1.25)}
        />
        <button
          type="button"
          className="work-zoom-value tabular"
          aria-label={`Cells at ${zoomed}. ${tooLarge ? `${TOO_LARGE} ` : ''}Reset`}
          title={tooLarge ? TOO_LARGE : 'Back to the usual size'}
          onClick={() => setCellSize(CELL_SIZES.usual)}
        >
          {zoomed}
        </button>
        <IconButton
          icon="plus"
          size="small"
          label="Larger cells"
          shortcut="Alt+I"
          onClick={() => setCellSize(Math.max(cellSize * 1.25, cellSize + 1))}
        />
      </div>
      <IconButton icon="info" label="Legend" pressed={legend} onClick={() => set({ legend: !legend })} />
    </div>
  );
}
