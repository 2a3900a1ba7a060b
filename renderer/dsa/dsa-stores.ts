/** The stores of the DSA view, one a host. */
import { viewPort } from '../panels/view-port.ts';
import { desiredDsa } from './dsa-host.ts';
import { keepStores } from '../store/kept-stores.ts';
import { createDsaStore } from './dsa-store.ts';
import type { DsaStore } from './dsa-view-state.ts';

export const dsaStoreOf = keepStores<DsaStore>(
  (hostId) =>
    createDsaStore(
      viewPort(hostId, ({ dsa }) =>
        dsa === undefined ? null : { observed: dsa.observed, desired: desiredDsa(dsa) },
      ),
    ),
  ({ display, layer, legend, sorting, collapsed, bottomTab, bottomOpen }) => ({
    display,
    layer,
    legend,
    sorting,
    collapsed,
    bottomTab,
    bottomOpen,
  }),
);
