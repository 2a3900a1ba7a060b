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

/** `set` of a case: keys of a device that is there, by its name (`dsa0`), or else of the host itself. */
export function hostWith(json: unknown, set: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(json)) return json;
  const devices: unknown = json['devices'];
  if (!Array.isArray(devices)) return { ...json, ...set };
  const nameOf = (device: unknown) =>
    isRecord(device) ? `${String(device['type'])}${String(device['id'])}` : '';
  const there = new Set(devices.map(nameOf));
  const ofHost = Object.entries(set).filter(([key]) => !there.has(key));
  return {
    ...json,
    devices: devices.map((device: unknown) => {
      const parts = set[nameOf(device)];
      return isRecord(device) && isRecord(parts) ? { ...device, ...parts } : device;
    }),
    ...Object.fromEntries(ofHost),
  };
}
