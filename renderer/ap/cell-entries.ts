/** Menu of a cell, a row or a column: masks, drivers, and what the service element could do to the LPAR. */
import type { StoreApi } from 'zustand/vanilla';
import type { ApEdit } from '../../shared/ap/edits.ts';
import { type ApState, driverOf, QUEUE } from '../../shared/ap/types.ts';
import { apqnOf, bothBases, formatApqn } from '../../shared/apqn.ts';
import { hasId } from '../../shared/mask.ts';
import type { ApHost } from './ap-host.ts';
import type { IconName } from '../ui/icons.tsx';
import type { MenuEntry } from '../ui/Menu.tsx';
import type { ApStore } from './ap-view-state.ts';
import type { GridGesture } from './model.ts';

type Item = Extract<MenuEntry, { kind: 'item' }>;

/** `changeLpar` with one list filled; what is not named stays. */
export function changeLpar(part: Partial<Extract<ApEdit, { op: 'changeLpar' }>>): ApEdit {
  return {
    family: 'ap',
    op: 'changeLpar',
    addAdapters: [],
    removeAdapters: [],
    addDomains: [],
    removeDomains: [],
    addControlDomains: [],
    removeControlDomains: [],
    ...part,
  };
}

/** The masks reserve it for the host: all of a row or column, or any of the cells. What a click then does the engine says. */
function keptByHost(
  state: ApState,
  { adapters, domains }: Pick<GridGesture, 'adapters' | 'domains'>,
): boolean {
  const rows = adapters.map((id) => hasId(state.apmask, id));
  const columns = domains.map((id) => hasId(state.aqmask, id));
  if (rows.length === 0 || columns.length === 0) return [...rows, ...columns].every(Boolean);
  return rows.some(Boolean) && columns.some(Boolean);
}

function isAbsent(state: ApState, { adapters, domains }: Pick<GridGesture, 'adapters' | 'domains'>): boolean {
  if (adapters.length === 0 || domains.length === 0) return adapters.length + domains.length === 0;
  return adapters.every((adapter) =>
    domains.every((domain) => state.queues.state[apqnOf(adapter, domain)] === QUEUE.ABSENT),
  );
}

export function cellEntries(
  host: Pick<ApHost, 'desired'>,
  store: StoreApi<ApStore>,
  target: Pick<GridGesture, 'adapters' | 'domains'>,
): MenuEntry[] {
  const state = host.desired;
  const { edit, proposeMasks } = store.getState();
  const item = (
    id: string,
    icon: IconName,
    label: string,
    edits: readonly ApEdit[],
    disabledReason: string | null = null,
  ): Item => ({ kind: 'item', id, icon, label, disabledReason, onSelect: () => void edit(label, edits) });

  const entries: MenuEntry[] = [];
  const [adapter] = target.adapters;
  const [domain] = target.domains;
  entries.push({ kind: 'heading', id: 'pools', label: 'Host and guests' });
  entries.push({
    kind: 'item',
    id: 'mask',
    icon: 'mask',
    label: keptByHost(state, target) ? 'Release for guests…' : 'Return to the host…',
    disabledReason: isAbsent(state, target) ? 'The LPAR has no queue here.' : null,
    onSelect: () => void proposeMasks(target),
  });

  if (adapter !== undefined && domain !== undefined && target.adapters.length * target.domains.length === 1) {
    const apqn = apqnOf(adapter, domain);
    const name = formatApqn(apqn);
    const driver = driverOf(state.queues, apqn);
    const absent = state.queues.state[apqn] === QUEUE.ABSENT ? 'There is no queue here.' : null;
    const override = state.queues.overrides.get(apqn);
    entries.push({ kind: 'heading', id: 'driver', label: 'Driver of the queue' });
    if (driver === null) {
      entries.push(
        item(
          'bind-vfio',
          'link',
          `Bind ${name} to vfio_ap`,
          [{ family: 'ap', op: 'bind', apqn, driver: 'vfio_ap' }],
          absent ?? (state.vfioApLoaded ? null : 'vfio_ap is not loaded.'),
        ),
        item(
          'bind-host',
          'host',
          `Bind ${name} to cex4queue`,
          [{ family: 'ap', op: 'bind', apqn, driver: 'cex4queue' }],
          absent,
        ),
      );
    } else {
      entries.push(
        item('unbind', 'close', `Unbind ${name} from ${driver}`, [
          { family: 'ap', op: 'unbind', apqn, driver },
        ]),
      );
    }
    const overrides =
      state.profile === 'upstream' ? null : 'This kernel has no driver_override (Linux 6.19 and later).';
    if (override === undefined)
      entries.push(
        item(
          'override',
          'lock',
          `Set driver_override of ${name} to vfio_ap`,
          [{ family: 'ap', op: 'driverOverride', apqn, driver: 'vfio_ap' }],
          absent ?? overrides,
        ),
      );
    else
      entries.push(
        item('override-clear', 'lock', `Clear driver_override of ${name} (${override})`, [
          { family: 'ap', op: 'driverOverride', apqn, driver: '' },
        ]),
      );
  }

  entries.push({ kind: 'heading', id: 'lpar', label: 'What if the LPAR changes' });
  if (adapter !== undefined && target.adapters.length === 1) {
    const has = hasId(state.lpar.apm, adapter);
    entries.push(
      item(
        'lpar-adapter',
        has ? 'minus' : 'plus',
        `LPAR ${has ? 'loses' : 'gains'} adapter ${bothBases(adapter)}`,
        [changeLpar(has ? { removeAdapters: [adapter] } : { addAdapters: [adapter] })],
      ),
    );
  }
  if (domain !== undefined && target.domains.length === 1) {
    const has = hasId(state.lpar.aqm, domain);
    const control = hasId(state.lpar.adm, domain);
    entries.push(
      item(
        'lpar-domain',
        has ? 'minus' : 'plus',
        `LPAR ${has ? 'loses' : 'gains'} domain ${bothBases(domain)}`,
        [
          changeLpar(
            has
              ? { removeDomains: [domain], removeControlDomains: control ? [domain] : [] }
              : { addDomains: [domain], addControlDomains: [domain] },
          ),
        ],
      ),
    );
  }
  return entries;
}
