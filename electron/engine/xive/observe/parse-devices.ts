/** What is on the guest's PCI buses: `info qtree`, `info pci` (xive.md 4.2), and the guest's own list. */
import type { ReadDevice } from '../../../../shared/xive/types.ts';
import { device as bounds } from '../file/reading-schema.ts';
import { linesOf } from './lines.ts';

interface Open {
  readonly indentation: number;
  readonly device: { -readonly [Key in keyof ReadDevice]: ReadDevice[Key] };
  /** What its `addr` property says; only a device on a PCI bus has one. */
  told: boolean;
}

/** Devices with an `addr` property, in the order of their addresses. */
export function parseQtree(text: string): readonly ReadDevice[] {
  const devices: ReadDevice[] = [];
  let open: Open[] = [];
  const close = (indentation: number) => {
    for (const { device, told } of open.filter((entry) => entry.indentation >= indentation))
      if (told) devices.push(device);
    open = open.filter((entry) => entry.indentation < indentation);
  };
  for (const line of linesOf(text)) {
    const head = /^( *)dev: ([\w.,-]+), id "([^"]*)"/.exec(line);
    if (head) {
      close(head[1]!.length);
      open.push({
        indentation: head[1]!.length,
        told: false,
        device: { id: head[3] || null, type: head[2]!, address: '', vectors: null, host: null },
      });
      continue;
    }
    const property = /^( *)([\w-]+) = (.*?)\s*$/.exec(line);
    const last = open.at(-1);
    if (!property || !last || property[1]!.length <= last.indentation) continue;
    const [, , name, value] = property;
    if (name === 'addr' && /^[0-9a-f]{2}\.[0-7]$/.test(value!)) {
      last.device.address = value!;
      last.told = true;
    } else if (name === 'vectors') {
      const vectors = Number.parseInt(value!, 10) || null;
      last.device.vectors = bounds.shape.vectors.safeParse(vectors).success ? vectors : null;
    } else if (name === 'host') last.device.host = value!.replaceAll('"', '') || null;
  }
  close(0);
  return sorted(devices);
}

/** Those within the bounds of a saved reading. */
function sorted(devices: readonly ReadDevice[]): ReadDevice[] {
  return devices
    .filter((one) => bounds.safeParse(one).success)
    .sort((left, right) => (left.address < right.address ? -1 : 1));
}

export function parsePci(text: string): readonly ReadDevice[] {
  const devices: ReadDevice[] = [];
  let address: string | null = null;
  let type = '';
  let id: string | null = null;
  const close = () => {
    if (address !== null) devices.push({ id, type, address, vectors: null, host: null });
  };
  for (const line of linesOf(text)) {
    const head = /^ *Bus +(\d+), device +(\d+), function (\d):/.exec(line);
    if (head) {
      close();
      address = `${Number(head[2]).toString(16).padStart(2, '0')}.${head[3]}`;
      [type, id] = ['PCI device', null];
      continue;
    }
    type = /PCI device ([0-9a-f]{4}:[0-9a-f]{4})/.exec(line)?.[1] ?? type;
    id = /^ *id "([^"]+)"/.exec(line)?.[1] ?? id;
  }
  close();
  return sorted(devices);
}

/** A function as the guest lists it, with the Linux irqs of its MSIs. */
export interface GuestFunction {
  readonly bdf: string;
  readonly driver: string | null;
  /** Linux irq of its pin; null = none. */
  readonly irq: number | null;
  readonly msis: readonly number[];
}

export function parseGuestPci(text: string): readonly GuestFunction[] {
  const row =
    /^([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) 0x\S+ 0x\S+ driver=(\S*) irq=(\d*) msi=([\d ]*)$/gm;
  return [...text.replaceAll('\r', '').matchAll(row)].map(([, bdf, driver, irq, msis]) => ({
    bdf: bdf!,
    driver: driver !== '' && bounds.shape.id.safeParse(driver).success ? driver! : null,
    irq: irq ? Number(irq) : null,
    msis: msis!
      .split(' ')
      .filter((irq) => irq !== '')
      .map(Number),
  }));
}

/** `0000:00:03.0` and the vector, of the number of an MSI in /proc/interrupts (xive.md 4.4). */
export function functionOfMsi(number: number): { readonly bdf: string; readonly vector: number } {
  const digits = (value: number, width: number) => value.toString(16).padStart(width, '0');
  const devfn = Math.floor(number / 2048) % 256;
  const bus = Math.floor(number / 524_288) % 256;
  const domain = Math.floor(number / 134_217_728);
  return {
    bdf: `${digits(domain, 4)}:${digits(bus, 2)}:${digits(devfn >> 3, 2)}.${devfn & 7}`,
    vector: number % 2048,
  };
}

/** Slot and function of a BDF: `04.0`. */
export function slotOf(bdf: string): string {
  return bdf.slice(-4);
}
