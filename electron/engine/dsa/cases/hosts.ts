/** Hosts that come with the program, by the name cases give them, and what a case changes on a host. */
import guest from './fixtures/guest.json' with { type: 'json' };
import hostA from './fixtures/hostA.json' with { type: 'json' };
import hostANoDriverName from './fixtures/hostA-nodrv.json' with { type: 'json' };
import hostANoPasid from './fixtures/hostA-nopasid.json' with { type: 'json' };

/** Parsed, not yet checked: stateOfHost does that for every host alike. */
export const SHIPPED_HOSTS: Readonly<Record<string, unknown>> = {
  A: hostA,
  'A-nopasid': hostANoPasid,
  'A-nodrv': hostANoDriverName,
  guest,
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deviceName(device: unknown): string {
  return isRecord(device) ? `${String(device['type'])}${String(device['id'])}` : '';
}

/** A device of the host that `set` would replace by something that has no keys; null when there is none. */
export function strangeSet(json: unknown, set: Readonly<Record<string, unknown>>): string | null {
  const devices: unknown = isRecord(json) ? json['devices'] : null;
  if (!Array.isArray(devices)) return null;
  const names = devices.map(deviceName);
  return Object.keys(set).find((key) => names.includes(key) && !isRecord(set[key])) ?? null;
}

/** `set` of a case: keys of a device that is there, by its name (`dsa0`), or else of the host itself. */
export function hostWith(json: unknown, set: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(json)) return json;
  const devices: unknown = json['devices'];
  if (!Array.isArray(devices)) return { ...json, ...set };
  const there = new Set(devices.map(deviceName));
  const ofHost = Object.entries(set).filter(([key]) => !there.has(key));
  return {
    ...json,
    devices: devices.map((device: unknown) => {
      const parts = set[deviceName(device)];
      return isRecord(device) && isRecord(parts) ? { ...device, ...parts } : device;
    }),
    ...Object.fromEntries(ofHost),
  };
}
