/** Steps that power functions on and off and hand them from one driver to another. */
import {
  functionByFid,
  FUNCTION_TYPES,
  type HostFunction,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName, functionRef } from '../../../../shared/zpci/refs.ts';
import type { Loss, ReverseStep } from '../../../../shared/plan.ts';
import {
  bindAction,
  changeDriver,
  forgetOverride,
  keepOverride,
  LOAD_VFIO,
  overrideAction,
  powerAction,
  probeAction,
  unbindAction,
  unbindWhoeverAction,
} from './actions.ts';
import { functionPath, powerPath } from './paths.ts';
import type { Trail } from './trail.ts';

const VFIO = 'vfio-pci';

function cardWords(one: HostFunction): string {
  const type = one.pft === null || one.pft === 0 ? undefined : FUNCTION_TYPES[one.pft];
  return type === undefined ? functionName(one) : `${functionName(one)} (${type.name})`;
}

/** What the host loses with a function; where nobody told its driver, whatever uses it now. */
export function hostLoss(one: HostFunction): Loss[] {
  if (one.driverTold && (one.driver === null || one.driver === VFIO)) return [];
  const user =
    one.driverTold && one.driver !== null
      ? `which its driver ${one.driver} uses`
      : 'with whatever uses it now, as its driver is not told';
  return [
    {
      kind: 'host',
      text: `The host itself loses ${cardWords(one)}, ${user}: a network interface or a disk of the host goes away.`,
      refs: [functionRef(one.fid)],
    },
  ];
}

function functionNow(trail: Trail, fid: number): HostFunction {
  return functionByFid(trail.state, fid)!;
}

/** The file of the driver link, where it can be read back. */
function driverLink(address: string, name: string | null) {
  return [{ kind: 'link' as const, path: functionPath(address, 'driver'), name }];
}

function unbindStep(trail: Trail, one: HostFunction, address: string, driver: string): void {
  trail.do({
    title: driver === VFIO ? `Take ${address} from vfio-pci` : `Take ${address} from its driver ${driver}`,
    action: unbindAction(address, driver),
    refs: [functionRef(one.fid)],
    needs: driver === VFIO ? ['No guest has it open.'] : ['Nothing of the host needs it any more.'],
    loses: hostLoss(one),
    reverse: [{ title: `Bind ${address} to ${driver} again`, action: bindAction(address, driver) }],
    expect: driverLink(address, null),
  });
}

function overrideTitle(address: string, driver: string | null): string {
  return driver === null ? `Let any driver take ${address}` : `Let only ${driver} take ${address}`;
}

function overrideStep(trail: Trail, one: HostFunction, address: string, driver: string | null): void {
  if (one.driverOverride === driver) return;
  trail.do({
    title: overrideTitle(address, driver),
    action: overrideAction(address, driver),
    refs: [functionRef(one.fid)],
    reverse: [
      {
        title: overrideTitle(address, one.driverOverride),
        action: overrideAction(address, one.driverOverride),
      },
    ],
    expect:
      driver === null ? [] : [{ kind: 'text', path: functionPath(address, 'driver_override'), text: driver }],
  });
}

function bindStep(trail: Trail, fid: number, address: string, driver: string): void {
  trail.do({
    title: `Bind ${address} to ${driver}`,
    action: bindAction(address, driver),
    refs: [functionRef(fid)],
    needs: [
      driver === VFIO ? 'driver_override says vfio-pci (ZPCI-A22).' : `The host has the driver ${driver}.`,
    ],
    reverse: [{ title: `Take ${address} from ${driver}`, action: unbindAction(address, driver) }],
    expect: driverLink(address, driver),
  });
}

function loadVfio(trail: Trail): void {
  if (trail.state.functions.some(({ driver }) => driver === VFIO)) return;
  if (trail.steps.some(({ action }) => action === LOAD_VFIO)) return;
  trail.do({
    title: 'Load vfio-pci',
    action: LOAD_VFIO,
    refs: [],
    needs: ['modprobe does nothing where it is loaded already.'],
    reverse: [],
    irreversible: 'A loaded vfio-pci does no harm, so it stays.',
  });
}

/** Nobody told which driver has it; driverctl looks for itself. */
function changeUntold(trail: Trail, one: HostFunction, address: string, driver: string | null): void {
  trail.do({
    title: driver === null ? `Take ${address} from its driver` : `Give ${address} to ${driver}`,
    action: changeDriver(address, driver ?? 'none'),
    refs: [functionRef(one.fid)],
    needs: ['driverctl is installed: the source does not tell which driver has the function, and it looks.'],
    loses: hostLoss(one),
    reverse: [
      {
        title: `Let the kernel choose a driver for ${address}`,
        action: changeDriver(address, null),
      },
    ],
    expect: driverLink(address, driver),
  });
}

/** Back to the host where nobody told what it had: whichever driver knows the card takes it. */
export function giveToKernel(trail: Trail, fid: number): void {
  const one = functionNow(trail, fid);
  const { address } = one;
  if (address === null || one.driver === null) return;
  unbindStep(trail, one, address, one.driver);
  overrideStep(trail, functionNow(trail, fid), address, null);
  trail.do({
    title: `Let a driver of the host that matches take ${address}`,
    action: probeAction(address),
    refs: [functionRef(fid)],
    needs: ['The host has a driver for it; the source does not tell which one it had.'],
    reverse: [{ title: `Take ${address} from that driver`, action: unbindWhoeverAction(address) }],
  });
}

/** From the driver it has to the wished one. */
export function driverSteps(trail: Trail, fid: number, driver: string | null): void {
  const one = functionNow(trail, fid);
  const { address } = one;
  if (address === null || one.state !== 'configured') return;
  if (!one.driverTold) return changeUntold(trail, one, address, driver);
  if (one.driver === driver) return;
  if (driver === VFIO) loadVfio(trail);
  if (one.driver !== null) unbindStep(trail, one, address, one.driver);
  const wanted = driver === VFIO ? VFIO : null;
  if (trail.blocks.length === 0) overrideStep(trail, functionNow(trail, fid), address, wanted);
  if (driver !== null) bindStep(trail, fid, address, driver);
}

/** Where the kernel has chosen a driver by itself, as behind a power-on; this brings the one back that the function had. */
export function bringBack(one: HostFunction, address: string): ReverseStep[] {
  const isOwn = one.driver === one.ownDriver || (one.driver !== VFIO && one.ownDriver === null);
  if (isOwn) return [];
  if (one.driver === VFIO && one.ownDriver === null)
    return [{ title: `Give ${address} to vfio-pci`, action: changeDriver(address, VFIO) }];
  return [
    ...(one.ownDriver === null
      ? []
      : [{ title: `Take ${address} from ${one.ownDriver}`, action: unbindAction(address, one.ownDriver) }]),
    ...(one.driver === null
      ? []
      : [
          { title: overrideTitle(address, one.driver), action: overrideAction(address, one.driver) },
          { title: `Bind ${address} to ${one.driver}`, action: bindAction(address, one.driver) },
        ]),
  ];
}

export function powerStep(trail: Trail, fid: number, on: boolean): void {
  const one = functionNow(trail, fid);
  const name = functionName(one);
  trail.do({
    title: on ? `Power ${name} on` : `Power ${name} off`,
    action: powerAction(fid, on),
    refs: [functionRef(fid)],
    needs: [
      on
        ? 'Its slot is in standby (ZPCI-S5).'
        : 'It is configured, and has no virtual functions in use (ZPCI-S5).',
    ],
    loses: on ? [] : hostLoss(one),
    reverse: [
      { title: on ? `Power ${name} off` : `Power ${name} on`, action: powerAction(fid, !on) },
      ...(on || one.address === null ? [] : bringBack(one, one.address)),
    ],
    expect: [{ kind: 'text', path: powerPath(fid), text: on ? '1' : '0' }],
  });
}

/** Functions that a guest with `managed='no'`, or one that is started by hand, finds bound at every boot. */
export function keptAddresses(state: ZpciState): ReadonlySet<string> {
  const byLibvirt = new Map<string, boolean>();
  for (const guest of state.guests)
    for (const { card, managed } of guest.devices)
      if (card?.kind === 'vfio')
        byLibvirt.set(card.host, managed && guest.domain !== null && (byLibvirt.get(card.host) ?? true));
  return new Set(
    state.functions.flatMap(({ address, driver, state: power }) =>
      address === null || driver !== VFIO || power !== 'configured' || byLibvirt.get(address) === true
        ? []
        : [address],
    ),
  );
}

/** For the next boot: the files of driverctl, one a function. */
export function keepSteps(trail: Trail, observed: ZpciState, desired: ZpciState): void {
  const [before, after] = [keptAddresses(observed), keptAddresses(desired)];
  for (const { address, fid } of observed.functions) {
    if (address === null || before.has(address) === after.has(address)) continue;
    const keeps = after.has(address);
    const [now, back] = keeps
      ? [keepOverride(address), forgetOverride(address)]
      : [forgetOverride(address), keepOverride(address)];
    trail.do({
      layer: 'persistent',
      title: keeps ? `Keep ${address} for vfio-pci at every boot` : `Keep ${address} for vfio-pci no longer`,
      action: now,
      refs: [functionRef(fid)],
      needs: keeps
        ? [
            `driverctl is installed: its service reads this file at boot. It is the file of driverctl set-override ${address} vfio-pci, which would also unbind the function now.`,
          ]
        : [],
      reverse: [
        {
          title: keeps
            ? `Keep ${address} for vfio-pci no longer`
            : `Keep ${address} for vfio-pci at every boot`,
          action: back,
        },
      ],
    });
  }
}
