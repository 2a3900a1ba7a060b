/**
 * Names of places and of things there, as refs and links carry them: `branch:replug@12/lisn:0x1304`,
 * `branch:replug@12/vm:B/page:9`, `reading:r1/lisn:0x1304`. Without a guest the first one is meant.
 */
import type { Ref } from '../findings.ts';
import { lisnName } from './pages.ts';

export type XiveRefPart =
  | { readonly kind: 'lisn'; readonly lisn: number }
  | { readonly kind: 'page'; readonly page: number };

export interface XiveRef {
  readonly at:
    | { readonly kind: 'branch'; readonly branch: string; readonly step: number }
    | { readonly kind: 'reading'; readonly reading: string };
  readonly vm: string | null;
  readonly part: XiveRefPart | null;
}

/** Ids are the user's; what separates parts is written as `%2F`. */
function escaped(id: string): string {
  return id.replaceAll(/[%/@]/g, (sign) => `%${sign.codePointAt(0)!.toString(16).toUpperCase()}`);
}

function plain(text: string): string {
  return text.replaceAll(/%(25|2F|40)/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

export function formatXiveRef({ at, vm, part }: XiveRef): string {
  const place =
    at.kind === 'branch' ? `branch:${escaped(at.branch)}@${at.step}` : `reading:${escaped(at.reading)}`;
  const guest = vm === null ? '' : `/vm:${escaped(vm)}`;
  if (part === null) return `${place}${guest}`;
  return `${place}${guest}/${part.kind === 'lisn' ? `lisn:${lisnName(part.lisn)}` : `page:${part.page}`}`;
}

const GRAMMAR =
  /^(?:branch:([^/@]+)@(\d{1,6})|reading:([^/@]+))(?:\/vm:([^/@]+))?(?:\/(?:lisn:(0x[0-9a-f]{1,8})|page:(-?\d{1,10})))?$/;

/** Null when it is no such name. */
export function parseXiveRef(id: string): XiveRef | null {
  const match = GRAMMAR.exec(id);
  if (match === null) return null;
  const [, branch, step, reading, vm, lisn, page] = match;
  return {
    at:
      branch === undefined
        ? { kind: 'reading', reading: plain(reading!) }
        : { kind: 'branch', branch: plain(branch), step: Number(step) },
    vm: vm === undefined ? null : plain(vm),
    part:
      lisn !== undefined
        ? { kind: 'lisn', lisn: Number(lisn) }
        : page !== undefined
          ? { kind: 'page', page: Number(page) }
          : null,
  };
}

export function xiveRef(ref: XiveRef): Ref {
  return { kind: 'part', family: 'xive', id: formatXiveRef(ref) };
}
