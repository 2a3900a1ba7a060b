/** Moving about the board with the keyboard: what is selected has the focus, arrows move it, left and right change the side. */
import type { KeyboardEvent } from 'react';
import { formatZpciRef, parseZpciRef } from '../../../shared/zpci/refs.ts';
import { guestById } from '../../../shared/zpci/types.ts';
import { reorder } from '../guest-edits.ts';
import { deviceOf } from '../actions.ts';
import { useZpci } from '../zpci-context.ts';

/** Rows that a page key steps. */
const PAGE = 10;

interface Stop {
  readonly id: string;
  readonly kind: string;
}

/** Rows one can stop at. */
export function stopsOf(rows: readonly Stop[]): readonly string[] {
  return rows.filter(({ kind }) => kind !== 'adapter' && kind !== 'none').map(({ id }) => id);
}

/** The row that Tab reaches: the selected one; where that is not among them, the first. */
export function reachableOf(rows: readonly Stop[], selected: string | null): string | null {
  const stops = stopsOf(rows);
  return selected !== null && stops.includes(selected) ? selected : (stops[0] ?? null);
}

/** Where a key leads among so many stops; null = it does not move. */
export function stepOf(key: string, at: number, count: number): number | null {
  const to =
    key === 'ArrowDown'
      ? at + 1
      : key === 'ArrowUp'
        ? at - 1
        : key === 'PageDown'
          ? at + PAGE
          : key === 'PageUp'
            ? at - PAGE
            : key === 'Home'
              ? 0
              : key === 'End'
                ? count - 1
                : null;
  return to === null ? null : Math.max(0, Math.min(count - 1, to));
}

export function focusRow(id: string): void {
  // The row may only be drawn after the list has scrolled to it.
  requestAnimationFrame(() =>
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus({ preventScroll: true }),
    ),
  );
}

/** After a gesture the keyboard goes on at its row; what has to be answered first has the focus already. */
export function focusUnlessOffered(
  store: { readonly getState: () => { readonly offer: unknown; readonly refusal: unknown } },
  id: string,
): void {
  const { offer, refusal } = store.getState();
  if (offer === null && refusal === null) focusRow(id);
}

/** `onEnter` does what Enter does with a row. */
export function useBoardKeys(
  rows: readonly Stop[],
  others: readonly Stop[],
  onEnter: (id: string) => void,
): (event: KeyboardEvent) => void {
  const { host, store } = useZpci();
  return (event) => {
    const element =
      event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('[data-row]') : null;
    const id = element?.dataset.row;
    if (id === undefined || event.target !== element) return;
    const { select, mark, set } = store.getState();
    const go = (next: string | undefined) => {
      if (next === undefined) return;
      event.preventDefault();
      select(next);
      focusRow(next);
    };
    const ref = parseZpciRef(id);
    if (event.altKey && event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const guest = ref?.kind === 'dev' ? guestById(host.desired, ref.guest) : undefined;
      const at = guest?.devices.findIndex((device) => ref?.kind === 'dev' && device.id === ref.device) ?? -1;
      const to = at + (event.key === 'ArrowUp' ? -1 : 1);
      if (guest === undefined || at < 0 || to < 0 || to >= guest.devices.length) return;
      event.preventDefault();
      event.stopPropagation();
      const { label, edits } = reorder(guest, guest.devices[at]!.id, to);
      void store.getState().edit(label, edits);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const stops = stopsOf(rows);
    const at = stops.indexOf(id);
    const to = stepOf(event.key, at, stops.length);
    if (to !== null) {
      const next = stops[to];
      if (event.shiftKey && ref?.kind === 'fn' && next !== undefined) {
        const range = stops.slice(Math.min(at, to), Math.max(at, to) + 1);
        const fids = range.flatMap((stop) => {
          const one = parseZpciRef(stop);
          return one?.kind === 'fn' ? [one.fid] : [];
        });
        set({ marked: new Set([...store.getState().marked, ...fids]) });
      }
      return go(next);
    }
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      // To what the row is joined with, else to the first of the other side.
      const there = stopsOf(others);
      const joined = joinedWith(host.desired, id);
      return go(joined !== null && there.includes(joined) ? joined : there[0]);
    }
    if (event.key === ' ' && ref?.kind === 'fn') {
      event.preventDefault();
      mark(ref.fid);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      onEnter(id);
    }
  };
}

/** The device that a function is in, or the function that a device is. */
export function joinedWith(state: Parameters<typeof deviceOf>[0], id: string): string | null {
  const ref = parseZpciRef(id);
  if (ref?.kind === 'fn') {
    const device = deviceOf(state, id);
    return device === null ? null : formatDevice(device);
  }
  if (ref?.kind !== 'dev') return null;
  const device = guestById(state, ref.guest)?.devices.find((each) => each.id === ref.device);
  const address = device?.card?.kind === 'vfio' ? device.card.host : null;
  const fn = address === null ? undefined : state.functions.find((each) => each.address === address);
  return fn === undefined ? null : formatZpciRef({ kind: 'fn', fid: fn.fid });
}

function formatDevice({ guest, device }: { readonly guest: string; readonly device: string }): string {
  return formatZpciRef({ kind: 'dev', guest, device });
}
