/**
 * One store a host for the view of a family, made when that view is first shown and kept while the workspace is open,
 * so that coming back finds everything as it was.
 */
import type { StoreApi } from 'zustand/vanilla';
import type { HostView } from '../../shared/view.ts';
import { readingOf, useStudio } from './studio.ts';

/**
 * `lookOf`: how a host is looked at, whatever was read of it: a host that is read again, or back, is looked at in the
 * same way. All else (what was picked, refused or proposed) goes with the reading it was about.
 */
export function keepStores<Store extends object>(
  make: (hostId: string) => StoreApi<Store>,
  lookOf: (state: Store) => Partial<Store>,
): (host: Pick<HostView, 'id' | 'source'>) => StoreApi<Store> {
  const kept = new Map<string, { readonly reading: string; readonly store: StoreApi<Store> }>();
  const looks = new Map<string, Partial<Store>>();
  useStudio.subscribe(({ view }, before) => {
    if (view === before.view) return;
    const readings = new Map((view?.workspace?.hosts ?? []).map((host) => [host.id, readingOf(host)]));
    const same = view?.workspace?.name === before.view?.workspace?.name;
    if (!same) looks.clear();
    for (const [hostId, { reading, store }] of kept) {
      if (readings.get(hostId) === reading) continue;
      if (same && readings.has(hostId)) looks.set(hostId, lookOf(store.getState()));
      kept.delete(hostId);
    }
  });
  return (host) => {
    const reading = readingOf(host);
    const known = kept.get(host.id);
    if (known?.reading === reading) return known.store;
    const store = make(host.id);
    const look = looks.get(host.id);
    if (look !== undefined) store.setState(look);
    kept.set(host.id, { reading, store });
    return store;
  };
}
