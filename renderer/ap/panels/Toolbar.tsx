import { useState } from 'react';
import { countIds } from '../../../shared/mask.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { CELL_SIZES } from '../ap-store.ts';
import { readGoTo } from '../go-to.ts';

/** Id of the go-to field: the action that focuses it is run from anywhere. */
export const GO_TO_ID = 'ap-go-to';

function GoToField() {
  const { host, store } = useAp();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  function go(): void {
    const found = readGoTo(text, host.desired);
    if (!found.ok) return setError(found.message);
    setError(null);
    store.getState().showRefs(found.refs);
    setText('');
  }
  return (
    <form
      className="ap-go-to"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
    >
      <input
        id={GO_TO_ID}
        className="field-input mono"
        aria-label="Go to an APQN, an adapter, a domain or a guest"
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : 'ap-go-to-error'}
        placeholder="Go to 06.0047"
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setError(null);
        }}
      />
      {error !== null && (
        <span id="ap-go-to-error" role="alert" className="ap-go-to-error">
          {error}
        </span>
      )}
    </form>
  );
}

/** How the matrix is drawn and what a click on it does. */
export function Toolbar() {
  const { host, store } = useAp();
  const { set, setMode, setCellSize } = store.getState();
  const mode = useApState((state) => state.mode);
  const layer = useApState((state) => state.layer);
  const extent = useApState((state) => state.extent);
  const cellSize = useApState((state) => state.cellSize);
  const legend = useApState((state) => state.legend);
  const { lpar } = host.desired;
  const configured = `${countIds(lpar.apm)} × ${countIds(lpar.aqm)}`;
  return (
    <div className="ap-toolbar" role="toolbar" aria-label="Matrix">
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
            hint: 'A click lets the guest change a domain, or forbids it.',
            shortcut: 'Alt+2',
          },
          {
            value: 'masks',
            label: 'Host masks',
            hint: 'A click releases host queues for guests, or returns them.',
            shortcut: 'Alt+3',
          },
        ]}
      />
      <Segmented
        label="Which truth is drawn"
        value={layer}
        onChange={(next) => set({ layer: next })}
        options={[
          { value: 'desired', label: 'Desired', hint: 'What you wish.', shortcut: 'Alt+4' },
          { value: 'host', label: 'On host', hint: 'What was read from the host.', shortcut: 'Alt+5' },
          {
            value: 'guest',
            label: 'Guest sees',
            hint: 'What is left after the kernel has filtered.',
            shortcut: 'Alt+6',
          },
        ]}
      />
      <span className="ap-toolbar-rest" />
      <GoToField />
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
          { value: 'all', label: '256 × 256', hint: 'All that the architecture knows.', shortcut: 'Alt+E' },
        ]}
      />
      <div className="ap-zoom" role="group" aria-label="Size of the cells">
        <IconButton
          icon="minus"
          size="small"
          label="Smaller cells"
          shortcut="Alt+O"
          onClick={() => setCellSize(cellSize / 1.25)}
        />
        <button
          type="button"
          className="ap-zoom-value tabular"
          aria-label={`Cells at ${Math.round((cellSize / CELL_SIZES.usual) * 100)} percent. Reset`}
          onClick={() => setCellSize(CELL_SIZES.usual)}
        >
          {Math.round((cellSize / CELL_SIZES.usual) * 100)}%
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
