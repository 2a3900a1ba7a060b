/** The AP bus: LPAR masks, host masks, maxima, default domain (ap.md 2.1), each from the best source there is. */
import type { ApFact, ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import { QUEUE } from '../../../../shared/ap/types.ts';
import { adapterOf, domainOf } from '../../../../shared/apqn.ts';
import { EMPTY_MASK, FULL_MASK, hasId, idsOf, type Mask, maskOf, minus } from '../../../../shared/mask.ts';
import { parseMaskText } from './mask-text.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';
import type { DomainMap, BusText } from './lszcrypt.ts';
import type { ZdevMasks } from './zdev.ts';

const BUS = '/sys/bus/ap';

export interface ObservedBus {
  readonly lpar: MatrixMasks;
  readonly max: ApState['max'];
  readonly apmask: Mask;
  readonly aqmask: Mask;
  readonly defaultDomain: number;
  /** Words of `features`; null when not told. */
  readonly features: ReadonlySet<string> | null;
}

/** What other texts of the same capture say about the bus. */
export interface BusTexts {
  readonly zdev: ZdevMasks | null;
  readonly domains: DomainMap | null;
  readonly bus: BusText | null;
}

/** Adapters and domains that something in the capture proves to exist, for facts no file tells. */
export interface Seen {
  readonly adapters: Mask;
  readonly domains: Mask;
  readonly controlDomains: Mask;
}

/** A mask attribute; null when it is missing, `not supported` or (with a finding) damaged. */
function readMaskFile(reader: ApReader, path: string): Mask | null {
  const text = reader.text(path);
  if (text === undefined || text.trim() === 'not supported') return null;
  const parsed = parseMaskText(text);
  if (parsed === null || parsed.digits === 0) {
    reader.find(
      'warning',
      path,
      `A mask of 64 hex digits was expected, found ${quoted(text)}; taken as unknown.`,
      'mask',
    );
    return null;
  }
  if (parsed.digits < 64)
    reader.find(
      'warning',
      path,
      `The mask has ${parsed.digits} digits instead of 64; read left-aligned, as the kernel reads it.`,
      'short mask',
    );
  return parsed.mask;
}

function lparMask(reader: ApReader, name: string, fact: ApFact, seen: Mask, what: string): Mask {
  const path = `${BUS}/${name}`;
  const mask = readMaskFile(reader, path);
  if (mask) return mask;
  const why =
    reader.tree.text(path)?.trim() === 'not supported'
      ? 'This machine cannot tell its configuration (no QCI)'
      : 'The source does not tell the LPAR configuration';
  reader.assume(fact, path, `${why}: the ${what} that were seen are taken as all there are.`);
  return seen;
}

function highest(mask: Mask): number {
  return idsOf(mask).at(-1) ?? 0;
}

function maximum(
  reader: ApReader,
  name: string,
  fact: ApFact,
  told: number | null,
  seen: Mask,
  usual: number,
): number {
  const path = `${BUS}/${name}`;
  const value = reader.decimal(path, 0, 255) ?? told;
  const least = highest(seen);
  if (value === null) {
    const assumed = Math.max(usual, least);
    reader.assume(fact, path, `The highest possible number is not told; ${assumed} is assumed.`);
    return assumed;
  }
  if (value >= least) return value;
  reader.find(
    'warning',
    path,
    `The file says that ${value} is the highest number, but ${least} was seen; ${least} is taken.`,
  );
  return least;
}

/**
 * Masks under which the drivers that were seen are what the probe rule gives (ap.md 3.3): a row or column leaves the
 * host when it has queues and none of them is with the host driver.
 */
function masksFromDrivers(state: Readonly<Uint8Array>): {
  apmask: Mask;
  aqmask: Mask;
  exact: boolean;
} {
  const [seenRows, seenColumns] = [new Set<number>(), new Set<number>()];
  const [hostRows, hostColumns] = [new Set<number>(), new Set<number>()];
  const pool: number[] = [];
  for (const [apqn, value] of state.entries()) {
    if (value === QUEUE.ABSENT || value === QUEUE.NO_DRIVER) continue;
    seenRows.add(adapterOf(apqn));
    seenColumns.add(domainOf(apqn));
    if (value === QUEUE.VFIO_AP) pool.push(apqn);
    else {
      hostRows.add(adapterOf(apqn));
      hostColumns.add(domainOf(apqn));
    }
  }
  if (pool.length === 0) return { apmask: FULL_MASK, aqmask: FULL_MASK, exact: true };
  const apmask = minus(FULL_MASK, minus(maskOf(seenRows), maskOf(hostRows)));
  const aqmask = minus(FULL_MASK, minus(maskOf(seenColumns), maskOf(hostColumns)));
  // Rows alone explain most hosts; columns are released only where rows do not explain a queue.
  const byRows = pool.every((apqn) => !hasId(apmask, adapterOf(apqn)));
  const exact = pool.every((apqn) => !hasId(apmask, adapterOf(apqn)) || !hasId(aqmask, domainOf(apqn)));
  return { apmask, aqmask: byRows ? FULL_MASK : aqmask, exact };
}

function hostMasks(
  reader: ApReader,
  texts: BusTexts,
  drivers: Readonly<Uint8Array>,
): { apmask: Mask; aqmask: Mask } {
  const apmask = readMaskFile(reader, `${BUS}/apmask`) ?? texts.zdev?.active.apmask ?? null;
  const aqmask = readMaskFile(reader, `${BUS}/aqmask`) ?? texts.zdev?.active.aqmask ?? null;
  if (apmask && aqmask) return { apmask, aqmask };
  const guess = masksFromDrivers(drivers);
  for (const [fact, told] of [
    ['apmask', apmask],
    ['aqmask', aqmask],
  ] as const) {
    if (told === null)
      reader.assume(
        fact,
        `${BUS}/${fact}`,
        `The source does not tell ${fact}; one that agrees with the drivers of the queues is assumed.`,
      );
  }
  if (!guess.exact)
    reader.find(
      'warning',
      `${BUS}/apmask`,
      'No pair of masks explains the drivers of all queues; some were bound by hand or by driver_override.',
    );
  return { apmask: apmask ?? guess.apmask, aqmask: aqmask ?? guess.aqmask };
}

function readFeatures(reader: ApReader, told: BusText | null): ReadonlySet<string> | null {
  const text = reader.text(`${BUS}/features`)?.trim();
  if (text === undefined) return told?.features ?? null;
  if (text === '-') return new Set();
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0 || words.some((word) => !/^[A-Z0-9]{2,8}$/.test(word))) {
    reader.find(
      'warning',
      `${BUS}/features`,
      `Feature words were expected, found ${quoted(text)}; taken as unknown.`,
    );
    return null;
  }
  return new Set(words);
}

function readDefaultDomain(reader: ApReader, told: BusText | null): number {
  const value = reader.decimal(`${BUS}/ap_domain`, -1, 255) ?? told?.defaultDomain ?? null;
  if (value !== null) return value;
  reader.assume(
    'defaultDomain',
    `${BUS}/ap_domain`,
    'The default domain of the host is not told; none is assumed.',
  );
  return -1;
}

export function observeBus(
  reader: ApReader,
  texts: BusTexts,
  seen: Seen,
  drivers: Readonly<Uint8Array>,
): ObservedBus {
  const toldUsage = texts.domains?.usage ?? null;
  const toldControl = texts.domains?.control ?? null;
  const inSysfs = reader.tree.has(`${BUS}/ap_usage_domain_mask`);
  const inSysfsControl = reader.tree.has(`${BUS}/ap_control_domain_mask`);
  const lpar: MatrixMasks = {
    apm: lparMask(reader, 'ap_adapter_mask', 'lparAdapters', seen.adapters, 'adapters'),
    aqm:
      toldUsage && !inSysfs
        ? toldUsage
        : lparMask(reader, 'ap_usage_domain_mask', 'lparDomains', seen.domains, 'domains'),
    adm:
      toldControl && !inSysfsControl
        ? toldControl
        : lparMask(reader, 'ap_control_domain_mask', 'lparControlDomains', seen.controlDomains, 'domains'),
  };
  return {
    lpar,
    max: {
      adapter: maximum(reader, 'ap_max_adapter_id', 'maxAdapter', null, lpar.apm, 63),
      domain: maximum(reader, 'ap_max_domain_id', 'maxDomain', texts.bus?.maxDomain ?? null, lpar.aqm, 15),
    },
    ...hostMasks(reader, texts, drivers),
    defaultDomain: readDefaultDomain(reader, texts.bus),
    features: readFeatures(reader, texts.bus),
  };
}

export const NOTHING_SEEN: Seen = { adapters: EMPTY_MASK, domains: EMPTY_MASK, controlDomains: EMPTY_MASK };
