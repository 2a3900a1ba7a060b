/** An event in a few words, and what came of it: for the timeline, for traces that are written, for stories. */
import { ESB_OFFSET, type XiveEvent } from '../../../../shared/xive/events.ts';
import { hex, hwPageName, lisnName, type Parity, TIMA_VIEWS } from '../../../../shared/xive/pages.ts';
import type { MomentCounts } from '../../../../shared/xive/moment.ts';
import type { EventOutcome } from '../kernel/machine.ts';
import { countOf } from '../../summary.ts';

/** `0x2605`, `-0x4` */
export function pageNumber(page: number): string {
  return hex(page);
}

/** `0x1300`, `0x1300-0x1303` */
export function lisnRange(first: number, last: number): string {
  return first === last ? lisnName(first) : `${lisnName(first)}-${lisnName(last)}`;
}

export function sideName(parity: Parity): 'trigger' | 'management' {
  return parity === 0 ? 'trigger' : 'management';
}

function ownerWords(owner: string | readonly string[]): string {
  if (typeof owner === 'string') return owner;
  return owner.length === 1 ? owner[0]! : `${owner[0]!} and ${owner.length - 1} more`;
}

/** What a load or store at an offset does (xive.md 1.3), where it has a name of its own. */
const LOADS: ReadonlyMap<number, string> = new Map([
  [ESB_OFFSET.eoi, 'EOI'],
  [ESB_OFFSET.get, 'reads P/Q'],
  [ESB_OFFSET.set00, 'sets P/Q to 00'],
  [ESB_OFFSET.set01, 'sets P/Q to 01 (mask)'],
  [ESB_OFFSET.set10, 'sets P/Q to 10'],
  [ESB_OFFSET.set11, 'sets P/Q to 11'],
]);

function esbAccess(access: 'load' | 'store', offset: number | 'trigger', lisn: number): string {
  const name = lisnName(lisn);
  if (offset === 'trigger')
    return access === 'store'
      ? `guest triggers LISN ${name}`
      : `guest loads the trigger page of LISN ${name}`;
  const word = access === 'load' ? LOADS.get(offset & 0xfbf) : undefined;
  if (word === 'EOI') return `guest: EOI of LISN ${name}`;
  if (word !== undefined) return `guest ${word} of LISN ${name}`;
  return `guest ${access}s at ${hex(offset)} of LISN ${name}`;
}

function words(event: XiveEvent): string {
  switch (event.op) {
    case 'mmap':
    case 'mmapFixed': {
      const what = event.op === 'mmap' ? 'mmap' : 'mmap MAP_FIXED';
      const name = event.name === undefined ? '' : ` as ${event.name}`;
      return `${what} ${countOf(event.pages, 'page')} at ${pageNumber(event.at)}, offset ${hex(event.pgoff)}${name}`;
    }
    case 'munmap':
      return `munmap ${countOf(event.pages, 'page')} at ${pageNumber(event.at)}`;
    case 'mprotect':
      return `mprotect ${countOf(event.pages, 'page')} at ${pageNumber(event.at)} to ${event.prot ?? 'read'}`;
    case 'mremap':
      return `mremap ${countOf(event.pages, 'page')} at ${pageNumber(event.at)} to ${event.to}`;
    case 'madvise':
      return `madvise DONTNEED ${countOf(event.pages, 'page')} at ${pageNumber(event.at)}`;
    case 'fork':
      return `fork a child ${event.name}`;
    case 'touch':
      return `QEMU's process ${event.access ?? 'load'}s page ${pageNumber(event.page)}`;
    case 'guestTouch':
      return `guest ${event.access ?? 'load'}s the ${sideName(event.parity)} page of LISN ${lisnName(event.lisn)}`;
    case 'monitorTouch':
      return `QEMU reads the ${sideName(event.parity)} page of LISN ${lisnName(event.lisn)}`;
    case 'timaTouch':
      return `guest touches the ${TIMA_VIEWS[event.view] ?? event.view} view of the TIMA`;
    case 'createDevice':
      return 'create the interrupt device';
    case 'closeDevice':
      return 'close the interrupt device';
    case 'resetDevice':
      return 'reset the interrupt device';
    case 'createSource':
      return `create ${event.lsi === true ? 'LSI' : 'MSI'} source ${lisnName(event.lisn)}`;
    case 'configure':
      return event.priority === 255
        ? `guest masks LISN ${lisnName(event.lisn)}`
        : `guest sends LISN ${lisnName(event.lisn)} to CPU ${event.server} with EISN ${hex(event.eisn)}`;
    case 'setMapped':
      return `set_mapped LISN ${lisnName(event.lisn)} to ${event.owner}`;
    case 'clrMapped':
      return `clr_mapped LISN ${lisnName(event.lisn)}`;
    case 'zap':
      return `zap LISN ${lisnName(event.lisn)}`;
    case 'overlayRegion':
      return `overlay region ${event.name} for LISNs ${lisnRange(event.firstLisn, event.firstLisn + event.count - 1)}`;
    case 'removeOverlayRegion':
      return `remove overlay region ${event.name}`;
    case 'load':
    case 'store':
      return esbAccess(event.op, event.offset, event.lisn);
    case 'hcallEsb':
      return `hcall H_INT_ESB: ${event.access} at ${hex(event.offset)} of LISN ${lisnName(event.lisn)}`;
    case 'fire':
      return `${event.source} fires`;
    case 'line':
      return `line of LISN ${lisnName(event.lisn)} goes ${event.level ? 'up' : 'down'}`;
    case 'handle':
      return `guest handles the interrupt of LISN ${lisnName(event.lisn)}`;
    case 'alloc':
      return `claim ${countOf(event.n, event.kind === 'msi' ? 'MSI' : 'MSI-X number')}`;
    case 'free':
      return `free LISNs ${lisnRange(event.first, event.first + event.n - 1)}`;
    case 'qemuFree':
      return `QEMU frees LISNs ${lisnRange(event.first, event.first + event.n - 1)}`;
    case 'plug':
      return `plug ${event.dev} (${countOf(event.vectors, 'vector')} of ${ownerWords(event.owner)})`;
    case 'unplug':
      return `unplug ${event.dev}`;
    case 'removeUnclean':
      return `take ${event.dev} out while its driver runs`;
    case 'driverStarts':
      return `driver of ${event.dev} starts with ${countOf(event.vectors, 'vector')}`;
    case 'machineReset':
      return 'reset the machine';
    case 'touchAllMgmt':
      return `guest touches all management pages of ${event.dev}`;
    case 'enableVectors':
      return `enable ${countOf(event.n, 'vector')}${event.dev === undefined ? '' : ` of ${event.dev}`} one after the other`;
    case 'plugUnplugLoop':
      return `plug and unplug ${event.times} times, ${countOf(event.vectors, 'vector')}`;
    case 'parseMaps':
      return 'read a maps file';
    case 'infoPic':
      return 'info pic: QEMU reads every claimed LISN';
    case 'vmState':
      return { start: 'start the VM', stop: 'stop the VM', migrate: 'migrate the VM' }[event.change];
  }
}

/** `plug nvme1 (4 vectors of phb1)`; with several guests, `B: unplug nvme1`. */
export function eventTitle(event: XiveEvent, vms = 1): string {
  return event.vm !== undefined && vms > 1 ? `${event.vm}: ${words(event)}` : words(event);
}

/** Between two steps: `2 pages become stale`. */
function change(before: MomentCounts, after: MomentCounts): string | null {
  const said: string[] = [];
  const tell = (grown: number, more: string, less: string) => {
    const pages = countOf(Math.abs(grown), 'page');
    const verb = Math.abs(grown) === 1 ? 's' : '';
    if (grown > 0) said.push(`${pages} become${verb} ${more}`);
    if (grown < 0) said.push(`${pages} stop${verb} being ${less}`);
  };
  tell(after.stale - before.stale, 'stale', 'stale');
  tell(after.misresolved - before.misresolved, 'misresolved', 'misresolved');
  const zaps = after.zaps - before.zaps;
  if (zaps > 0) said.push(countOf(zaps, 'zap'));
  return said.length === 0 ? null : said.join(', ');
}

/** What a touch reads is of no account: the page it finds is. */
const TOUCHES: ReadonlySet<XiveEvent['op']> = new Set(['touch', 'guestTouch', 'monitorTouch', 'timaTouch']);

function reached(event: XiveEvent, outcome: EventOutcome, phbPages: 1 | 2): string | null {
  const { result, page, value, pq, wrongTurns } = outcome;
  if (result === null) return null;
  const name = hwPageName(result, phbPages) ?? 'nothing';
  const shows = page === null ? name : `page ${pageNumber(page)} shows ${name}`;
  const wrong = wrongTurns[0];
  const instead =
    wrong === undefined
      ? ''
      : wrong.expected === null
        ? ' (wrong)'
        : ` instead of ${hwPageName(wrong.expected, phbPages) ?? 'nothing'}`;
  if (TOUCHES.has(event.op)) return `${shows}${instead}`;
  const returned = value === null ? '' : `, returns ${value === 0xffff_ffff_ffff_ffffn ? 'all ones' : value}`;
  const bits = pq === null ? '' : `, P/Q ${pq.toString(2).padStart(2, '0')}`;
  return `${shows}${instead}${returned}${bits}`;
}

/** Events of many accesses: the last one alone would tell nothing. */
const MANY: ReadonlySet<XiveEvent['op']> = new Set([
  'touchAllMgmt',
  'infoPic',
  'vmState',
  'plug',
  'enableVectors',
]);

/** What came of an event: `page 0x2601 shows phb1[0]`, `EINVAL`, `LISN 0x1300, 4 zaps`. */
export function resultWords(
  event: XiveEvent,
  outcome: EventOutcome,
  {
    before,
    after,
    phbPages,
  }: { readonly before: MomentCounts; readonly after: MomentCounts; readonly phbPages: 1 | 2 },
): string {
  const refused = outcome.errno ?? outcome.signal;
  const facts = change(before, after);
  if (refused !== null) return facts === null ? refused : `${refused}; ${facts}`;
  const { loop, maps, first, counts } = outcome;
  const said: string[] = [];
  const grown = after.populated - before.populated;
  const page = MANY.has(event.op) ? null : reached(event, outcome, phbPages);
  if (page !== null) said.push(page);
  else if (grown > 0) said.push(`${countOf(grown, 'page')} populated`);
  const n =
    event.op === 'alloc' ? event.n : event.op === 'plug' || event.op === 'driverStarts' ? event.vectors : 0;
  if (first !== null && n > 0) said.push(`${n === 1 ? 'LISN' : 'LISNs'} ${lisnRange(first, first + n - 1)}`);
  const astray = outcome.wrongTurns.length;
  if (MANY.has(event.op) && astray > 0) said.push(`${astray} of its accesses went through wrong pages`);
  if (counts !== null) said.push(`${counts.set} set, ${counts.clr} cleared`);
  if (loop !== null)
    said.push(
      `${loop.distinctLisns} different LISNs${loop.firstErrorRound === null ? '' : `, refused from round ${loop.firstErrorRound} on`}`,
    );
  if (maps !== null)
    said.push(`${countOf(maps.pieces.length, 'piece')}, ${countOf(maps.holes.length, 'hole')}`);
  if (facts !== null) said.push(facts);
  return said.length === 0 ? 'done' : said.join(', ');
}
