/** The mdevctl definition of a guest, byte by byte as mdevctl itself writes it (management.md 1.2). */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import { idsOf } from '../../../../shared/mask.ts';

/** One file a definition, named by the UUID. */
export const DEFINITIONS_FOLDER = '/etc/mdevctl.d/matrix';

export function definitionPath(uuid: string): string {
  return `${DEFINITIONS_FOLDER}/${uuid}`;
}

/**
 * Two-space indent, keys in mdevctl's order, no newline at the end. One id an attribute, since the kernel takes no
 * lists (AP-K1), decimal as ap-check prints them; adapters before domains, so that a 2018 kernel can start it too.
 */
export function definitionText(start: 'auto' | 'manual', masks: MatrixMasks): string {
  const attrs = [
    ...idsOf(masks.apm).map((id) => ({ assign_adapter: `${id}` })),
    ...idsOf(masks.aqm).map((id) => ({ assign_domain: `${id}` })),
    ...idsOf(masks.adm).map((id) => ({ assign_control_domain: `${id}` })),
  ];
  return JSON.stringify({ mdev_type: 'vfio_ap-passthrough', start, attrs }, null, 2);
}
