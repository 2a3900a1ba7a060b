/** What VFIO reports of functions, as text (zpci.md 2.7, 4.2). RAW words are authoritative. */
import type { Capability, HostFunction } from '../../../../shared/zpci/types.ts';
import { createFunction } from '../model.ts';
import { addressOf, bytesOfHex, numberOf, textOfEbcdic } from './numbers.ts';
import { ADDRESS } from './places.ts';

export interface VfioBlock {
  /** `DEV 0001:00:00.0` before it; null = the text names no function. */
  readonly address: string | null;
  readonly facts: Partial<HostFunction>;
  readonly dmaAvail: number | null;
}

const MOST_BLOCKS = 65_536;
const LAST_FID = 0xff_ff_ff_ff;

function baseFacts(bytes: Uint8Array, version: number): Partial<HostFunction> {
  if (bytes.length < 32) return {};
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    window: { start: addressOf(view.getBigUint64(8)), end: addressOf(view.getBigUint64(16)) },
    pchid: view.getUint16(24),
    vfn: view.getUint16(26),
    fmbLength: view.getUint16(28),
    pft: bytes[30]!,
    group: bytes[31]!,
    ...(version >= 2 && bytes.length >= 36 ? { fh: view.getUint32(32) } : {}),
  };
}

function groupFacts(bytes: Uint8Array, version: number): Partial<HostFunction> {
  if (bytes.length < 40) return {};
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    dasm: addressOf(view.getBigUint64(8)),
    msia: addressOf(view.getBigUint64(16)),
    refresh: (view.getBigUint64(24) & 1n) === 1n,
    mui: view.getUint16(32),
    noi: view.getUint16(34),
    version: bytes[38]!,
    // `maxstbl` of GROUP is a constant of the host's kernel; the card's own length came with version 2.
    ...(version >= 2 && bytes.length >= 42 ? { maxstbl: view.getUint16(40) } : {}),
  };
}

function sizedData(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 12) return null;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8);
  return size <= bytes.length - 12 ? bytes.subarray(12, 12 + size) : null;
}

function capabilityFacts(id: number, version: number, bytes: Uint8Array): Partial<HostFunction> {
  if (id === 1) return baseFacts(bytes, version);
  if (id === 2) return groupFacts(bytes, version);
  const data = sizedData(bytes);
  if (data === null) return {};
  if (id === 3) return { util: textOfEbcdic(data), ...(data.length === 64 ? {} : { utilSize: data.length }) };
  const path = [...data.subarray(0, 4)].map((part) => part.toString(16).padStart(2, '0')).join('.');
  return { path, ...(data.length === 4 ? {} : { pathSize: data.length }) };
}

function capabilityName(id: number, version: number): Capability | null {
  if (id === 1) return version >= 2 ? 'BASE2' : 'BASE1';
  if (id === 2) return version >= 2 ? 'GROUP2' : 'GROUP1';
  return id === 3 ? 'UTIL' : id === 4 ? 'PFIP' : null;
}

interface Open {
  readonly address: string | null;
  facts: Partial<HostFunction>;
  dmaAvail: number | null;
  readonly capabilities: Capability[];
  /** The chain of the container is read, no longer that of the function. */
  container: boolean;
  /** Of the capability whose RAW line comes next. */
  next: { readonly id: number; readonly version: number } | null;
}

const DEVICE_LINE = new RegExp(`\\bDEV(?:ICE)? (${ADDRESS})\\b`);

/** Blocks in the order of the text; none when nothing of VFIO is in it. */
export function readVfioText(text: string): readonly VfioBlock[] {
  const blocks: VfioBlock[] = [];
  let open: Open | null = null;
  let address: string | null = null;
  const finish = () => {
    if (open !== null && blocks.length < MOST_BLOCKS)
      blocks.push({
        address: open.address,
        facts: { ...open.facts, capabilities: open.capabilities },
        dmaAvail: open.dmaAvail,
      });
    open = null;
  };
  for (const line of text.split('\n', 4_000_000)) {
    const named = DEVICE_LINE.exec(line.slice(0, 200))?.[1];
    if (named !== undefined) {
      finish();
      address = named;
    } else if (line.startsWith('DEVICE_INFO argsz=')) {
      finish();
      open = { address, facts: {}, dmaAvail: null, capabilities: [], container: false, next: null };
      address = null;
    } else if (open !== null && line.length < 20_000) takeLine(open, line);
  }
  finish();
  return blocks;
}

/** The line beside the words, where a text has no words: `BASE start_dma=0x100000000 ... gid=0x07`. */
function toldFacts(id: number, line: string): Partial<HostFunction> {
  const told = new Map(
    [...line.matchAll(/\b([a-z_]{1,16})=(0x[0-9a-f]{1,16}|\d{1,15})\b/g)].map(([, name, value]) => [
      name!,
      value!,
    ]),
  );
  const wide = (name: string) => {
    const value = told.get(name);
    return value === undefined ? null : addressOf(BigInt(value));
  };
  const number = <Key extends keyof HostFunction>(key: Key, name: string) => {
    const value = numberOf(told.get(name), 0xff_ff_ff_ff);
    return value === null ? {} : { [key]: value };
  };
  if (id === 1) {
    const [start, end] = [wide('start_dma'), wide('end_dma')];
    return {
      ...(start === null || end === null ? {} : { window: { start, end } }),
      ...number('pchid', 'pchid'),
      ...number('vfn', 'vfn'),
      ...number('fmbLength', 'fmb_length'),
      ...number('pft', 'pft'),
      ...number('group', 'gid'),
      ...number('fh', 'fh'),
    };
  }
  if (id === 2) {
    const [dasm, msia, flags] = [wide('dasm'), wide('msi_addr'), numberOf(told.get('flags'), 0xff_ff)];
    return {
      ...(dasm === null ? {} : { dasm }),
      ...(msia === null ? {} : { msia }),
      ...(flags === null ? {} : { refresh: flags % 2 === 1 }),
      ...number('mui', 'mui'),
      ...number('noi', 'noi'),
      ...number('version', 'version'),
      ...number('maxstbl', 'imaxstbl'),
    };
  }
  const size = numberOf(told.get('size'), 0xff_ff);
  const words = / data ((?:[0-9a-f]{8} ?)+)\s*$/i.exec(line)?.[1];
  if (size === null || words === undefined) return {};
  const header = new Uint8Array(12);
  new DataView(header.buffer).setUint32(8, size);
  const data = bytesOfHex(words) ?? new Uint8Array();
  return capabilityFacts(id, 1, Uint8Array.from([...header, ...data]));
}

const TOLD_LINE = /^ {1,4}(?:BASE|GROUP|UTIL|PFIP) /;

function takeLine(open: Open, line: string): void {
  const head = /^(?:IOMMU)?CAP offset=\d{1,9} id=(\d{1,5}) version=(\d{1,5})\b/.exec(line);
  if (head) {
    open.container = line.startsWith('IOMMU');
    open.next = { id: Number(head[1]), version: Number(head[2]) };
    const name = open.container ? null : capabilityName(open.next.id, open.next.version);
    if (name !== null && !open.capabilities.includes(name)) open.capabilities.push(name);
    return;
  }
  const irq = /^IRQ index=2 count=(\d{1,5})\b/.exec(line)?.[1];
  if (irq !== undefined) open.facts = { ...open.facts, msix: Number(irq) };
  if (open.next !== null && !open.container && TOLD_LINE.test(line)) {
    open.facts = { ...open.facts, ...toldFacts(open.next.id, line) };
    open.next = null;
    return;
  }
  const avail = /^ {1,4}DMA_AVAIL avail=(\d{1,10})\b/.exec(line)?.[1];
  if (avail !== undefined && open.container) open.dmaAvail ??= Number(avail);
  const raw = /^ RAW ((?:[0-9a-fA-F]{8} ?)+)\s*$/.exec(line)?.[1];
  if (raw === undefined || open.next === null) return;
  const bytes = bytesOfHex(raw) ?? new Uint8Array();
  const { id, version } = open.next;
  open.next = null;
  if (!open.container) open.facts = { ...open.facts, ...capabilityFacts(id, version, bytes) };
  else if (id === 3 && bytes.length >= 12)
    open.dmaAvail = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8);
}

/** Index of the function that a block is of; null where nothing tells. */
function ownerOf(
  block: VfioBlock,
  functions: readonly HostFunction[],
  free: ReadonlySet<number>,
  alike: number,
): number | null {
  const { address, facts } = block;
  const all = (test: (one: HostFunction) => boolean) =>
    functions.flatMap((one, index) => (free.has(index) && test(one) ? [index] : []));
  const where = (test: (one: HostFunction) => boolean) => {
    const found = all(test);
    return found.length === 1 ? found[0]! : null;
  };
  if (address !== null) return where((one) => one.address === address);
  // A handle changes when a function is enabled: its first bit says so.
  const plain = (fh: number) => fh % 0x80_00_00_00;
  const byHandle =
    facts.fh == null ? null : where((one) => one.fh !== null && plain(one.fh) === plain(facts.fh!));
  if (byHandle !== null || facts.pchid === undefined) return byHandle;
  const looksAlike = all(
    (one) => one.pchid === facts.pchid && one.vfn === facts.vfn && one.group === facts.group,
  );
  // Version 1 tells no handle: as many functions as blocks that say the same are taken in the order of /sys.
  return looksAlike.length > 0 && looksAlike.length === alike ? looksAlike[0]! : null;
}

/** Blocks from this one on that nothing tells apart from it. */
function alikeFrom(blocks: readonly VfioBlock[], at: number): number {
  const kind = ({ address, facts }: VfioBlock) =>
    `${address ?? ''} ${facts.fh ?? ''} ${facts.pchid} ${facts.vfn} ${facts.group}`;
  const wanted = kind(blocks[at]!);
  return blocks.slice(at).filter((one) => kind(one) === wanted).length;
}

export interface JoinedVfio {
  readonly functions: readonly HostFunction[];
  /** Blocks that no function of the source could be found for, named by their handle. */
  readonly byHandle: number;
  /** The same without a handle: numbers that are no FIDs name them, counted down from the last. */
  readonly counted: number;
}

/** The functions with what VFIO said of them. */
export function withVfio(given: readonly HostFunction[], blocks: readonly VfioBlock[]): JoinedVfio {
  const functions = [...given];
  const free = new Set(functions.keys());
  const left: VfioBlock[] = [];
  for (const [at, block] of blocks.entries()) {
    const index = ownerOf(block, functions, free, alikeFrom(blocks, at));
    if (index === null) left.push(block);
    else {
      free.delete(index);
      functions[index] = merged(functions[index]!, block);
    }
  }
  const taken = new Set(functions.map(({ fid }) => fid));
  let [byHandle, counted] = [0, 0];
  for (const block of left) {
    // No FID is told. A small number would look like one.
    const handle = block.facts.fh ?? null;
    let fid = handle ?? LAST_FID;
    while (taken.has(fid)) fid = fid === 0 ? LAST_FID : fid - 1;
    taken.add(fid);
    if (fid === handle) byHandle += 1;
    else counted += 1;
    functions.push(merged(createFunction({ fid, address: block.address }), block));
  }
  return { functions, byHandle, counted };
}

function merged(one: HostFunction, { facts }: VfioBlock): HostFunction {
  return {
    ...one,
    ...facts,
    // Sysfs tells more of a string than a capability that is absent, and its config space tells the card's own vectors.
    msix: facts.msix ?? one.msix,
    toldBy: one.toldBy.includes('vfio') ? one.toldBy : [...one.toldBy, 'vfio' as const],
    ...(one.driverTold ? {} : { driver: 'vfio-pci', driverTold: true }),
  };
}
