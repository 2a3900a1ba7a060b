import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { controllersOf } from '../../../shared/ap/cells.ts';
import { ownersOf } from '../../../shared/ap/uses.ts';
import type { MaskMove, PaintChoice, PaintPreview } from '../../../shared/ap/preview.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import { bothBases, formatAdapter, formatApqn } from '../../../shared/apqn.ts';
import { cellFacts, type Described, describeAdapter, describeDomain } from './describe.ts';
import { apqnsOf } from './preview-cells.ts';

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface PlacedProps {
  /** The cell pointed at, in CSS pixels of the view; never covered. */
  readonly anchor: Rect;
  readonly view: { readonly width: number; readonly height: number };
  readonly children: ReactNode;
}

const DISTANCE = 10;

/** Below and right of the cell; above or left of it where there is no room. */
export function placeTooltip(
  anchor: Rect,
  size: { readonly width: number; readonly height: number },
  view: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const below = anchor.top + anchor.height + DISTANCE;
  const above = anchor.top - DISTANCE - size.height;
  const left = Math.max(8, Math.min(anchor.left + anchor.width + DISTANCE, view.width - size.width - 8));
  if (below + size.height <= view.height - 8) return { left, top: below };
  return { left, top: above >= 8 ? above : below };
}

export function PlacedTooltip({ anchor, view, children }: PlacedProps) {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 280, height: 60 });
  useLayoutEffect(() => {
    const box = element.current;
    if (box === null) return;
    const measure = () => setSize({ width: box.offsetWidth, height: box.offsetHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={element} className="ap-grid-tip" style={placeTooltip(anchor, size, view)} aria-hidden="true">
      {children}
    </div>
  );
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

function sample(apqns: readonly number[]): string {
  const shown = apqns.slice(0, 4).map(formatApqn).join(', ');
  return apqns.length > 4 ? `${shown} and ${apqns.length - 4} more` : shown;
}

/** Names of the guests that have any of the cells, without the one being painted. */
function takers(state: ApState, apqns: readonly number[], painted: string | null): string {
  const names = new Set<string>();
  for (const apqn of apqns)
    for (const mdev of ownersOf(state, apqn)) if (mdev.id !== painted) names.add(mdev.name);
  return [...names].join(', ');
}

interface Line {
  readonly tone: 'plain' | 'danger' | 'warning';
  readonly text: string;
}

/** Queues that change hands with the host masks, and how many of them nobody asked for. */
function maskLines({ toGuests, toHost, collateral }: MaskMove): Line[] {
  const lines: Line[] = [];
  const [given, kept, unasked] = [apqnsOf(toGuests), apqnsOf(toHost), apqnsOf(collateral)];
  if (given.length > 0) lines.push({ tone: 'plain', text: `To guests: ${sample(given)}` });
  if (kept.length > 0) lines.push({ tone: 'plain', text: `To the host: ${sample(kept)}` });
  if (unasked.length > 0)
    lines.push({
      tone: 'warning',
      text: `${many(unasked.length, 'queue comes', 'queues come')} along unasked: ${sample(unasked)}`,
    });
  return lines;
}

/** Kernels of 2018 ask for the driver, later ones for the masks; both refuse with EADDRNOTAVAIL. */
export function unavailableWords(
  state: Pick<ApState, 'profile'>,
  choice: Pick<PaintChoice, 'refusal'>,
): string {
  if (choice.refusal !== null && choice.refusal.errno !== 'EADDRNOTAVAIL') return 'not available';
  return state.profile.startsWith('2018') ? 'not bound to vfio_ap' : 'reserved for the host';
}

/** Lines under the preview's sentence: what is touched, what refuses and by whom, what gets hidden. */
export function previewLines(choice: PaintChoice, state: ApState, painted: string | null): Line[] {
  const lines: Line[] = [];
  const taken = apqnsOf(choice.takenByGuest);
  const hostOwned = apqnsOf(choice.hostOwned);
  const adds = apqnsOf(choice.adds);
  const removes = apqnsOf(choice.removes);
  if (adds.length > 0) lines.push({ tone: 'plain', text: `+ ${sample(adds)}` });
  if (removes.length > 0) lines.push({ tone: 'plain', text: `− ${sample(removes)}` });
  if (choice.masks !== null) lines.push(...maskLines(choice.masks));
  if (taken.length > 0)
    lines.push({
      tone: 'danger',
      text: `${many(taken.length, 'queue')} taken by ${takers(state, taken, painted) || 'another guest'}: ${sample(taken)}`,
    });
  if (hostOwned.length > 0)
    lines.push({
      tone: 'danger',
      text: `${many(hostOwned.length, 'queue')} ${unavailableWords(state, choice)}: ${sample(hostOwned)}`,
    });
  if (choice.refusal !== null)
    lines.push({
      tone: 'danger',
      text: `${choice.refusal.message} (${[choice.refusal.errno, choice.refusal.rule].filter(Boolean).join(', ')})`,
    });
  const hides = apqnsOf(choice.hides);
  if (hides.length > 0)
    lines.push({
      tone: 'warning',
      text: `Hides ${many(hides.length, 'queue')} from the guest: ${sample(hides)}`,
    });
  for (const note of choice.notes) lines.push({ tone: 'warning', text: note });
  return lines;
}

export function PreviewTip(props: {
  readonly preview: PaintPreview;
  readonly state: ApState;
  readonly painted: string | null;
}) {
  const choice = props.preview.choices[0];
  if (choice === undefined) return <strong>Nothing to do here</strong>;
  const others = props.preview.choices.length - 1;
  return (
    <>
      <strong>{choice.label}</strong>
      {previewLines(choice, props.state, props.painted).map((line) => (
        <p key={line.text} data-tone={line.tone}>
          {line.text}
        </p>
      ))}
      {others > 0 && (
        <p data-tone="plain">
          {many(others, 'other way', 'other ways')}
          {choice.masks?.compare === true ? ', compared after a click' : ': right-click'}
        </p>
      )}
    </>
  );
}

/** What is there, where nothing can be painted. */
export function CellTip(props: {
  readonly described: Described;
  readonly adapter: number | null;
  readonly domain: number | null;
}) {
  const { described, adapter, domain } = props;
  if (adapter === null || domain === null)
    return (
      <strong>
        {adapter !== null
          ? describeAdapter(described.state, adapter)
          : describeDomain(described.state, domain ?? 0)}
      </strong>
    );
  const controllers = controllersOf(described.state, domain).map((mdev) => mdev.name);
  return (
    <>
      <strong>
        <code>{formatApqn(adapter * 256 + domain)}</code> {cellFacts(described, adapter, domain).join(', ')}
      </strong>
      <p data-tone="plain">
        adapter {adapter < 10 ? adapter : `${adapter} (0x${formatAdapter(adapter)})`}, domain{' '}
        {bothBases(domain)}
      </p>
      {described.mode !== 'control' && controllers.length > 0 && (
        <p data-tone="plain">domain controlled by {controllers.join(', ')}</p>
      )}
    </>
  );
}
