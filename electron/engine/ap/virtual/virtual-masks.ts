/** The real adapters and domains behind a virtual mdev (AP-VP4), as masks so that conflicts are found like everywhere else. */
import type { Mdev } from '../../../../shared/ap/types.ts';
import { type Mask, maskOf } from '../../../../shared/mask.ts';

export function virtualRealMasks(mdev: Mdev): { readonly apm: Mask; readonly aqm: Mask } {
  return {
    apm: maskOf([...mdev.virtualAdapters.values()].flat()),
    aqm: maskOf([...mdev.virtualDomains.values()].flat()),
  };
}
