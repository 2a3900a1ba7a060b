/** The stores of the zPCI view, one a host. */
import { viewPort } from '../panels/view-port.ts';
import { keepStores } from '../store/kept-stores.ts';
import { desiredZpci } from './zpci-host.ts';
import { createZpciStore } from './zpci-store.ts';
import type { ZpciStore } from './zpci-view-state.ts';

export const zpciStoreOf = keepStores<ZpciStore>(
  (hostId) =>
    createZpciStore(
      viewPort(hostId, ({ zpci }) =>
        zpci === undefined ? null : { observed: zpci.observed, desired: desiredZpci(zpci) },
      ),
    ),
  ({ display, layer, legend, type, block, whatIf, life, bottomTab, bottomOpen }) => ({
    display,
    layer,
    legend,
    type,
    block,
    whatIf,
    life,
    bottomTab,
    bottomOpen,
  }),
);
