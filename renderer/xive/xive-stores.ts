/** The stores of the XIVE view, one a host. */
import { viewPort } from '../panels/view-port.ts';
import { keepStores } from '../store/kept-stores.ts';
import { createXiveStore } from './xive-store.ts';
import type { XiveStore } from './xive-view-state.ts';

export const xiveStoreOf = keepStores<XiveStore>(
  (hostId) =>
    createXiveStore(
      viewPort(hostId, ({ xive }) => (xive === undefined ? null : { observed: xive, desired: xive })),
    ),
  ({ view, legend, filter, bottomTab, bottomOpen }) => ({ view, legend, filter, bottomTab, bottomOpen }),
);
