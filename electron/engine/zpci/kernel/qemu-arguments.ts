/** QEMU arguments of functions: the zpci device, then its card (zpci.md 4.3, X-1 to X-3). */
import { isModelName, isOptionValue, OPTION_NAME_FORM } from '../../../../shared/zpci/bounds.ts';
import type { EmulatedOption } from '../../../../shared/zpci/types.ts';
import type { ZpciFailure } from './operations.ts';
import { failureOf } from './results.ts';

type Card =
  | {
      readonly kind: 'vfio';
      readonly host: string;
      /** Object that it is opened through; null or left out = a container of type 1. */
      readonly iommufd?: string | null;
      readonly options: readonly EmulatedOption[];
    }
  | {
      readonly kind: 'emulated';
      readonly driver: string;
      /** Null or left out = as the model has it. */
      readonly vectors?: number | null;
      readonly options: readonly EmulatedOption[];
    };

export interface QemuFunction {
  /** Id of the card. */
  readonly target: string;
  /** Null = left out, so that QEMU chooses. */
  readonly uid: number | null;
  readonly fid: number | null;
  /** Id of the zpci device; null = `zpci` and the UID in decimal. */
  readonly zpciId: string | null;
  /** Properties that differ from what the machine type has; null = left out. */
  readonly interpret: boolean | null;
  readonly forwardingAssist: boolean | null;
  readonly relaxedTranslation: boolean | null;
  /** `host` an address on the host; `driver` as QEMU names it. Null = none yet. */
  readonly card: Card | null;
}

export type QemuStyle = 'cli' | 'json';

export type Written<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ZpciFailure; readonly target: string };

type Property = readonly [name: string, value: string | number | boolean];

/** No export of ours writes UID 0, which libvirt and guests refuse. */
export const NO_UID_ZERO = failureOf(
  'ZPCI-R4',
  'UID 0 is not written: libvirt refuses it and QEMU replaces it; leave the UID out instead.',
);

function given(name: string, value: string | number | boolean | null | undefined): readonly Property[] {
  return value == null ? [] : [[name, value]];
}

function zpciProperties(one: QemuFunction): readonly Property[] {
  const id = one.zpciId ?? (one.uid === null ? null : `zpci${one.uid}`);
  // An emulated card is never interpreted (I-1), so nothing is said of it.
  const modes =
    one.card?.kind === 'emulated'
      ? []
      : [
          ...given('interpret', one.interpret),
          ...given('forwarding-assist', one.forwardingAssist),
          ...given('relaxed-translation', one.relaxedTranslation),
        ];
  return [
    ['driver', 'zpci'],
    ...given('uid', one.uid),
    ...given('fid', one.fid),
    ['target', one.target],
    ...given('id', id),
    ...modes,
  ];
}

/** Properties that are texts or choices even where their value looks like a number or a switch. */
const TEXTS: ReadonlySet<string> = new Set(
  'addr bus chardev disable-legacy drive host iommufd iothread mac name netdev rng romfile serial sysfsdev write-cache'.split(
    ' ',
  ),
);

/** JSON has types, and QEMU insists on them: `"64"` is no number for it (seen with 7.2). */
function typed([name, value]: EmulatedOption): Property {
  if (TEXTS.has(name)) return [name, value];
  if (value === 'on' || value === 'off') return [name, value === 'on'];
  return /^(?:0|[1-9]\d{0,14}|0x[0-9a-f]{1,12})$/i.test(value) ? [name, Number(value)] : [name, value];
}

/** Only these have their MSI-X vectors as a property of that name; others have a fixed table, or another name for it. */
const HAS_VECTORS = /^(?:virtio-|vhost-|ivshmem-doorbell$)/;

/** Those that have a place of their own. */
function ownProperties(card: Card, target: string): readonly Property[] {
  if (card.kind === 'vfio')
    return [['driver', 'vfio-pci'], ['host', card.host], ['id', target], ...given('iommufd', card.iommufd)];
  return [
    ['driver', card.driver],
    ['id', target],
    ...(HAS_VECTORS.test(card.driver) ? given('vectors', card.vectors) : []),
  ];
}

function cardProperties({ card, target }: QemuFunction, style: QemuStyle): readonly Property[] | null {
  if (card === null) return null;
  return [...ownProperties(card, target), ...(style === 'json' ? card.options.map(typed) : card.options)];
}

/** What would be another property, or another device, than the one that is meant. */
function whyNot({ uid, card, target }: QemuFunction): ZpciFailure | null {
  if (uid === 0) return NO_UID_ZERO;
  if (card === null) return null;
  const model = card.kind === 'vfio' ? 'vfio-pci' : card.driver;
  if (!isModelName(model))
    return failureOf('ZPCI-X1', `${JSON.stringify(model)} is no name of a QEMU device.`);
  const own = new Set(['sysfsdev', ...ownProperties(card, target).map(([name]) => name)]);
  const wrong = card.options.find(
    ([name, value]) => !OPTION_NAME_FORM.test(name) || own.has(name) || !isOptionValue(value),
  );
  if (wrong === undefined) return null;
  return failureOf(
    'ZPCI-X1',
    `${JSON.stringify(wrong[0])} cannot be an option of ${model}: a name was expected that has no place of its own, and a value of one line.`,
  );
}

/** A comma in a value is written twice. */
function cliValue(value: Property[1]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return typeof value === 'number' ? `0x${value.toString(16)}` : value.replaceAll(',', ',,');
}

function cli(properties: readonly Property[]): string {
  const [[, driver], ...rest] = properties as readonly [Property, ...Property[]];
  return [String(driver), ...rest.map(([name, value]) => `${name}=${cliValue(value)}`)].join(',');
}

function json(properties: readonly Property[]): string {
  return JSON.stringify(Object.fromEntries(properties));
}

/** Values of `-device`, in their order: the zpci device directly before its card. */
export function deviceArguments(one: QemuFunction, style: QemuStyle): Written<readonly string[]> {
  const failure = whyNot(one);
  if (failure !== null) return { ok: false, failure, target: one.target };
  const write = style === 'cli' ? cli : json;
  const card = cardProperties(one, style);
  return { ok: true, value: [write(zpciProperties(one)), ...(card === null ? [] : [write(card)])] };
}

/** `-device` and its value for each. */
export function qemuArguments(
  functions: readonly QemuFunction[],
  style: QemuStyle,
): Written<readonly string[]> {
  const written: string[] = [];
  for (const one of functions) {
    const devices = deviceArguments(one, style);
    if (!devices.ok) return devices;
    written.push(...devices.value.flatMap((device) => ['-device', device]));
  }
  return { ok: true, value: written };
}
