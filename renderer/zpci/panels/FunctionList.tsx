import { type KeyboardEvent, useId, useMemo, useRef } from 'react';
import { formatZpciRef, functionName } from '../../../shared/zpci/refs.ts';
import type { HostFunction } from '../../../shared/zpci/types.ts';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { foundFunctions, ownerOf, standWords, typeOf } from '../parts.ts';
import { useDrawn, useZpci, useZpciState } from '../zpci-context.ts';
import { FunctionMark } from './FunctionMark.tsx';
import { useDragSource } from './use-dragging.ts';

/** CSS pixels at 100 % text size; the row's own style has the same. */
const ROW_HEIGHT = 28;

function Row({ fn, reachable }: { readonly fn: HostFunction; readonly reachable: boolean }) {
  const { store } = useZpci();
  const { state } = useDrawn();
  const id = formatZpciRef({ kind: 'fn', fid: fn.fid });
  const selected = useZpciState((each) => each.selected === id);
  const onDrag = useDragSource();
  const owner = ownerOf(state, fn);
  return (
    <button
      type="button"
      className="zpci-list-row"
      data-list-row={id}
      aria-pressed={selected}
      aria-label={`${functionName(fn)}, ${typeOf(fn).name}, ${owner?.guest.name ?? standWords(fn)}`}
      tabIndex={selected || reachable ? 0 : -1}
      onPointerDown={(event) => onDrag(event, () => ({ kind: 'functions', fids: [fn.fid] }))}
      onClick={() => store.getState().show(id)}
    >
      <FunctionMark state={state} fn={fn} />
      <span className="mono truncate">{functionName(fn)}</span>
      <span className="zpci-list-type" title={typeOf(fn).name}>
        {fn.state === 'configured' ? typeOf(fn).short : standWords(fn)}
      </span>
    </button>
  );
}

/** All functions of the host in one narrow list, on every display: what is selected here is what the displays are about. */
export function FunctionList() {
  const heading = useId();
  const box = useRef<HTMLElement>(null);
  const { store } = useZpci();
  const { state } = useDrawn();
  const search = useZpciState((each) => each.search);
  const type = useZpciState((each) => each.type);
  const selected = useZpciState((each) => each.selected);
  const display = useZpciState((each) => each.display);
  const found = useMemo(() => foundFunctions(state, search, type), [state, search, type]);
  const at = found.findIndex(({ fid }) => formatZpciRef({ kind: 'fn', fid }) === selected);
  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || event.altKey || found.length === 0) return;
    event.preventDefault();
    const next = found[Math.max(0, Math.min(found.length - 1, at + step))]!;
    const id = formatZpciRef({ kind: 'fn', fid: next.fid });
    store.getState().show(id);
    requestAnimationFrame(() =>
      box.current?.querySelector<HTMLElement>(`[data-list-row="${CSS.escape(id)}"]`)?.focus(),
    );
  }
  // Beside the board the same functions would stand twice.
  if (display === 'assign') return null;
  return (
    <section className="zpci-list" aria-labelledby={heading} onKeyDown={onKeyDown} ref={box}>
      <header className="work-column-head">
        <h2 id={heading} className="section-label">
          Functions on the host
        </h2>
        <span className="faint tabular">{found.length}</span>
      </header>
      {found.length === 0 ? (
        <p className="quiet zpci-list-empty">
          {state.functions.length === 0
            ? 'The host has no function.'
            : 'No function is like that. Clear the search or the type.'}
        </p>
      ) : (
        <WindowedList
          label="Functions on the host"
          items={found}
          rowHeight={ROW_HEIGHT}
          keyOf={({ fid }) => String(fid)}
          shown={at}
          renderRow={(fn, index) => <Row fn={fn} reachable={at < 0 && index === 0} />}
        />
      )}
    </section>
  );
}
