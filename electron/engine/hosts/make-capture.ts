/** A host's files as the tar archive that its capture would be: for examples, tests and measurements. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TreeLine } from '../plan/planning.ts';

const PORTION = 256;

/** One ustar header; a long name is told in two parts, of at most 155 and 100 bytes. */
function tarHeader(name: string, type: '0' | '2' | '5', size: number, target: string): Buffer {
  const block = Buffer.alloc(512);
  const cut = name.length <= 100 ? 0 : name.indexOf('/', name.length - 101) + 1;
  block.write(name.slice(cut), 0, 100, 'utf8');
  block.write(name.slice(0, Math.max(0, cut - 1)), 345, 155, 'utf8');
  block.write(type === '5' ? '0000755' : '0000444', 100, 'latin1');
  block.write('0000000\x000000000\0', 108, 'latin1');
  block.write(size.toString(8).padStart(11, '0'), 124, 'latin1');
  // A fixed time keeps the archive of one state always the same, byte for byte.
  block.write('00000000000', 136, 'latin1');
  block.write(`        ${type}`, 148, 'latin1');
  block.write(target, 157, 100, 'utf8');
  block.write('ustar\x0000', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

function* tarBlocks(lines: Iterable<TreeLine>, folders: Iterable<string>): Generator<Buffer> {
  for (const name of folders) yield tarHeader(`${name.slice(1)}/`, '5', 0, '');
  for (const [path, content, target] of lines) {
    const body = Buffer.from(content ?? '', 'utf8');
    yield tarHeader(path.slice(1), content === null ? '2' : '0', body.length, target ?? '');
    if (body.length > 0) yield Buffer.concat([body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
  }
  yield Buffer.alloc(1024);
}

/** Blocks in portions: a stream write for each of a million blocks would cost more than making them. */
function* portions(blocks: Iterable<Buffer>): Generator<Buffer> {
  let batch: Buffer[] = [];
  for (const block of blocks) {
    if (batch.push(block) < PORTION) continue;
    yield Buffer.concat(batch);
    batch = [];
  }
  yield Buffer.concat(batch);
}

/** Writes the archive (uncompressed) to `stream` and ends it. `folders` are those that are there though nothing is in them. */
export async function writeCaptureTar(
  lines: Iterable<TreeLine>,
  folders: Iterable<string>,
  stream: Writable,
): Promise<void> {
  await pipeline(Readable.from(portions(tarBlocks(lines, folders)), { objectMode: false }), stream);
}
