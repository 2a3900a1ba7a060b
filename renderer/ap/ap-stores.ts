/** The stores of the AP view, one a host. */
import { viewPort } from '../panels/view-port.ts';
import { desiredOf, observedOf } from './ap-host.ts';
import { keepStores } from '../store/kept-stores.ts';
import { createApStore } from './ap-store.ts';
import type { ApStore } from './ap-view-state.ts';

export const apStoreOf = keepStores<ApStore>(
  (hostId) =>
    createApStore(
      viewPort(hostId, ({ ap }) =>
        ap === undefined ? null : { observed: observedOf(ap), desired: desiredOf(ap) },
      ),
    ),
  ({ bottomTab, bottomOpen, layer, extent, legend, cellSize, fitsItself }) => ({
    bottomTab,
    bottomOpen,
    layer,
    extent,
    legend,
    cellSize,
    fitsItself,
  }),
);
