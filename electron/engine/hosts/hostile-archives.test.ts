import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { type Capture, readCapture } from './read-capture.ts';
import { CAPTURE_LIMITS, type CaptureLimits } from './limits.ts';

type Member = readonly [headers: Partial<Header> & { name: string }, content?: string | Buffer];

async function tarOf(members: readonly Member[]): Promise<Buffer> {
  const archive = pack();
  for (const [headers, content] of members) archive.entry(headers, content ?? '');
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const MASK = `0x${'f'.repeat(64)}\n`;
const APMASK: Member = [{ name: 'sys/bus/ap/apmask' }, MASK];

async function read(bytes: Buffer, limits: Partial<CaptureLimits> = {}): Promise<Capture> {
  return readCapture({ kind: 'bytes', name: 'capture', bytes }, wantsAp, {
    limits: { ...CAPTURE_LIMITS, ...limits },
  });
}

async function codeOf(bytes: Buffer, limits: Partial<CaptureLimits> = {}): Promise<string> {
  return read(bytes, limits).then(
    () => 'read',
    (error: unknown) => (error instanceof StudioError ? error.code : `not a StudioError: ${String(error)}`),
  );
}

test.each<[string, readonly Member[], string]>([
  ['a name that climbs out', [APMASK, [{ name: '../../sys/bus/ap/aqmask' }, MASK]], 'climbs out'],
  [
    'a device node',
    [APMASK, [{ name: 'sys/bus/ap/aqmask', type: 'block-device', devmajor: 8, devminor: 0 }]],
    'device',
  ],
  ['a FIFO', [APMASK, [{ name: 'sys/bus/ap/aqmask', type: 'fifo' }]], 'fifo'],
  [
    'a hard link to nothing',
    [APMASK, [{ name: 'sys/bus/ap/aqmask', type: 'link', linkname: 'etc/shadow' }]],
    'hard link',
  ],
  ['a path told twice', [APMASK, [{ name: 'sys/bus/ap/apmask' }, '0x0\n']], 'twice'],
  [
    'two hosts in one archive',
    [
      [{ name: 'one/sys/bus/ap/apmask' }, MASK],
      [{ name: 'two/sys/bus/ap/aqmask' }, MASK],
    ],
    'more than one host',
  ],
  [
    'a sysfs file of 2 MiB',
    [APMASK, [{ name: 'sys/bus/ap/aqmask' }, Buffer.alloc(2 * 1024 ** 2, 48)]],
    'more than such a file',
  ],
])('%s is left out and told', async (_, members, words) => {
  const { tree, findings } = await read(await tarOf(members));
  expect([
    tree.has('/sys/bus/ap/apmask'),
    findings.length,
    findings[0]?.message.includes(words) ?? findings,
    tree.text('/sys/bus/ap/aqmask'),
  ]).toEqual([true, 1, true, undefined]);
});

test('a name of 100,000 characters in a pax header is left out and told', async () => {
  const name = `sys/bus/ap/${'x'.repeat(100_000)}`;
  const { findings } = await read(await tarOf([APMASK, [{ name, pax: { path: name } }, 'x']]));
  expect([findings.length, findings[0]!.message, findings[0]!.file.length < 100]).toEqual([
    1,
    'A name that climbs out of the archive or is longer than a path can be; left out.',
    true,
  ]);
});

test('absolute names, ./ and one top folder mean the same; pax and hard links are followed', async () => {
  const trees = await Promise.all(
    ['/', './', './kvm1/', 'any-name/'].map(async (top) => {
      const { tree } = await read(
        await tarOf([
          [{ name: `${top}sys/bus/ap/apmask`, pax: { path: `${top}sys/bus/ap/apmask` } }, MASK],
          [{ name: `${top}sys/bus/ap/aqmask`, type: 'link', linkname: `${top}sys/bus/ap/apmask` }],
        ]),
      );
      return [tree.text('/sys/bus/ap/apmask'), tree.text('/sys/bus/ap/aqmask')];
    }),
  );
  expect(trees).toEqual(Array.from({ length: 4 }, () => [MASK, MASK]));
});

test('links stay inside the tree, loops end, and nothing of this machine shows', async () => {
  const link = (name: string, linkname: string): Member => [{ name, type: 'symlink', linkname }];
  const { tree } = await read(
    await tarOf([
      APMASK,
      link('sys/bus/ap/ap_domain', '/etc/passwd'),
      link('sys/bus/ap/features', '../../../../../../../../etc/passwd'),
      link('sys/devices/ap', 'ap'),
      link('sys/class/mdev_bus', '../../sys/class/mdev_bus/matrix'),
    ]),
  );
  expect([
    tree.text('/sys/bus/ap/ap_domain'),
    tree.text('/sys/bus/ap/features'),
    tree.list('/sys/devices/ap'),
    observeAp(tree) !== null,
  ]).toEqual([undefined, undefined, [], true]);
});

test('bombs are refused: size, ratio, number of entries, nested archives', { timeout: 60_000 }, async () => {
  const header = (await tarOf([[{ name: 'sys/bus/ap/apmask', size: 0 }]])).subarray(0, 512);
  // Declares 10 GB; gzip members joined are one stream, so 16 MiB of zeros need compressing only once.
  header.write((10 * 1024 ** 3).toString(8).padStart(11, '0'), 124, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  const zeros = gzipSync(Buffer.alloc(16 * 1024 ** 2));
  const bomb = Buffer.concat([gzipSync(header), ...Array.from({ length: 640 }, () => zeros)]);
  const many = await tarOf(Array.from({ length: 3000 }, (_, index) => [{ name: `sys/x${index}` }] as const));
  const inner = gzipSync(await tarOf([APMASK]));
  const nested = await tarOf([
    [{ name: 'a/sysfs.tgz' }, gzipSync(await tarOf([APMASK, [{ name: 'b/deeper.tgz' }, inner]]))],
  ]);
  const started = performance.now();
  expect([
    await codeOf(bomb),
    await codeOf(bomb, { ratio: 1e9, bytes: 64 * 1024 ** 2 }),
    await codeOf(many, { entries: 2000 }),
    await codeOf(await tarOf([APMASK, [{ name: 'sys/bus/ap/aqmask' }, MASK]]), { kept: 1 }),
    (await read(nested)).findings.map(({ message }) => message),
    await codeOf(bomb, { milliseconds: -1 }),
    performance.now() - started < 30_000,
  ]).toEqual([
    'too-large',
    'too-large',
    'too-large',
    'too-large',
    ['An archive inside an archive inside an archive; left out.'],
    'too-large',
    true,
  ]);
});

const FIXTURES = join(import.meta.dirname, 'fixtures');
const ARCHIVES = [
  'sys-kvm1.tar.gz',
  'raw-ssh-tar.tar.gz',
  'DBGINFO-2026-11-20-10-20-00-kvm1-0A81B8.tgz',
  'sosreport-kvm1-case0417-2026-11-20-qwzkhma.tar.xz',
].map((name) => readFileSync(join(FIXTURES, name)));

test('an archive that was cut off anywhere is refused', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ARCHIVES),
      fc.double({ min: 0.001, max: 0.99, noNaN: true }),
      async (bytes, share) => {
        expect(await codeOf(bytes.subarray(0, Math.floor(bytes.length * share)))).toBe('unreadable');
      },
    ),
    { numRuns: 60 },
  );
});

test('damaged archives and any bytes give a capture or a StudioError', { timeout: 60_000 }, async () => {
  const flipped = fc
    .tuple(
      fc.constantFrom(...ARCHIVES),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 }),
    )
    .map(([bytes, changes]) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy;
    });
  const prefixed = fc
    .tuple(
      fc.constantFrom([0x1f, 0x8b, 8], [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], [0x42, 0x5a, 0x68], []),
      fc.uint8Array({ maxLength: 3000 }),
    )
    .map(([magic, rest]) => Buffer.from([...magic, ...rest]));
  await fc.assert(
    fc.asyncProperty(fc.oneof(flipped, prefixed), async (bytes) => {
      expect(['read', 'unreadable', 'too-large']).toContain(await codeOf(bytes, { milliseconds: 5000 }));
    }),
    { numRuns: 150 },
  );
});

test('broken tar blocks give a capture or a StudioError', { timeout: 60_000 }, async () => {
  const { gunzipSync } = await import('node:zlib');
  const plain = gunzipSync(ARCHIVES[0]!);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat({ max: plain.length - 1 }), fc.nat({ max: 255 })), {
        minLength: 1,
        maxLength: 6,
      }),
      async (changes) => {
        const copy = Buffer.from(plain);
        for (const [at, value] of changes) copy[at] = value;
        const code = await codeOf(copy);
        expect(['read', 'unreadable', 'too-large']).toContain(code);
      },
    ),
    { numRuns: 100 },
  );
});
