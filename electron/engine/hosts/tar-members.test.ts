import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { wantsAp } from '../ap/observe.ts';
import { readCapture } from './read-capture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const MASK = `0x${'f'.repeat(64)}\n`;
const END = Buffer.alloc(1024);

function withChecksum(block: Buffer): Buffer {
  block.write('        ', 148, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** One header as it stands in an archive; `size` is the twelve bytes of that field. */
function header(name: string, size: string | Buffer, type = '0', magic = 'ustar\x0000'): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  block.write('0000444', 100, 'latin1');
  Buffer.from(size).copy(block, 124, 0, 12);
  block.write(type, 156, 'latin1');
  block.write(magic, 257, 'latin1');
  return withChecksum(block);
}

function padded(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function octal(size: number): string {
  return size.toString(8).padStart(11, '0');
}

function member(name: string, content: string | Buffer, type = '0', magic?: string): Buffer {
  return Buffer.concat([header(name, octal(content.length), type, magic), padded(content)]);
}

function binary(first: number, size: number): Buffer {
  const field = Buffer.alloc(12);
  field.writeUInt32BE(size, 8);
  field[0] = first;
  return field;
}

const APMASK = member('sys/bus/ap/apmask', MASK);

async function outcome(...parts: Buffer[]) {
  return readCapture({ kind: 'bytes', name: 'capture', bytes: Buffer.concat(parts) }, wantsAp).then(
    ({ tree, findings }) => [
      tree.text('/sys/bus/ap/apmask') === MASK,
      tree.text('/sys/bus/ap/aqmask') === MASK,
      findings.map(({ file }) => file),
    ],
    (error: unknown) => (error instanceof StudioError ? `${error.code}: ${error.message}` : String(error)),
  );
}

const DAMAGED =
  'unreadable: capture is damaged: a header inside the archive is broken. Nothing was taken from it.';
const CUT = 'unreadable: capture ends in the middle: it was cut off. Nothing was taken from it.';
const BOTH = [true, true, []];
const body = padded(MASK);
const LENGTH = MASK.length;

test.each<[string, Buffer[], unknown]>([
  ['size in base 256', [header('sys/bus/ap/aqmask', binary(0x80, LENGTH)), body, END], BOTH],
  ['size in base 256 that needs the first byte', [header('x', binary(0x81, 0)), END], DAMAGED],
  ['size -1', [header('x', Buffer.alloc(12, 0xff)), END], DAMAGED],
  ['size -256', [header('x', Buffer.alloc(12, 0xff).fill(0, 11)), END], DAMAGED],
  ['size that is no number', [header('x', 'zzzzzzzzzzz'), END], DAMAGED],
  [
    'size beyond what a number holds',
    [header('x', Buffer.from('807fffffffffffffffffffff', 'hex')), END],
    DAMAGED,
  ],
  ['size of 8 GiB and nothing behind it', [header('x', '77777777777'), END], CUT],
  ['wrong checksum', [Buffer.from(member('sys/bus/ap/aqmask', MASK)).fill(65, 200, 210), END], DAMAGED],
  ['pax size that is no number', [member('p', '14 size=abcd\n\n', 'x'), member('x', ''), END], DAMAGED],
  ['the format before 1988, without a magic', [member('sys/bus/ap/aqmask', MASK, '\0', '\0'), END], BOTH],
  ['contiguous file', [member('sys/bus/ap/aqmask', MASK, '7'), END], BOTH],
  [
    'entry of a type nobody knows',
    [member('sys/bus/ap/aqmask', MASK, 'Z'), END],
    [true, false, ['/sys/bus/ap/aqmask']],
  ],
  [
    'pax global header',
    [member('g', '17 comment=hello\n', 'g'), member('sys/bus/ap/aqmask', MASK), END],
    BOTH,
  ],
  [
    'GNU long name',
    [member('././@LongLink', './sys/bus/ap/aqmask\0', 'L', 'ustar  \0'), member('short', MASK), END],
    BOTH,
  ],
  [
    'name or header of 5 MiB',
    [header('././@LongLink', octal(5 * 1024 ** 2), 'L'), END],
    'too-large: capture holds a name or header of more than 4 MiB.',
  ],
  ['no end mark', [member('sys/bus/ap/aqmask', MASK)], CUT],
  ['half an end mark', [member('sys/bus/ap/aqmask', MASK), END.subarray(512)], CUT],
  ['no end mark after a page of padding', [member('sys/bus/ap/aqmask', Buffer.alloc(4096))], CUT],
  ['the end mark after a header that tells of a next member', [member('p', '17 comment=hello\n', 'x')], CUT],
  ['other bytes behind the end mark', [END, Buffer.alloc(2048, 65)], DAMAGED],
  ['another archive behind the end mark', [END, member('sys/bus/ap/aqmask', MASK), END], BOTH],
])('%s', async (_, parts, expected) => {
  expect(await outcome(APMASK, ...parts)).toEqual(expected);
});

test('a header for the next member with a size that is none neither hangs nor crashes', async () => {
  for (const type of 'xgLK')
    for (const size of [binary(0x81, 64), Buffer.alloc(12, 0xff), Buffer.from('zzzzzzzzzzz ')])
      expect(await outcome(APMASK, header('p', size, type), member('x', MASK), END)).toMatch(/^unreadable: /);
});

test('a plain archive that was cut off anywhere before its end mark is refused', async () => {
  const whole = gunzipSync(readFileSync(join(FIXTURES, 'sys-kvm1.tar.gz')));
  const content = whole.findLastIndex((byte) => byte !== 0) + 1;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 512, max: content }), fc.boolean(), async (at, onBlock) => {
      const end = onBlock ? Math.floor(at / 512) * 512 : at;
      expect(await outcome(whole.subarray(0, end))).toMatch(/^unreadable: /);
    }),
    { numRuns: 100 },
  );
});

test('sparse files are passed by and told; one in many pieces ends the archive in one sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sparse-'));
  try {
    const path = join(folder, 'sys/bus/ap/aqmask');
    mkdirSync(join(folder, 'sys/bus/ap'), { recursive: true });
    const packedWith = (format: string, pieces: number): Promise<unknown> => {
      writeFileSync(path, '');
      truncateSync(path, 1_000_000);
      const handle = openSync(path, 'r+');
      for (let at = 0; at < pieces; at++) writeSync(handle, Buffer.alloc(512, 65), 0, 512, at * 65_536);
      closeSync(handle);
      const options = ['--sparse', '--hole-detection=raw', `--format=${format}`];
      return outcome(
        APMASK,
        execFileSync('tar', ['cf', '-', ...options, '-C', folder, 'sys/bus/ap/aqmask'], {
          maxBuffer: 1e8,
        }),
      );
    };
    const told = [true, false, ['/sys/bus/ap/aqmask']];
    expect([
      await packedWith('gnu', 3),
      await packedWith('pax', 3),
      await packedWith('pax', 12),
      await packedWith('gnu', 12),
    ]).toEqual([
      told,
      told,
      told,
      'unreadable: capture cannot be read past a member of a special kind, probably a sparse file: pack it without --sparse. Nothing was taken from it.',
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an inner archive with zeros behind its end of gzip does not end the outer one', async () => {
  const inner = Buffer.concat([gzipSync(Buffer.concat([APMASK, END])), Buffer.alloc(1024 ** 2)]);
  expect(await outcome(member('d/sysfs.tgz', inner), member('d/sys/bus/ap/aqmask', MASK), END)).toEqual([
    true,
    true,
    [],
  ]);
});

test('what is wrong with an inner archive is told as of the outer one, or passed by', async () => {
  const inner = Buffer.concat([member('sys/bus/ap/aqmask', MASK), END]);
  const withInner = (bytes: Buffer) =>
    outcome(member('d/sysfs.tar', bytes), member('d/sys/bus/ap/apmask', MASK), END);
  expect([
    await withInner(inner),
    await withInner(inner.subarray(0, 700)),
    await withInner(inner.subarray(0, 1024)),
    await withInner(Buffer.concat([inner, Buffer.alloc(512, 65)])),
    await withInner(Buffer.alloc(300_000, 65)),
  ]).toEqual([BOTH, CUT, CUT, DAMAGED, [true, false, ['d/sysfs.tar']]]);
});

/** 512 MiB through a member nobody wants: more than the heap and buffers may grow by at any time. */
test('a large member is passed by without being kept, as fast as it comes', { timeout: 60_000 }, async () => {
  const portion = Buffer.alloc(1024 ** 2);
  const count = 512;
  let most = 0;
  const archive = pack();
  const entry = archive.entry({ name: 'sys/other', size: count * portion.length });
  const feed = async (): Promise<void> => {
    for (let at = 0; at < count; at++) {
      if (!entry.write(portion)) await new Promise<void>((resolve) => entry.once('drain', () => resolve()));
      const { heapUsed, external } = process.memoryUsage();
      most = Math.max(most, heapUsed + external);
    }
    entry.end(null);
    archive.entry({ name: 'sys/bus/ap/apmask' }, MASK);
    archive.finalize();
  };
  const { heapUsed, external } = process.memoryUsage();
  const before = heapUsed + external;
  const { readTar } = await import('./tar-members.ts');
  const seen: [string, number][] = [];
  await Promise.all([
    feed(),
    readTar(archive as AsyncIterable<Uint8Array>, 'capture', ({ name, size }) => {
      seen.push([name, size]);
    }),
  ]);
  expect([seen, most - before < 128 * 1024 ** 2]).toEqual([
    [
      ['sys/other', 512 * 1024 ** 2],
      ['sys/bus/ap/apmask', MASK.length],
    ],
    true,
  ]);
});

test('reading stops in the middle when it is cancelled', async () => {
  const controller = new AbortController();
  const bytes = Buffer.concat([...Array.from({ length: 20_000 }, (_, at) => member(`sys/x${at}`, 'x')), END]);
  let told = 0;
  const code = await readCapture({ kind: 'bytes', name: 'a', bytes }, wantsAp, {
    signal: controller.signal,
    onProgress: (fraction) => {
      told = fraction ?? 0;
      if (told > 0.3) controller.abort();
    },
  }).catch((error: StudioError) => error.code);
  expect([code, told < 0.6]).toEqual(['cancelled', true]);
});
