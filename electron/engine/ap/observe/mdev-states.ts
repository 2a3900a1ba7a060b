/** Mediated devices from all that tells of them: sysfs, definitions, domain XML, queue states. */
import { NO_MASKS, unfilteredShadow } from '../../../../shared/ap/packed.ts';
import { type ApState, driverOf, type MatrixMasks, type Mdev } from '../../../../shared/ap/types.ts';
import { adapterOf, domainOf, formatApqn } from '../../../../shared/apqn.ts';
import {
  EMPTY_MASK,
  formatRanges,
  hasId,
  idsOf,
  type Mask,
  maskOf,
  masksMeet,
  maskUpTo,
  minus,
  sameMask,
  union,
} from '../../../../shared/mask.ts';
import { mdevName } from '../mdev-name.ts';
import { shadowOf } from '../kernel/filter.ts';
import { UNKNOWN_GUEST } from '../model.ts';
import type { MdevDefinition } from './mdev-definition.ts';
import type { ObservedDefinitions } from './definitions.ts';
import type { GuestNames } from '../../hosts/guest-domains.ts';
import type { ActiveMdev } from './mdevs.ts';
import type { ApReader } from './reader.ts';

/** The shadow `guest_matrix` tells; where the kernel cut the file, adapters after its last line come from the rules. */
function toldShadow(reader: ApReader, mdev: ActiveMdev, state: ApState): MatrixMasks | null {
  if (!mdev.guest) return null;
  const adm = unfilteredShadow(mdev.matrix, state.lpar).adm;
  if (!mdev.guest.cut) return { apm: mdev.guest.adapters, aqm: mdev.guest.domains, adm };
  const last = idsOf(mdev.guest.adapters).at(-1) ?? 0;
  const after = minus(shadowOf(state, mdev.matrix).apm, maskUpTo(last));
  reader.assume(
    'guestMatrix',
    `${mdev.path}/guest_matrix`,
    'The kernel cut this file at one page (4095 bytes); adapters after its last line are what the filter rule gives.',
    'warning',
  );
  return { apm: union(mdev.guest.adapters, after), aqm: mdev.guest.domains, adm };
}

function describe(masks: MatrixMasks): string {
  const ids = (mask: Mask) => formatRanges(idsOf(mask)) || 'none';
  return `adapters ${ids(masks.apm)}, domains ${ids(masks.aqm)}, control domains ${ids(masks.adm)}`;
}

function reportDrift(reader: ApReader, mdev: ActiveMdev, definition: MdevDefinition): void {
  const { matrix } = mdev;
  const { masks } = definition;
  if (sameMask(matrix.apm, masks.apm) && sameMask(matrix.aqm, masks.aqm) && sameMask(matrix.adm, masks.adm))
    return;
  reader.find(
    'warning',
    `/etc/mdevctl.d/matrix/${mdev.id}`,
    `The running device differs from its definition. Running: ${describe(matrix)}. Defined: ${describe(masks)}.`,
    `drift ${mdev.id}`,
  );
}

/** Rows of the matrix (domains by adapter) whose queues have this status. */
function queuesInUse(state: ApState): ReadonlyMap<number, Mask> {
  const rows = new Map<number, number[]>();
  for (const [apqn, { status }] of state.queues.details) {
    if (status !== 'in use') continue;
    const row = rows.get(adapterOf(apqn));
    if (row) row.push(domainOf(apqn));
    else rows.set(adapterOf(apqn), [domainOf(apqn)]);
  }
  return new Map([...rows].map(([adapter, domains]) => [adapter, maskOf(domains)]));
}

function isInUse(inUse: ReadonlyMap<number, Mask>, matrix: MatrixMasks): boolean {
  return idsOf(matrix.apm).some((adapter) => masksMeet(inUse.get(adapter) ?? EMPTY_MASK, matrix.aqm));
}

export interface MdevSources {
  readonly active: readonly ActiveMdev[];
  readonly definitions: ObservedDefinitions;
  readonly guests: GuestNames;
  readonly format: 1 | 2;
}

export function buildMdevs(reader: ApReader, state: ApState, sources: MdevSources): Mdev[] {
  const inUse = queuesInUse(state);
  const byId = new Map(sources.active.map((mdev) => [mdev.id, mdev]));
  const ids = [...byId.keys(), ...[...sources.definitions.byId.keys()].filter((id) => !byId.has(id)).sort()];
  return ids.map((id, index): Mdev => {
    const active = byId.get(id);
    const definition = sources.definitions.byId.get(id);
    const domain = sources.guests.byMdev.get(id);
    const matrix = active?.matrix ?? definition!.masks;
    if (active && definition && active.matrixKnown) reportDrift(reader, active, definition);
    const running = active !== undefined && (isInUse(inUse, matrix) || domain?.running === true);
    return {
      id,
      name: domain?.name ?? mdevName(id, ids),
      hue: index % 8,
      type: 'passthrough',
      matrix,
      shadow: (active && toldShadow(reader, active, state)) ?? shadowOf(state, matrix),
      pending: NO_MASKS,
      // A name that was cut or tidied for showing is no name that virsh finds, or it finds another domain by it.
      guest: running ? (domain?.isNameTold ? domain.name : UNKNOWN_GUEST) : null,
      crycbFormat: sources.format,
      active: active !== undefined || sources.definitions.running.has(id),
      defined: definition?.start ?? null,
      stored: definition?.masks ?? null,
      virtualAdapters: new Map(),
      virtualDomains: new Map(),
    };
  });
}

/** Queue `status` and the matrices must tell the same story. */
export function reportStatus(reader: ApReader, state: ApState, mdevsTold: boolean): void {
  if (!mdevsTold) return;
  const rows = new Map<number, Mask>();
  for (const mdev of state.mdevs.filter(({ active }) => active))
    for (const adapter of idsOf(mdev.matrix.apm))
      rows.set(adapter, union(rows.get(adapter) ?? EMPTY_MASK, mdev.matrix.aqm));
  for (const [apqn, { status }] of state.queues.details) {
    if (
      status === undefined ||
      driverOf(state.queues, apqn) !== 'vfio_ap' ||
      (status !== 'unassigned') === hasId(rows.get(adapterOf(apqn)) ?? EMPTY_MASK, domainOf(apqn))
    )
      continue;
    const path = `/sys/devices/ap/card${formatApqn(apqn).slice(0, 2)}/${formatApqn(apqn)}/status`;
    reader.find(
      'warning',
      path,
      status === 'unassigned'
        ? 'The queue says unassigned, but it is in the matrix of a mediated device.'
        : `The queue says ${status}, but no mediated device of the source has it.`,
      `status ${status}`,
    );
  }
}
