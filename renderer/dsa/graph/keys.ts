/** What a key does in the drawing. Pure, so that it can be tried without one. */
import { type Direction } from './neighbours.ts';

export type KeyDeed =
  | { readonly kind: 'move'; readonly direction: Direction }
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'fit' | 'open' | 'toggle' | 'menu' | 'leave' | 'first' };

const ZOOM_STEP = 1.25;

const DEEDS: Readonly<Record<string, KeyDeed>> = {
  ArrowUp: { kind: 'move', direction: 'up' },
  ArrowDown: { kind: 'move', direction: 'down' },
  ArrowLeft: { kind: 'move', direction: 'left' },
  ArrowRight: { kind: 'move', direction: 'right' },
  '+': { kind: 'zoom', factor: ZOOM_STEP },
  '=': { kind: 'zoom', factor: ZOOM_STEP },
  '-': { kind: 'zoom', factor: 1 / ZOOM_STEP },
  '0': { kind: 'fit' },
  Home: { kind: 'first' },
  Enter: { kind: 'open' },
  ' ': { kind: 'toggle' },
  ContextMenu: { kind: 'menu' },
  Escape: { kind: 'leave' },
};

/** Null for keys that are someone else's: those with Ctrl, Alt or Meta are the studio's. */
export function deedOf(event: {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}): KeyDeed | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.key === 'F10') return event.shiftKey ? { kind: 'menu' } : null;
  return DEEDS[event.key] ?? null;
}
