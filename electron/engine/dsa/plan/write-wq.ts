/** The settings of one wq that is down, in an order that loses none (dsa.md 3.3: O2, O5, O7, O8, O12). */
import { WQ_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import { type DsaWq, wqName } from '../../../../shared/dsa/types.ts';
import { sameValue, valueText } from './texts.ts';
import type { Trail } from './way-trail.ts';

const BY_FILE = new Map(WQ_ATTRIBUTES.map((attribute) => [attribute.file, attribute]));
/** Behind mode, type, names, size and threshold. prs_disable clears block_on_fault and forbids it (O6, O12). */
const LATER = [
  'group_id',
  'priority',
  'prs_disable',
  'block_on_fault',
  'ats_disable',
  'max_transfer_size',
  'max_batch_size',
  'op_config',
];

class WqWriter {
  readonly #trail: Trail;
  readonly #device: string;
  readonly #index: number;
  readonly name: string;

  constructor(trail: Trail, device: string, index: number) {
    this.#trail = trail;
    this.#device = device;
    this.#index = index;
    this.name = wqName(trail.device(device), index);
  }

  get now(): DsaWq {
    return this.#trail.device(this.#device).wqs[this.#index]!;
  }

  write(file: string, value: string): void {
    this.#trail.write(this.#device, this.name, file, value);
  }

  /** Nothing where the file shows the wished value already. */
  settle(file: string, wish: DsaWq): void {
    const attribute = BY_FILE.get(file)!;
    if (!sameValue(attribute, this.now, wish)) this.write(file, valueText(attribute, wish));
  }
}

/** Retries can only be written to a shared wq (O14), and only a change of mode clears a threshold (O2). */
function writeMode(writer: WqWriter, wish: DsaWq): void {
  const isRetryOff = () => writer.now.enqcmdsRetries !== wish.enqcmdsRetries;
  if (wish.mode === 'dedicated') {
    if (isRetryOff()) {
      if (writer.now.mode === 'dedicated') writer.write('mode', 'shared');
      writer.settle('enqcmds_retries', wish);
    }
    writer.settle('mode', wish);
    return;
  }
  if (writer.now.mode === 'shared' && wish.threshold === 0 && writer.now.threshold !== 0)
    writer.write('mode', 'dedicated');
  writer.settle('mode', wish);
  writer.settle('enqcmds_retries', wish);
}

/** A change of type clears the name, and nothing else empties it (O7, O8). */
function writeTypeAndNames(writer: WqWriter, wish: DsaWq): void {
  if (wish.name === '' && writer.now.name !== '' && writer.now.type === wish.type)
    writer.write('type', wish.type === 'none' ? 'user' : 'none');
  writer.settle('type', wish);
  if (wish.driverName !== '') writer.settle('driver_name', wish);
  if (wish.name !== '') writer.settle('name', wish);
}

/** A threshold above the size can only be had by shrinking afterwards (E30). */
function writeSizeAndThreshold(writer: WqWriter, wish: DsaWq): void {
  const isThresholdOff = wish.threshold > 0 && writer.now.threshold !== wish.threshold;
  if (isThresholdOff && wish.threshold > wish.size && writer.now.size < wish.threshold)
    writer.write('size', String(wish.threshold));
  else if (!isThresholdOff || wish.threshold <= wish.size) writer.settle('size', wish);
  if (isThresholdOff) writer.settle('threshold', wish);
  writer.settle('size', wish);
}

/** `wish` is what the files shall show; other wqs that shrink have to have shrunk before. */
export function writeWq(trail: Trail, device: string, index: number, wish: DsaWq): void {
  const writer = new WqWriter(trail, device, index);
  writeMode(writer, wish);
  writeTypeAndNames(writer, wish);
  writeSizeAndThreshold(writer, wish);
  for (const file of LATER) writer.settle(file, wish);
  if (wish.uuid !== null && writer.now.uuid !== wish.uuid) writer.write('uuid', wish.uuid);
}
