/** What a transcript shows of /sys without being a copy of it: powers of slots, and lines such as `0001:00:00.0 uid=0x1 fid=0x0 fh=0x80020001`. */
import type { HostFunction } from '../../../../shared/zpci/types.ts';
import { createFunction } from '../model.ts';
import { numberOf } from './numbers.ts';
import { ADDRESS } from './places.ts';

const POWER = /^\/sys\/bus\/pci\/slots\/([0-9a-f]{8}) power ([01])$/;
const FACTS = new RegExp(`^(${ADDRESS}) uid=(0x[0-9a-f]{1,4}) fid=(0x[0-9a-f]{1,8}) fh=(0x[0-9a-f]{1,8})\\b`);

export interface Listing {
  readonly functions: readonly HostFunction[];
  /** Names in /sys/bus/pci/devices. */
  readonly addresses: readonly string[];
  /** How often the slots, or a table of functions, were shown. */
  readonly moments: number;
}

/** The last time the text shows them. */
export function readListing(text: string): Listing {
  let slots = new Map<number, boolean>();
  let shown = new Map<number, HostFunction>();
  let [moments, wasSlot, wasFact] = [0, false, false];
  const names: { addresses: readonly string[] } = { addresses: [] };
  const lines = text.split('\n', 200_000);
  for (const [at, line] of lines.entries()) {
    const power = POWER.exec(line);
    const fact = FACTS.exec(line);
    if (line === '/sys/bus/pci/devices:' || / ?\/sys\/bus\/pci\/devices:$/.test(line))
      names.addresses = (lines[at + 1] ?? '')
        .split(/\s+/)
        .filter((name) => new RegExp(`^${ADDRESS}$`).test(name));
    if (power) {
      if (!wasSlot) [slots, moments] = [new Map(), moments + 1];
      slots.set(Number.parseInt(power[1]!, 16), power[2] === '1');
    }
    if (fact) {
      if (!wasFact) [shown, moments] = [new Map(), moments + 1];
      const fid = Number(fact[3]);
      shown.set(
        fid,
        createFunction({
          fid,
          address: fact[1]!,
          uid: numberOf(fact[2], 0xff_ff),
          fh: Number(fact[4]),
          toldBy: ['sysfs'],
        }),
      );
    }
    [wasSlot, wasFact] = [power !== null, fact !== null];
  }
  for (const [fid, on] of slots)
    shown.set(fid, {
      ...(shown.get(fid) ?? createFunction({ fid, toldBy: ['sysfs'] })),
      state: on ? 'configured' : 'standby',
    });
  return { functions: [...shown.values()], addresses: names.addresses, moments };
}

/** With UID checking the domain is the UID (S-3); and one function and one address that are left belong together. */
export function withAddresses(
  functions: readonly HostFunction[],
  addresses: readonly string[],
): readonly HostFunction[] {
  const named = functions.map((one) => {
    if (one.address !== null || one.uid === null || one.state !== 'configured') return one;
    const domain = one.uid.toString(16).padStart(4, '0');
    const address = addresses.find((name) => name.startsWith(`${domain}:`));
    return address === undefined ? one : { ...one, address };
  });
  const open = named.filter((one) => one.address === null && one.state === 'configured');
  const free = addresses.filter((address) => named.every((one) => one.address !== address));
  if (open.length !== 1 || free.length !== 1) return named;
  return named.map((one) => (one === open[0] ? { ...one, address: free[0]! } : one));
}
