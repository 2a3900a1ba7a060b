/** What runs, what the next boot brings and what is wished, where the state knows more than one of them. */
import { functionByFid, type HostFunction, type ZpciState } from '../../../../shared/zpci/types.ts';
import { functionName, functionRef } from '../../../../shared/zpci/refs.ts';
import type { DriftRow } from '../../../../shared/plan.ts';
import { devicesByHost, findDifferences } from './differences.ts';
import { DMA_LIMIT } from './paths.ts';

function limitRow(observed: ZpciState, desired: ZpciState): DriftRow[] {
  const { dmaEntryLimit: active, dmaEntryLimitKept: kept } = observed.host;
  const { dmaEntryLimit: wish } = desired.host;
  if (active === null && kept === null) return [];
  const isDrift = active !== null && kept !== null && active !== kept;
  const isPending = wish !== active || desired.host.dmaEntryLimitKept !== kept;
  const untold = active === null;
  return [
    {
      family: 'zpci',
      what: 'Limit of DMA mappings',
      refs: [{ kind: 'file', path: DMA_LIMIT }],
      active: active === null ? '?' : String(active),
      persistent: kept === null ? 'the module’s own' : String(kept),
      desired: wish === null ? '?' : String(wish),
      state: untold ? 'unknown' : isDrift ? 'drift' : isPending ? 'pending' : 'same',
      meaning: isDrift
        ? `A boot, or loading the module again, brings ${kept} mappings instead of ${active}.`
        : isPending
          ? 'Only the wish differs.'
          : '',
      fixes: isDrift
        ? [
            {
              label: `Keep ${active} for the next boot`,
              edits: [{ family: 'zpci', op: 'setDmaLimit', limit: active, keep: true }],
            },
          ]
        : [],
    },
  ];
}

function driverText(one: HostFunction): string {
  if (one.state === 'standby') return 'standby';
  return one.driverTold ? (one.driver ?? 'no driver') : '?';
}

/** What a boot brings is the driver that knows the card, unless something keeps it for another; where that is kept is not read. */
function functionRows(observed: ZpciState, desired: ZpciState): DriftRow[] {
  return observed.functions.flatMap((one) => {
    const wish = functionByFid(desired, one.fid) ?? one;
    const [active, wished] = [driverText(one), driverText(wish)];
    if (active === wished && one.driver !== 'vfio-pci') return [];
    const isPending = active !== wished;
    return [
      {
        family: 'zpci',
        what: `Driver of ${functionName(one)}`,
        refs: [functionRef(one.fid)],
        active,
        persistent: '?',
        desired: wished,
        state: isPending ? ('pending' as const) : ('unknown' as const),
        meaning: isPending
          ? 'Only the wish differs.'
          : 'The source does not tell what binds it to vfio-pci at the next boot: libvirt does for managed devices, driverctl for others.',
        fixes: [],
      },
    ];
  });
}

/** Of a running guest either its definition or what it has now was read, never both. */
function guestRows(observed: ZpciState, desired: ZpciState): DriftRow[] {
  return desired.guests.flatMap((wish) => {
    const was = observed.guests.find(({ id }) => id === wish.id);
    if (was === undefined || was === wish) return [];
    const text = (devices: ReadonlyMap<string, unknown>) => [...devices.keys()].join(', ') || 'nothing';
    const [before, after] = [text(devicesByHost(was)), text(devicesByHost(wish))];
    const only = { ...observed, guests: [was] };
    if (findDifferences(only, { ...only, guests: [wish] }).length === 0) return [];
    const runs = was.running === true;
    return [
      {
        family: 'zpci',
        what: `Functions of ${wish.name}`,
        refs: [{ kind: 'guest' as const, id: wish.id }],
        active: runs ? before : was.running === null ? '?' : 'off',
        persistent: runs ? '?' : before,
        desired: after,
        state: 'pending' as const,
        meaning: 'Only the wish differs.',
        fixes: [],
      },
    ];
  });
}

export function driftRows(observed: ZpciState, desired: ZpciState): readonly DriftRow[] {
  return [
    ...limitRow(observed, desired),
    ...functionRows(observed, desired),
    ...guestRows(observed, desired),
  ];
}
