/** AP queue numbers: `APID * 256 + APQI`, text form `%02x.%04x` (ap.md 1.1). */
export type Apqn = number;

export const APQN_COUNT = 65_536;

export function apqnOf(adapter: number, domain: number): Apqn {
  return adapter * 256 + domain;
}

export function adapterOf(apqn: Apqn): number {
  return apqn >> 8;
}

export function domainOf(apqn: Apqn): number {
  return apqn & 255;
}

/** `05.0047` */
export function formatApqn(apqn: Apqn): string {
  return `${formatAdapter(adapterOf(apqn))}.${formatDomain(domainOf(apqn))}`;
}

/** Adapter as sysfs prints it: two lower-case hex digits. */
export function formatAdapter(adapter: number): string {
  return adapter.toString(16).padStart(2, '0');
}

/** Domain as sysfs prints it: four lower-case hex digits. */
export function formatDomain(domain: number): string {
  return domain.toString(16).padStart(4, '0');
}

/** Both bases, because tools disagree on which they print (ap.md 2.6, mistake 2): `71 (0x47)`; below 10 they are alike: `4`. */
export function bothBases(id: number): string {
  return id < 10 ? `${id}` : `${id} (0x${id.toString(16)})`;
}

/** Reads `05.0047` (hex, any case, leading zeros optional); null for anything else. */
export function parseApqn(text: string): Apqn | null {
  const match = /^([0-9a-f]{1,2})\.([0-9a-f]{1,4})$/i.exec(text.trim());
  if (!match) return null;
  const adapter = Number.parseInt(match[1]!, 16);
  const domain = Number.parseInt(match[2]!, 16);
  return domain > 255 ? null : apqnOf(adapter, domain);
}
