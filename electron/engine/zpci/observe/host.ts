/** What a capture tells of the machine itself: kernel, memory, limits (zpci.md 4.1, 3.6). */
import { MODPROBE_FORM, MOST } from '../../../../shared/zpci/bounds.ts';
import type { CapabilityLevel, HostFunction, ZpciHost } from '../../../../shared/zpci/types.ts';
import { kernelRelease, kernelVersion } from '../../hosts/host-facts.ts';
import { createHost } from '../model.ts';
import type { ClpText } from './clp.ts';
import { entryLimitIn, tellsEntryLimit } from './modprobe.ts';
import { numberOf } from './numbers.ts';
import { VFIO_TEXT } from './places.ts';
import type { ZpciReader } from './reader.ts';
import type { VfioBlock } from './vfio.ts';

const DMA_LIMIT = '/sys/module/vfio_iommu_type1/parameters/dma_entry_limit';
const MODPROBE = '/etc/modprobe.d';
const EVENTS = '/sys/kernel/debug/s390dbf/pci_msg/sprintf';

function capabilitiesOf(reader: ZpciReader, blocks: readonly VfioBlock[]): CapabilityLevel | null {
  const told = blocks.flatMap(({ facts }) => facts.capabilities ?? []);
  if (told.includes('BASE2')) return 'v2';
  if (told.includes('BASE1')) return 'v1';
  if (blocks.length > 0) return 'none';
  const version = kernelVersion(kernelRelease(reader.tree));
  if (version === null) return null;
  const [major, minor] = version;
  if (major >= 6) return 'v2';
  return major === 5 && minor >= 10 ? 'v1' : 'none';
}

/** The kernel's own map says where memory ends; what is free to use is a little less than there is. */
function memoryOf(reader: ZpciReader): number | null {
  const ends = [
    ...(reader.tree.text('/proc/iomem') ?? '').matchAll(/^[0-9a-f]{8,16}-([0-9a-f]{8,16}) : System RAM$/gm),
  ].map(([, end]) => Number.parseInt(end!, 16) + 1);
  const most = ends.reduce((last, end) => Math.max(last, end), 0);
  if (most > 1) return most;
  const kilobytes = /^MemTotal: +(\d{1,12}) kB$/m.exec(reader.tree.text('/proc/meminfo') ?? '')?.[1];
  if (kilobytes === undefined) return null;
  const step = 256 * 1024 ** 2;
  reader.find(
    'info',
    '/proc/meminfo',
    'The size of memory is taken from MemTotal, rounded up to 256 MiB; /proc/iomem as root would tell it exactly.',
    'memory',
  );
  return Math.ceil((Number(kilobytes) * 1024) / step) * step;
}

function apertureOf(reader: ZpciReader): number | null {
  const text = reader.text('/proc/cmdline');
  if (text === undefined) return null;
  const asked = [...text.matchAll(/(?:^|\s)s390_iommu_aperture=(\S+)/g)].at(-1)?.[1];
  return asked === undefined ? 1 : (numberOf(asked, 0xff_ff) ?? 1);
}

/** modprobe reads its files by name, and of several values the last one counts. */
function keptLimit(reader: ZpciReader): Pick<ZpciHost, 'dmaEntryLimitKept' | 'dmaEntryLimitFiles'> {
  const told = [...reader.tree.list(MODPROBE)].sort().flatMap((name) => {
    const path = `${MODPROBE}/${name}`;
    const text = MODPROBE_FORM.test(path) ? (reader.tree.text(path) ?? '') : '';
    return tellsEntryLimit(text) ? [{ path, limit: entryLimitIn(text) }] : [];
  });
  const last = told.at(-1);
  if (last === undefined) return { dmaEntryLimitKept: null };
  if (last.limit === null)
    reader.find(
      'warning',
      last.path,
      'A number of 32 bits was expected behind dma_entry_limit=; the module is not loaded with it.',
    );
  return {
    dmaEntryLimitKept: last.limit,
    dmaEntryLimitFiles: told.map(({ path }) => path).slice(-MOST.modprobeFiles),
  };
}

/** Mappings that a container may still make: the limit, where the container is a fresh one. The largest is next to it. */
function limitByVfio(reader: ZpciReader, blocks: readonly VfioBlock[]): number | null {
  const told = blocks.flatMap(({ dmaAvail }) => dmaAvail ?? []);
  if (told.length === 0) return null;
  reader.find(
    'info',
    VFIO_TEXT,
    'The limit of DMA mappings is taken from DMA_AVAIL, what a container may still map. It is exact where nothing was mapped yet, else the limit is larger.',
  );
  return told.reduce((most, avail) => Math.max(most, avail), 0);
}

/** Null where nothing tells it. */
export function uidCheckingOf(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  clp: ClpText | null,
): boolean | null {
  const kernel = reader.flag('/sys/firmware/clp/uid_checking');
  if (kernel !== null) return kernel;
  const unique = functions.flatMap((one) => one.uidIsUnique ?? []);
  if (unique.length > 0) return unique.includes(true);
  const logged = [...(reader.tree.text(EVENTS) ?? '').matchAll(/\buid checking:([01])\b/g)].at(-1)?.[1];
  return logged === undefined ? (clp?.uidChecking ?? null) : logged === '1';
}

/**
 * Inside a guest the mask of CLP's list is the simulated byte of handles, and that byte is 0x01 or 0x02 (M-7); elsewhere
 * the byte is a part of the number. Handles alone decide only where nothing better tells.
 */
function isGuestOf(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  mdd: number | null,
): boolean | null {
  const sysinfo = reader.tree.text('/proc/sysinfo');
  if (/^VM00 Control Program: +KVM/m.test(sysinfo ?? '') || /^Manufacturer: +QEMU/m.test(sysinfo ?? ''))
    return true;
  if (mdd !== null) return mdd === 0xff_00_00;
  if (/^Manufacturer:/m.test(sysinfo ?? '')) return false;
  const bytes = functions.flatMap(({ fh }) => (fh === null ? [] : [Math.floor(fh / 0x1_00_00) % 0x1_00]));
  if (bytes.length === 0) return null;
  return bytes.filter((byte) => byte === 1 || byte === 2).length * 2 > bytes.length;
}

/** `configured limit of N is reached`, in whatever text holds the kernel's messages (S-2). */
export function functionLimitIn(texts: readonly string[]): number | null {
  for (const text of texts) {
    const limit =
      /zpci: Adding PCI function [0-9a-f]{1,8} failed because the configured limit of (\d{1,5}) is reached/.exec(
        text,
      )?.[1];
    if (limit !== undefined) return Number(limit);
  }
  return null;
}

export function observeHost(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  clp: ClpText | null,
  blocks: readonly VfioBlock[],
  texts: readonly string[],
): ZpciHost {
  return createHost({
    capabilities: capabilitiesOf(reader, blocks),
    memory: memoryOf(reader),
    apertureFactor: apertureOf(reader),
    dmaEntryLimit: reader.number(DMA_LIMIT, 0xff_ff_ff_ff) ?? limitByVfio(reader, blocks),
    ...keptLimit(reader),
    uidChecking: uidCheckingOf(reader, functions, clp),
    functionLimit: functionLimitIn(texts),
    isGuest: isGuestOf(reader, functions, clp?.mdd ?? null),
  });
}

const LAST_WORD =
  /\b(add|ena|dis|conf|deconf|rst|err|rsv|rem) fid:([0-9a-f]{1,8})(?:, fh:[0-9a-f]{1,8})?(?:, (pec|rc):([0-9a-f]{1,4}))?/g;

/** Functions that the host's kernel saw fail last (S-9, E-7). */
export function withErrors(reader: ZpciReader, functions: readonly HostFunction[]): readonly HostFunction[] {
  const last = new Map<number, { readonly word: string; readonly code: number }>();
  for (const [, word, fid, , digits] of (reader.tree.text(EVENTS) ?? '').matchAll(LAST_WORD)) {
    const code = Number.parseInt(digits ?? '0', 16);
    // The measurement block's own errors are ignored by Linux (E-7): what was before them is still so.
    if (word !== 'err' || code < 0x2a || code > 0x2c)
      last.set(Number.parseInt(fid!, 16), { word: word!, code });
  }
  return functions.map((one) => {
    const event = last.get(one.fid);
    if (one.state !== 'configured' || event?.word !== 'err') return one;
    const permanent = event.code === 0x3b || event.code === 0x40;
    return { ...one, state: permanent ? 'permanent-error' : 'error' };
  });
}
