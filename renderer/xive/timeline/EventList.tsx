import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { BranchView } from '../../../shared/xive/view.ts';
import { moveOfKey } from '../../plan/scrubber.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { ContextMenu, Menu } from '../../ui/Menu.tsx';
import { eventEntries } from './event-menu.ts';
import { countOf } from './event-moves.ts';
import { MARK_LOOKS, markOf } from './marks.ts';
import { usePicked } from './use-picked.ts';
import { useReorder } from './use-reorder.ts';
import { type ShownTimeline, useTimeline } from './use-timeline.ts';

/** Rem. */
const ROW = 2.25;
const SPARE = 6;

function pixels(): number {
  return ROW * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function EventRow({ step, timeline }: { readonly step: number; readonly timeline: ShownTimeline }) {
  if (step === 0)
    return (
      <>
        <span className="xive-row-step tabular">0</span>
        <span className="xive-mark" data-mark="start" aria-hidden="true">
          ○
        </span>
        <span className="truncate">Start: the set-up</span>
      </>
    );
  const row = timeline.row(step);
  const mark = row?.mark ?? markOf(timeline.marks, step);
  const look = MARK_LOOKS[mark];
  return (
    <>
      <span className="xive-row-step tabular">{step}</span>
      <span className="xive-mark" data-mark={mark} title={look.words}>
        <span aria-hidden="true">{look.glyph === '' ? '●' : look.glyph}</span>
        {mark !== 'done' && <span className="visually-hidden">{look.words}: </span>}
      </span>
      <span
        className="xive-two-lines xive-row-title"
        title={row === null ? undefined : [row.title, row.event.note].filter(Boolean).join(' · ')}
      >
        {row?.title ?? '…'}
        {row?.event.note !== undefined && <span className="faint"> · {row.event.note}</span>}
      </span>
      <span className="xive-two-lines xive-row-result" data-mark={mark} title={row?.result}>
        {row?.result}
      </span>
    </>
  );
}

/** The events as rows: a click goes there; drag or Alt and arrows put them elsewhere. */
export function EventList({ branch, step }: { readonly branch: BranchView; readonly step: number }) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 320 });
  const height = pixels();
  const rows = branch.events + 1;
  const first = Math.max(0, Math.floor(view.top / height) - SPARE);
  const last = Math.min(rows - 1, Math.ceil((view.top + view.height) / height) + SPARE);
  const timeline = useTimeline(branch, first, last);
  const events = usePicked(branch, step, timeline);
  const { picked, pick } = events;
  const reorder = useReorder(box, pixels, rows, events.moveTo);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const top = step * pixels();
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + pixels() > element.scrollTop + element.clientHeight)
      element.scrollTop = top + pixels() - element.clientHeight;
  }, [step]);

  function onKeyDown(event: KeyboardEvent): void {
    const { key } = event;
    const act = (run: () => void) => {
      event.preventDefault();
      event.stopPropagation();
      run();
    };
    if (event.altKey) {
      if (key === 'ArrowUp') act(() => events.moveBy(-1));
      else if (key === 'ArrowDown') act(() => events.moveBy(1));
      return;
    }
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'd') return act(events.duplicate);
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === 'a') return act(events.pickAll);
    if (event.ctrlKey || event.metaKey) return;
    if (key === 'Delete' || key === 'Backspace') return act(events.remove);
    if (key === 'Enter' && step > 0) return act(events.change);
    if (key === 'Insert') return act(() => events.insert('after'));
    const move = moveOfKey(key, branch.events);
    if (move === null || key === 'ArrowLeft' || key === 'ArrowRight') return;
    const to = move.kind === 'go' ? move.at : move.kind === 'by' ? step + move.steps : step;
    act(() => pick(Math.min(branch.events, Math.max(0, to)), event.shiftKey));
  }

  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);
  const entries = eventEntries(events, branch.events);
  return (
    <section className="xive-events" aria-label="Events of this branch">
      <header className="xive-events-head">
        <h3 className="section-label">
          {picked !== null && countOf(picked) > 1
            ? `${countOf(picked)} of ${branch.events} events picked`
            : 'Events'}
        </h3>
        <span className="xive-spacer" />
        <Button
          size="small"
          variant="quiet"
          icon="plus"
          hint="Put a new event behind this one"
          onClick={() => events.insert('after')}
        >
          Insert
        </Button>
        <IconButton
          icon="edit"
          size="small"
          label="Change this event"
          disabledReason={picked === null ? 'This is the start, not an event.' : null}
          onClick={events.change}
        />
        <IconButton
          icon="trash"
          size="small"
          label="Delete what is picked"
          disabledReason={picked === null ? 'This is the start, not an event.' : null}
          onClick={events.remove}
        />
        <Menu
          label="More for these events"
          align="end"
          entries={entries}
          trigger={<IconButton icon="more" size="small" label="More for these events" />}
        />
      </header>
      <ContextMenu label="This event" entries={entries}>
        <div
          ref={box}
          className="xive-rows"
          role="listbox"
          tabIndex={0}
          aria-label="Events"
          aria-multiselectable="true"
          aria-activedescendant={`xive-event-${step}`}
          onKeyDown={onKeyDown}
          onScroll={(event) =>
            setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
          }
        >
          <div className="xive-rows-all" role="presentation" style={{ height: rows * height }}>
            {shown.map((at) => {
              const isPicked = at === step || (picked !== null && at >= picked.first && at <= picked.last);
              return (
                <div
                  key={at}
                  id={`xive-event-${at}`}
                  role="option"
                  aria-selected={isPicked}
                  aria-setsize={rows}
                  aria-posinset={at + 1}
                  className="xive-event"
                  data-current={at === step}
                  data-future={at > step}
                  data-mark={at === 0 ? 'done' : markOf(timeline.marks, at)}
                  style={{ top: at * height, height }}
                  onPointerDown={(event) => {
                    // A right click, or a drag of what is picked, keeps what is picked.
                    if (!isPicked || (event.button === 0 && event.shiftKey)) pick(at, event.shiftKey);
                    if (at > 0 && !event.shiftKey) reorder.onPointerDown(event);
                  }}
                  onPointerMove={reorder.onPointerMove}
                  onPointerUp={reorder.onPointerUp}
                  onPointerCancel={reorder.onPointerUp}
                  onClick={(event) => {
                    if (!event.shiftKey && isPicked && reorder.before === null) pick(at, false);
                  }}
                  onDoubleClick={() => at > 0 && events.change()}
                >
                  <EventRow step={at} timeline={timeline} />
                </div>
              );
            })}
            {reorder.before !== null && (
              <div className="xive-drop-line" style={{ top: reorder.before * height }} aria-hidden="true" />
            )}
          </div>
        </div>
      </ContextMenu>
    </section>
  );
}
