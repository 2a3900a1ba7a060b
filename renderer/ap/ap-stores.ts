/** One store a host, made when its AP view is first shown and kept, so that coming back finds everything as it was. */
import { create } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { desiredOf, observedOf } from '../store/ap-host.ts';
import { call } from '../store/api.ts';
import { dismissRefusal, showRefusal, toast } from '../store/notices.ts';
import { useStudio } from '../store/studio.ts';
import { createApStore } from './ap-store.ts';
import type { ApStore } from './ap-view-state.ts';

/** What was done last, for the live region. */
export const useAnnouncement = create<{ readonly text: string }>(() => ({ text: '' }));

const stores = new Map<string, StoreApi<ApStore>>();

export function apStoreOf(hostId: string): StoreApi<ApStore> {
  let store = stores.get(hostId);
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
        else toast(tone === 'error' ? 'danger' : 'info', text);
      },
      refused: (refused) => {
        if (!refused) return dismissRefusal();
        showRefusal(hostId, refused.what, refused.refusal);
        useAnnouncement.setState({ text: refused.refusal.message });
      },
    });
    stores.set(hostId, store);
  }
  return store;
}
