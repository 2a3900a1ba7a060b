/**
 * One store a host, made when its AP view is first shown and kept while the workspace is open, so that coming back
 * finds everything as it was.
 */
import { create } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { HostView } from '../../shared/view.ts';
import { desiredOf, observedOf } from '../store/ap-host.ts';
import { call } from '../store/api.ts';
import { dismissRefusal, showRefusal, toast } from '../store/notices.ts';
import { readingOf, useStudio } from '../store/studio.ts';
import { createApStore } from './ap-store.ts';
import type { ApStore, ApViewState } from './ap-view-state.ts';

/** What was done last, for the live region. */
export const useAnnouncement = create<{ readonly text: string }>(() => ({ text: '' }));

interface KeptStore {
  /** Which reading it is about: another workspace has hosts of the same ids. */
  readonly reading: string;
  readonly store: StoreApi<ApStore>;
}

const kept = new Map<string, KeptStore>();

/** How a host is looked at, whatever was read of it: a host that is read again, or back, is looked at in the same way. */
type Look = Pick<
  ApViewState,
  'bottomTab' | 'bottomOpen' | 'layer' | 'extent' | 'legend' | 'cellSize' | 'fitsItself'
>;

const looks = new Map<string, Look>();

function lookOf({ bottomTab, bottomOpen, layer, extent, legend, cellSize, fitsItself }: ApViewState): Look {
  return { bottomTab, bottomOpen, layer, extent, legend, cellSize, fitsItself };
}

// What was picked, refused or proposed belongs to a workspace: it goes with the hosts it was about.
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

export function apStoreOf(host: Pick<HostView, 'id' | 'source'>): StoreApi<ApStore> {
  const hostId = host.id;
  const reading = readingOf(host);
  const known = kept.get(hostId);
  let store = known?.reading === reading ? known.store : undefined;
  if (!store) {
    store = createApStore({
      hostId,
      call,
      host: () => {
        const view = useStudio.getState().view?.workspace?.hosts.find((one) => one.id === hostId)?.ap;
        return view ? { observed: observedOf(view), desired: desiredOf(view) } : null;
      },
      undoLabel: () => useStudio.getState().view?.workspace?.undo ?? null,
      say: (text, tone) => {
        if (tone === 'done') useAnnouncement.setState({ text });
        else toast(tone === 'error' ? 'danger' : 'info', text, tone === 'info' ? { topic: 'gesture' } : {});
      },
      refused: (refused) => {
        if (!refused) return dismissRefusal();
        showRefusal(hostId, refused.what, refused.refusal);
        useAnnouncement.setState({ text: refused.refusal.message });
      },
    });
    store.setState(looks.get(hostId) ?? {});
    kept.set(hostId, { reading, store });
  }
  return store;
}
