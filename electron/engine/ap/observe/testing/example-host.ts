/** A host that runs one guest, and the capture of it with files changed: what the tests of observing start from. */
import type { ApState } from '../../../../../shared/ap/types.ts';
import type { Finding } from '../../../../../shared/findings.ts';
import { FULL_MASK, maskOf, minus } from '../../../../../shared/mask.ts';
import { changedTree, entriesOf } from '../../../hosts/testing/changed-tree.ts';
import type { HostTree, TreeEntry } from '../../../hosts/tree.ts';
import { apTree } from '../../tree.ts';
import { shadowOf } from '../../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../../model.ts';
import { observeAp } from '../../observe.ts';

export const UUID = '62177883-f1bb-47f0-914d-32a22e3a8804';

export const MDEV = `/sys/devices/vfio_ap/matrix/${UUID}`;

export const QUEUE_PATH = '/sys/devices/ap/card05/05.0004';

/** Adapters 5 and 6, domains 4 and 71; all with vfio_ap; one guest with adapter 5 and both domains that runs. */
export function exampleState(parts: Partial<ApState> = {}): ApState {
  const bare = createApState({
    profile: 'upstream-6.18',
    lpar: masksOf([5, 6], [4, 71], [4, 71]),
    max: { adapter: 63, domain: 84 },
    apmask: minus(FULL_MASK, maskOf([5, 6])),
    defaultDomain: 4,
    cards: new Map(
      [5, 6].map(
        (id) =>
          [
            id,
            {
              type: 'CEX8C',
              mode: 'cca',
              hwtype: 14,
              online: true,
              config: true,
              chkstop: false,
              serial: '93AABEET',
            },
          ] as const,
      ),
    ),
    ...parts,
  });
  const matrix = masksOf([5], [4, 71], [4]);
  const mdev = createMdev(UUID, {
    name: 'payments',
    matrix,
    shadow: shadowOf(bare, matrix),
    guest: 'payments',
    defined: 'auto',
  });
  return { ...bare, mdevs: parts.mdevs ?? [mdev] };
}

export function treeOf(
  state: ApState,
  changes: Readonly<Record<string, TreeEntry | string | null>> = {},
): HostTree {
  const folders = ['/sys/bus/ap/drivers/cex4queue'];
  if (state.vfioApLoaded) folders.push('/sys/devices/vfio_ap/matrix');
  return changedTree(entriesOf(apTree(state)), changes, folders);
}

export function observed(tree: HostTree): { state: ApState; findings: readonly Finding[] } {
  return observeAp(tree)!;
}
