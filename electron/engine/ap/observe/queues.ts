/** Cards and queues of `/sys/devices/ap` (ap.md 2.2, 2.3): which exist, who drives them, in which condition. */
import {
  type Card,
  type CardMode,
  QUEUE,
  type QueueDetail,
  type QueueTable,
} from '../../../../shared/ap/types.ts';
import { APQN_COUNT, parseApqn } from '../../../../shared/apqn.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';

const DEVICES = '/sys/devices/ap';
const DRIVERS = '/sys/bus/ap/drivers';
const QUEUE_NAME = /^[0-9a-f]{2}\.[0-9a-f]{4}$/;
const DRIVER_NAME = /^[A-Za-z0-9_.-]{1,64}$/;
const STATUS_WORDS = new Set(['unassigned', 'assigned', 'in use']);
/** Secure-execution bind state, bits 0xC000 of `ap_functions` (ap.md 6.3). */
const SE_STATES = ['usable', 'bound', 'unbound', 'illicit'] as const;

export interface ObservedQueues {
  readonly cards: Map<number, Card>;
  readonly queues: QueueTable;
  /** Queue folders have the attribute `driver_override` (6.19+); null while there is no queue to tell. */
  readonly hasOverride: boolean | null;
  /** A queue bound to vfio_ap has the attribute `status` (6.0+); null while there is no such queue. */
  readonly hasStatus: boolean | null;
}

/** A queue table while it is filled. */
export class QueueBuilder {
  readonly state = new Uint8Array(APQN_COUNT);
  readonly otherDrivers: string[] = [];
  readonly overrides = new Map<number, string>();
  readonly deconfigured = new Set<number>();
  readonly checkstopped = new Set<number>();
  readonly details = new Map<number, QueueDetail>();

  setDriver(apqn: number, driver: string | null): void {
    if (driver === null) this.state[apqn] = QUEUE.NO_DRIVER;
    else if (driver === 'cex4queue') this.state[apqn] = QUEUE.CEX4QUEUE;
    else if (driver === 'vfio_ap') this.state[apqn] = QUEUE.VFIO_AP;
    else this.state[apqn] = this.#other(driver);
  }

  table(): QueueTable {
    return {
      state: this.state,
      otherDrivers: this.otherDrivers,
      overrides: this.overrides,
      resetRc: new Map(),
      deconfigured: this.deconfigured,
      checkstopped: this.checkstopped,
      details: this.details,
      untold: new Set(),
    };
  }

  #other(driver: string): number {
    const known = this.otherDrivers.indexOf(driver);
    if (known >= 0) return QUEUE.OTHER + known;
    // Cell values are bytes; 252 different foreign drivers on one host cannot be honest.
    if (this.otherDrivers.length >= 256 - QUEUE.OTHER) return QUEUE.NO_DRIVER;
    return QUEUE.OTHER + this.otherDrivers.push(driver) - 1;
  }
}

export function modeOfType(type: string): CardMode {
  const letter = /^CEX\d{1,2}([ACP])$/.exec(type)?.[1];
  return letter === 'A' ? 'accelerator' : letter === 'C' ? 'cca' : letter === 'P' ? 'ep11' : 'unknown';
}

function functionBits(reader: ApReader, path: string): number | null {
  const text = reader.text(path)?.trim();
  if (text === undefined) return null;
  if (/^0x[0-9a-f]{8}$/i.test(text)) return Number.parseInt(text, 16);
  reader.find(
    'warning',
    path,
    `0x and 8 hex digits were expected, found ${quoted(text)}; taken as unknown.`,
    'bits',
  );
  return null;
}

/** Mode bits 0x1C000000 of `ap_functions`, tested in the order lszcrypt tests them (ap.md 5.1, 6.3). */
function modeOfBits(bits: number | null): CardMode {
  if (bits === null) return 'unknown';
  if (bits & 0x10000000) return 'cca';
  if (bits & 0x08000000) return 'accelerator';
  return bits & 0x04000000 ? 'ep11' : 'unknown';
}

function observeCard(reader: ApReader, path: string): Card {
  const typeText = reader.text(`${path}/type`)?.trim();
  const type = typeText !== undefined && /^CEX\d{1,2}[ACP]?$/.test(typeText) ? typeText : '-';
  if (type === '-' && !reader.tree.has(`${path}/type`))
    reader.find('info', `${path}/type`, 'The card type is not told.', 'no type');
  else if (type === '-')
    reader.find('warning', `${path}/type`, `${quoted(typeText ?? '')} is no card type.`, 'type');
  const fromType = modeOfType(type);
  const fromBits = modeOfBits(functionBits(reader, `${path}/ap_functions`));
  if (fromType !== 'unknown' && fromBits !== 'unknown' && fromType !== fromBits)
    reader.find(
      'warning',
      `${path}/ap_functions`,
      `The function bits say ${fromBits}, the type says ${type}; the type is taken.`,
      'mode',
    );
  const hwtype = reader.decimal(`${path}/hwtype`, 1, 255) ?? reader.decimal(`${path}/raw_hwtype`, 1, 255);
  if (hwtype === null) reader.find('info', `${path}/hwtype`, 'The hardware type is not told.', 'no hwtype');
  const serial = reader.text(`${path}/serialnr`)?.trim() ?? '';
  if (serial !== '' && !/^[\x21-\x7e]{1,32}$/.test(serial))
    reader.find('warning', `${path}/serialnr`, `${quoted(serial)} is no serial number.`, 'serial');
  return {
    type,
    mode: fromType === 'unknown' ? fromBits : fromType,
    hwtype,
    online: reader.flag(`${path}/online`),
    config: reader.flag(`${path}/config`),
    chkstop: reader.flag(`${path}/chkstop`),
    serial: /^[\x21-\x7e]{1,32}$/.test(serial) ? serial : null,
  };
}

/** Queue name -> driver, from the links in the drivers' folders: the second witness beside each queue's own link. */
function driversByFolder(reader: ApReader): Map<string, string> {
  const drivers = new Map<string, string>();
  for (const driver of reader.tree.list(DRIVERS)) {
    for (const name of reader.tree.list(`${DRIVERS}/${driver}`)) {
      if (!QUEUE_NAME.test(name)) continue;
      const other = drivers.get(name);
      if (other)
        reader.find(
          'warning',
          `${DRIVERS}/${driver}/${name}`,
          `Both ${other} and ${driver} claim this queue.`,
        );
      drivers.set(name, driver);
    }
  }
  return drivers;
}

function driverOfQueue(reader: ApReader, path: string, fromFolder: string | undefined): string | null {
  const link = reader.tree.linkName(`${path}/driver`);
  if (link !== undefined && fromFolder !== undefined && link !== fromFolder)
    reader.find(
      'warning',
      `${path}/driver`,
      `The queue says ${link}, the folder of ${fromFolder} lists it too; the queue's own link is taken.`,
      'two drivers',
    );
  const driver = link ?? fromFolder;
  if (driver !== undefined) {
    if (DRIVER_NAME.test(driver)) return driver;
    reader.find(
      'warning',
      `${path}/driver`,
      `${quoted(driver)} is no driver name; taken as no driver.`,
      'driver name',
    );
    return null;
  }
  if (reader.tree.has(DRIVERS)) return null;
  // Some archivers drop links. The two attributes below exist under one driver only (ap.md 2.3).
  const guess = reader.tree.has(`${path}/status`)
    ? 'vfio_ap'
    : reader.tree.has(`${path}/online`)
      ? 'cex4queue'
      : null;
  reader.find(
    'warning',
    `${path}/driver`,
    'The source holds no driver links; the driver is taken from the attributes the queue has.',
  );
  return guess;
}

/**
 * `mkvps` prints a register a line, `AES NEW: empty 0x...`, `AES CUR: valid 0x9a...`, or for EP11 `WK CUR: ...`.
 * Kept are the lines of the current registers: they are what two queues of a guest must agree on.
 */
function currentPatterns(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[^\x20-\x7e]/g, '').trim())
    .filter((line) => /\bCUR\b/.test(line))
    .slice(0, 8)
    .map((line) => line.slice(0, 200));
}

function observeDetail(reader: ApReader, path: string, driver: string | null): QueueDetail {
  const detail: { -readonly [Key in keyof QueueDetail]: QueueDetail[Key] } = {};
  const online = reader.flag(`${path}/online`);
  if (online !== null) detail.online = online;
  const status = reader.text(`${path}/status`)?.trim();
  if (status !== undefined && status !== '') {
    if (STATUS_WORDS.has(status)) detail.status = status;
    else
      reader.find('warning', `${path}/status`, `${quoted(status)} is no state of a vfio_ap queue.`, 'status');
  } else if (status === '' && driver === 'vfio_ap') {
    reader.find('warning', `${path}/status`, 'The file is empty; the state of the queue is unknown.');
  }
  const requests = reader.text(`${path}/request_count`)?.trim();
  if (requests !== undefined) {
    if (/^(?:-|\d{1,20})$/.test(requests)) detail.requests = requests;
    else
      reader.find(
        'warning',
        `${path}/request_count`,
        `A number or - was expected, found ${quoted(requests)}.`,
        'requests',
      );
  }
  const patterns = reader.text(`${path}/mkvps`);
  if (patterns !== undefined) {
    const current = currentPatterns(patterns);
    if (current.length > 0) detail.mkvps = current;
    else reader.find('warning', `${path}/mkvps`, 'No register line of the current master keys was found.');
  }
  return detail;
}

function observeQueue(
  reader: ApReader,
  path: string,
  apqn: number,
  driver: string | null,
  builder: QueueBuilder,
): void {
  builder.setDriver(apqn, driver);
  const override = reader.text(`${path}/driver_override`)?.trim();
  if (override !== undefined && override !== '' && override !== '(null)') {
    if (DRIVER_NAME.test(override)) builder.overrides.set(apqn, override);
    else
      reader.find('warning', `${path}/driver_override`, `${quoted(override)} is no driver name.`, 'override');
  }
  if (reader.flag(`${path}/config`) === false) builder.deconfigured.add(apqn);
  if (reader.flag(`${path}/chkstop`) === true) builder.checkstopped.add(apqn);
  const detail: { -readonly [Key in keyof QueueDetail]: QueueDetail[Key] } = observeDetail(
    reader,
    path,
    driver,
  );
  const bits = functionBits(reader, `${path}/ap_functions`);
  // Outside a secure-execution guest the two bits are 0, which reads as "usable" and says nothing.
  if (bits !== null && (bits & 0xc000) !== 0) detail.seState = SE_STATES[(bits >>> 14) & 3]!;
  if (Object.keys(detail).length > 0) builder.details.set(apqn, detail);
}

/** Queue folders by APQN: from the cards' folders, else from the flat list of the bus. */
function* queueFolders(
  reader: ApReader,
  cards: Map<number, Card>,
): Generator<undefined, Map<number, string>> {
  const folders = new Map<number, string>();
  for (const name of reader.tree.list(DEVICES)) {
    const card = /^card([0-9a-f]{2})$/.exec(name);
    if (!card) continue;
    const adapter = Number.parseInt(card[1]!, 16);
    yield;
    cards.set(adapter, observeCard(reader, `${DEVICES}/${name}`));
    for (const child of reader.tree.list(`${DEVICES}/${name}`)) {
      if (!QUEUE_NAME.test(child)) continue;
      const apqn = parseApqn(child);
      if (apqn === null || apqn >> 8 !== adapter)
        reader.find(
          'warning',
          `${DEVICES}/${name}/${child}`,
          'A queue of another adapter, or above domain 255, is in this card; left out.',
          'stray queue',
        );
      else folders.set(apqn, `${DEVICES}/${name}/${child}`);
    }
  }
  for (const name of reader.tree.list('/sys/bus/ap/devices')) {
    const apqn = QUEUE_NAME.test(name) ? parseApqn(name) : null;
    if (apqn === null || folders.has(apqn)) continue;
    folders.set(apqn, `/sys/bus/ap/devices/${name}`);
    reader.find(
      'info',
      `/sys/bus/ap/devices/${name}`,
      'The bus lists this queue; its own folder is not in the source.',
      'listed only',
    );
  }
  return folders;
}

/** Yields before each card: a full machine takes a second, and the engine has other calls to answer meanwhile. */
export function* observeQueues(reader: ApReader): Generator<undefined, ObservedQueues> {
  const cards = new Map<number, Card>();
  const builder = new QueueBuilder();
  const byFolder = driversByFolder(reader);
  let hasOverride: boolean | null = null;
  let hasStatus: boolean | null = null;
  const folders = yield* queueFolders(reader, cards);
  let card = -1;
  for (const [apqn, path] of folders) {
    if (apqn >> 8 !== card) yield;
    card = apqn >> 8;
    const driver = driverOfQueue(reader, path, byFolder.get(path.slice(path.lastIndexOf('/') + 1)));
    observeQueue(reader, path, apqn, driver, builder);
    hasOverride ||= reader.tree.has(`${path}/driver_override`);
    if (driver === 'vfio_ap') hasStatus ||= reader.tree.has(`${path}/status`);
    if (!cards.has(apqn >> 8)) {
      cards.set(apqn >> 8, {
        type: '-',
        mode: 'unknown',
        hwtype: null,
        online: null,
        config: null,
        chkstop: null,
        serial: null,
      });
      reader.find('warning', path, 'The card of this queue is not in the source.', 'no card');
    }
  }
  return { cards, queues: builder.table(), hasOverride, hasStatus };
}
