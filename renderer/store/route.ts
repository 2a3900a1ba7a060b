/** Where in the program one is, kept in the address after `#`, so that back and forward work: `#/ap`, `#/learn/filter`. */
import { create } from 'zustand';

export interface Route {
  /** `overview`, `learn`, or a family's id. */
  readonly view: string;
  /** What inside the view: a chapter, a term, `rules/AP-U10`. */
  readonly part: string | null;
}

export function parseRoute(hash: string): Route {
  const [view, ...rest] = hash
    .replace(/^#?\/?/, '')
    .split('/')
    .map((piece) => {
      try {
        return decodeURIComponent(piece);
      } catch {
        return piece;
      }
    });
  const part = rest.join('/');
  return {
    view: view === undefined || view === '' ? 'overview' : view,
    part: part === '' ? null : part,
  };
}

export function formatRoute({ view, part }: Route): string {
  return part === null
    ? `#/${encodeURIComponent(view)}`
    : `#/${[view, ...part.split('/')].map(encodeURIComponent).join('/')}`;
}

export const useRoute = create<Route>(() => parseRoute(globalThis.location?.hash ?? ''));

export function navigate(view: string, part: string | null = null): void {
  const hash = formatRoute({ view, part });
  if (globalThis.location.hash !== hash) globalThis.location.hash = hash;
  else useRoute.setState({ view, part });
}

export function followAddress(): void {
  globalThis.addEventListener('hashchange', () => useRoute.setState(parseRoute(globalThis.location.hash)));
}
