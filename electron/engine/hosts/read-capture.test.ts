import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ApState, driverOf, QUEUE } from '../../../shared/ap/types.ts';
import { formatApqn } from '../../../shared/apqn.ts';
import { idsOf, type Mask, maskToHex } from '../../../shared/mask.ts';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { type Capture, readCapture } from './read-capture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const DBGINFO = 'DBGINFO-2026-11-20-10-20-00-kvm1-0A81B8.tgz';
const SOS = 'sosreport-kvm1-case0417-2026-11-20-qwzkhma.tar.xz';
const A001 = '9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001';
const A002 = '9f1c2a30-6d7e-4b55-8a11-0c0ffee0a002';

interface Wish {
  readonly adapters: number[];
  readonly domains: number[];
  readonly control: number[];
  readonly start?: string;
}

const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as {
  apmask: string;
  aqmask: string;
  persistent: { apmask: string; aqmask: string };
  queues: { apqn: string; type: string; driver: string; mdev: string | null }[];
  active: Record<string, Wish>;
  defined: Record<string, Wish>;
};

async function open(name: string): Promise<{ capture: Capture; state: ApState }> {
  const capture = await readCapture({ kind: 'path', path: join(FIXTURES, name) }, wantsAp);
  return { capture, state: observeAp(capture.tree)!.state };
}

function hex(mask: Mask | null): string | null {
  return mask && maskToHex(mask);
}

function queuesOf(state: ApState) {
  const queues = [];
  for (const [apqn, value] of state.queues.state.entries()) {
    if (value === QUEUE.ABSENT) continue;
    const owner = state.mdevs.find(
      ({ active, matrix }) =>
        active && idsOf(matrix.apm).includes(apqn >> 8) && idsOf(matrix.aqm).includes(apqn & 255),
    );
    queues.push({
      apqn: formatApqn(apqn),
      type: state.cards.get(apqn >> 8)?.type,
      driver: driverOf(state.queues, apqn),
      mdev: owner?.id ?? null,
    });
  }
  return queues;
}

function wishes(state: ApState, which: 'active' | 'defined') {
  const chosen = state.mdevs.filter((mdev) => (which === 'active' ? mdev.active : mdev.defined !== null));
  return Object.fromEntries(
    chosen.map(({ id, matrix, defined }) => [
      id,
      {
        ...(which === 'defined' ? { start: defined } : {}),
        adapters: idsOf(matrix.apm),
        domains: idsOf(matrix.aqm),
        control: idsOf(matrix.adm),
      },
    ]),
  );
}

const QUEUES = expected.queues.map(({ apqn, type, driver, mdev }) => ({ apqn, type, driver, mdev }));

/** What each source holds of the same host (management.md 7.5). */
const SOURCES = [
  {
    name: 'sys-kvm1.tar.gz',
    kind: 'archive',
    host: null,
    masks: true,
    definitions: false,
    persistent: false,
    names: false,
  },
  {
    name: 'raw-ssh-tar.tar.gz',
    kind: 'archive',
    host: null,
    masks: true,
    definitions: true,
    persistent: false,
    names: false,
  },
  {
    name: 'collect.txt',
    kind: 'text',
    host: null,
    masks: true,
    definitions: true,
    persistent: false,
    names: false,
  },
  {
    name: DBGINFO,
    kind: 'archive',
    host: 'kvm1',
    masks: true,
    definitions: false,
    persistent: true,
    names: true,
  },
  {
    name: SOS,
    kind: 'archive',
    host: 'kvm1',
    masks: false,
    definitions: false,
    persistent: true,
    names: true,
  },
] as const;

test.each(SOURCES)(
  'kvm1 is read from $name',
  async ({ name, kind, host, masks, definitions, persistent, names }) => {
    const { capture, state } = await open(name);
    expect({
      kind: capture.kind,
      host: capture.hostName,
      findings: capture.findings,
      queues: queuesOf(state),
      active: wishes(state, 'active'),
      defined: wishes(state, 'defined'),
      masks: state.unknown.has('apmask') ? null : [hex(state.apmask), hex(state.aqmask)],
      persistent: state.unknown.has('persistentMasks')
        ? null
        : [hex(state.persistent.apmask), hex(state.persistent.aqmask)],
      name: state.mdevs[0]!.name,
      profile: state.profile,
    }).toEqual({
      kind,
      host,
      findings: [],
      queues: QUEUES,
      active: expected.active,
      defined: definitions ? expected.defined : {},
      masks: masks ? [expected.apmask, expected.aqmask] : null,
      persistent: persistent ? [expected.persistent.apmask, expected.persistent.aqmask] : null,
      name: names ? 'payments1' : definitions ? 'mdev 9f1c2a30...a001' : 'mdev 9f1c2a30',
      profile: 'upstream-6.18',
    });
  },
);

test('a single text of lszcrypt -V gives cards, queues and drivers; the rest is unknown', async () => {
  const { capture, state } = await open('lszcrypt-V.txt');
  expect([
    capture.kind,
    queuesOf(state),
    state.mdevs,
    ['apmask', 'aqmask', 'mdevs', 'lparAdapters', 'definitions'].filter(
      (fact) => !state.unknown.has(fact as never),
    ),
  ]).toEqual(['text', QUEUES.map((queue) => ({ ...queue, mdev: null })), [], []]);
});

test('lszdev and chzdev texts give both kinds of masks', async () => {
  for (const name of ['lszdev-ap.txt', 'chzdev-export.txt']) {
    const { state } = await open(name);
    expect([
      hex(state.apmask),
      hex(state.aqmask),
      hex(state.persistent.apmask),
      hex(state.persistent.aqmask),
    ]).toEqual([expected.apmask, expected.aqmask, expected.persistent.apmask, expected.persistent.aqmask]);
  }
});

test.each([
  'mdevctl-1.2.0-list-d.json',
  'mdevctl-1.4.0-list-d.json',
  'mdevctl-1.2.0-list-dv.txt',
  'mdevctl-1.4.0-list-dv.txt',
])('definitions are read from %s', async (name) => {
  expect(wishes((await open(name)).state, 'defined')).toEqual(expected.defined);
});

test('one definition takes its UUID from the file name', async () => {
  const { state } = await open(`mdevctl-1.4.0-one-${A001}.json`);
  expect(wishes(state, 'defined')).toEqual({ [A001]: expected.defined[A001] });
});

test('texts that lie in one folder are one host', async () => {
  const names = [
    'lszcrypt-V.txt',
    'lszcrypt-d.txt',
    'lszcrypt-b.txt',
    'chzdev-export.txt',
    'mdevctl-1.2.0-list-d.json',
  ];
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(FIXTURES, name))]));
  const { pack } = await import('tar-stream');
  const archive = pack();
  for (const [name, bytes] of Object.entries(files)) archive.entry({ name: `kvm1/${name}` }, bytes);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const capture = await readCapture(
    { kind: 'bytes', name: 'texts.tar', bytes: Buffer.concat(chunks) },
    wantsAp,
  );
  const { state } = observeAp(capture.tree)!;
  expect([
    queuesOf(state).length,
    hex(state.apmask),
    idsOf(state.lpar.adm),
    state.max.domain,
    state.defaultDomain,
    wishes(state, 'defined'),
  ]).toEqual([9, expected.apmask, [1, 4, 71, 72], 84, 1, expected.defined]);
});

test('bytes and path give the same tree', async () => {
  const bytes = readFileSync(join(FIXTURES, 'sys-kvm1.tar.gz'));
  const fromBytes = await readCapture({ kind: 'bytes', name: 'dropped', bytes }, wantsAp);
  const { capture } = await open('sys-kvm1.tar.gz');
  expect([...fromBytes.tree.paths()].map((path) => [path, fromBytes.tree.added(path)])).toEqual(
    [...capture.tree.paths()].map((path) => [path, capture.tree.added(path)]),
  );
});

test('the JSON interchange form reads as the tree it describes', async () => {
  const { capture } = await open('sys-kvm1.tar.gz');
  const files: Record<string, unknown> = {};
  for (const path of capture.tree.paths()) {
    const entry = capture.tree.added(path)!;
    if (entry.kind === 'file') files[path] = entry.text;
    else if (entry.kind === 'link') files[path] = { link: entry.target };
  }
  const bytes = Buffer.from(JSON.stringify(files));
  const again = await readCapture({ kind: 'bytes', name: 'kvm1.json', bytes }, wantsAp);
  expect(queuesOf(observeAp(again.tree)!.state)).toEqual(QUEUES);
});

test('a PC without AP has no AP state', async () => {
  const capture = await readCapture({ kind: 'path', path: join(FIXTURES, 'sys-kvm3.tar.gz') }, wantsAp);
  expect(observeAp(capture.tree)).toBe(null);
});

test('what is no capture is refused in one sentence', async () => {
  const refusals = [];
  for (const text of ['', 'hello\n', '{"a": 1}', '[]', '<html></html>', 'PK\x03\x04zip', '\0\0\0']) {
    const bytes = Buffer.from(text, 'latin1');
    refusals.push(
      await readCapture({ kind: 'bytes', name: 'notes', bytes }, wantsAp).catch(
        (error: { code: string }) => error.code,
      ),
    );
  }
  const missing = await readCapture({ kind: 'path', path: '/nowhere/at/all' }, wantsAp).catch(
    (error: { code: string }) => error.code,
  );
  expect([refusals, missing]).toEqual([Array(7).fill('unreadable'), 'not-found']);
});

test('reading can be cancelled and tells how far it is', async () => {
  const bytes = readFileSync(join(FIXTURES, 'sys-kvm1.tar.gz'));
  const fractions: (number | null)[] = [];
  await readCapture({ kind: 'bytes', name: 'a', bytes }, wantsAp, {
    onProgress: (fraction) => fractions.push(fraction),
  });
  const cancelled = await readCapture({ kind: 'bytes', name: 'a', bytes }, wantsAp, {
    signal: AbortSignal.abort(),
  }).catch((error: { code: string }) => error.code);
  expect([fractions.at(-1), cancelled]).toEqual([1, 'cancelled']);
});

test('definitions that are only defined are not active', async () => {
  const { state } = await open('collect.txt');
  expect(state.mdevs.map(({ id, active, defined, guest }) => [id, active, defined, guest])).toEqual([
    [A001, true, 'auto', null],
    [A002, false, 'manual', null],
  ]);
});

test('the machine is told by name where the capture has its system information', async () => {
  const told = async (text: string) => {
    const json = JSON.stringify({ '/proc/sysinfo': text, '/sys/bus/ap/apmask': `0x${'f'.repeat(64)}\n` });
    const capture = await readCapture(
      { kind: 'bytes', name: 'host.json', bytes: new TextEncoder().encode(json) },
      () => true,
    );
    return capture.machine;
  };
  expect([
    await told('Manufacturer:         IBM\nType:                 3931\nLPAR Name:            KVM1\n'),
    await told('Type: 4711 LIC Identifier: x\n'),
    await told('Model: A01\n'),
  ]).toEqual(['IBM z16', 'machine type 4711', null]);
});

test('an archive tells when the host’s state was taken, a single text does not', async () => {
  const taken = async (name: string) => (await open(name)).capture.takenAt;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect([
    await taken('sys-kvm1.tar.gz'),
    await taken(SOS),
    await taken(DBGINFO),
    await taken('lszcrypt-V.txt'),
  ]).toEqual([time, time, time, null]);
});
