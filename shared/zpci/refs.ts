/**
 * Names of things of the zPCI family, as refs and links carry them: `fn:00000041`, `dev:<guest>/h0`,
 * `field:<guest>/h0/edma`, `hostgroup:07`, `group:<guest>/f0`.
 */
import type { Ref } from '../findings.ts';
import { fidText, type HostFunction, slotName } from './types.ts';

export type ZpciRef =
  | { readonly kind: 'fn'; readonly fid: number }
  | { readonly kind: 'dev'; readonly guest: string; readonly device: string }
  | { readonly kind: 'field'; readonly guest: string; readonly device: string; readonly field: string }
  | { readonly kind: 'hostgroup'; readonly group: number }
  | { readonly kind: 'group'; readonly guest: string; readonly group: number };

/** Ids are the user's; what separates parts is written as `%2F`. */
function escaped(id: string): string {
  return id.replaceAll(/[%/]/g, (sign) => `%${sign.codePointAt(0)!.toString(16).toUpperCase()}`);
}
function plain(text: string): string {
  return text.replaceAll(/%(25|2F)/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}
function groupText(group: number): string {
  return group.toString(16).padStart(2, '0');
}

export function formatZpciRef(ref: ZpciRef): string {
  switch (ref.kind) {
    case 'fn':
      return `fn:${slotName(ref.fid)}`;
    case 'dev':
      return `dev:${escaped(ref.guest)}/${escaped(ref.device)}`;
    case 'field':
      return `field:${escaped(ref.guest)}/${escaped(ref.device)}/${ref.field}`;
    case 'hostgroup':
      return `hostgroup:${groupText(ref.group)}`;
    case 'group':
      return `group:${escaped(ref.guest)}/${groupText(ref.group)}`;
  }
}

const GRAMMAR =
  /^(?:fn:([0-9a-f]{8})|dev:([^/]+)\/([^/]+)|field:([^/]+)\/([^/]+)\/([a-z][a-zA-Z0-9_]*)|hostgroup:([0-9a-f]{2})|group:([^/]+)\/([0-9a-f]{2}))$/;

/** Null when it is no such name. */
export function parseZpciRef(id: string): ZpciRef | null {
  const match = GRAMMAR.exec(id);
  if (match === null) return null;
  const [, fn, devGuest, dev, fieldGuest, fieldDev, field, hostGroup, groupGuest, group] = match;
  if (fn !== undefined) return { kind: 'fn', fid: Number.parseInt(fn, 16) };
  if (dev !== undefined) return { kind: 'dev', guest: plain(devGuest!), device: plain(dev) };
  if (field !== undefined)
    return { kind: 'field', guest: plain(fieldGuest!), device: plain(fieldDev!), field };
  if (hostGroup !== undefined) return { kind: 'hostgroup', group: Number.parseInt(hostGroup, 16) };
  return { kind: 'group', guest: plain(groupGuest!), group: Number.parseInt(group!, 16) };
}

export function zpciRef(ref: ZpciRef): Ref {
  return { kind: 'part', family: 'zpci', id: formatZpciRef(ref) };
}
export function functionRef(fid: number): Ref {
  return zpciRef({ kind: 'fn', fid });
}
export function deviceRef(guest: string, device: string): Ref {
  return zpciRef({ kind: 'dev', guest, device });
}

/** How people call a function: `0031:00:00.0`, or its FID where it has no address. */
export function functionName({ address, fid }: Pick<HostFunction, 'address' | 'fid'>): string {
  return address ?? `FID ${fidText(fid)}`;
}
