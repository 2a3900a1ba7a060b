/** Captures as people really hand them in: through Windows, half of them, old, or something else altogether. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { driverOf } from '../../../shared/ap/types.ts';
import { apqnOf } from '../../../shared/apqn.ts';
import { idsOf, maskToHex } from '../../../shared/mask.ts';
import type { StudioError } from '../../../shared/errors.ts';
import { toFile } from '../ap/file.ts';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { readCapture } from './read-capture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
const UUID = '62177883-f1bb-47f0-914d-32a22e3a8804';

async function observed(name: string, content: string | Buffer) {
  const capture = await readCapture({ kind: 'bytes', name, bytes: Buffer.from(content) }, wantsAp);
  const { state, findings } = observeAp(capture.tree)!;
  return { state, told: capture.findings, findings };
}

/** kvm1 as text files by path, changed and read again in the JSON interchange form. */
async function kvm1(change: (files: Record<string, unknown>) => void) {
  const { tree } = await readCapture({ kind: 'path', path: join(FIXTURES, 'sys-kvm1.tar.gz') }, wantsAp);
  const files: Record<string, unknown> = {};
  for (const path of tree.paths()) {
    const entry = tree.added(path)!;
    if (entry.kind === 'file') files[path] = entry.text;
    else if (entry.kind === 'link') files[path] = { link: entry.target };
  }
  change(files);
  return observed('kvm1.json', JSON.stringify(files));
}

const WINDOWS: readonly [string, (text: string) => Buffer, string][] = [
  ['Windows line ends', (text) => Buffer.from(text.replaceAll('\n', '\r\n')), 'Windows line ends'],
  ['a byte order mark', (text) => Buffer.from(`\ufeff${text}`), 'a byte order mark'],
  [
    'UTF-16 of PowerShell',
    (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'),
    'a byte order mark of UTF-16 and Windows line ends',
  ],
];

test.each(WINDOWS)(
  'texts with %s read as they were on the host, which is told',
  async (_, changed, words) => {
    for (const name of [
      'lszcrypt-V.txt',
      'lszcrypt.txt',
      'lszcrypt-d.txt',
      'lszdev-ap.txt',
      'chzdev-export.txt',
      'collect.txt',
      'mdevctl-1.4.0-list-d.json',
      'mdevctl-1.4.0-list-dv.txt',
      `mdevctl-1.4.0-one-9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001.json`,
    ]) {
      const text = readFileSync(join(FIXTURES, name), 'utf8');
      const { state, told, findings } = await observed(name, changed(text));
      const plain = await observed(name, text);
      expect([state, findings, told]).toEqual([
        plain.state,
        plain.findings,
        [
          {
            severity: 'info',
            file: name,
            message: `The text came with ${words}, which no host writes; read without.`,
          },
        ],
      ]);
    }
  },
);

test.each(WINDOWS.slice(0, 2))('sysfs files with %s read as they were on the host', async (_, changed) => {
  const plain = await kvm1(() => {});
  const { state, told, findings } = await kvm1((files) => {
    for (const [path, value] of Object.entries(files))
      if (typeof value === 'string' && value !== '') files[path] = changed(value).toString();
  });
  expect([toFile(state), findings, told.length > 0]).toEqual([toFile(plain.state), plain.findings, true]);
});

test('the drivers are known without the links of the queues when the folders of the drivers list them', async () => {
  const plain = await kvm1(() => {});
  const { state, findings } = await kvm1((files) => {
    for (const path of Object.keys(files)) if (path.endsWith('/driver')) delete files[path];
  });
  expect([toFile(state), findings]).toEqual([toFile(plain.state), plain.findings]);
});

test('a machine without QCI says `not supported`: what was seen is all there is, and is told so', async () => {
  const { state, findings } = await kvm1((files) => {
    for (const name of ['ap_adapter_mask', 'ap_usage_domain_mask', 'ap_control_domain_mask'])
      files[`/sys/bus/ap/${name}`] = 'not supported\n';
  });
  expect([
    idsOf(state.lpar.apm),
    idsOf(state.lpar.aqm),
    ['lparAdapters', 'lparDomains', 'lparControlDomains'].every((fact) => state.unknown.has(fact as never)),
    findings.filter(({ message }) => message.includes('(no QCI)')).map(({ file }) => file),
  ]).toEqual([
    [2, 5, 6],
    [1, 4, 71],
    true,
    ['/sys/bus/ap/ap_adapter_mask', '/sys/bus/ap/ap_usage_domain_mask', '/sys/bus/ap/ap_control_domain_mask'],
  ]);
});

test('an archive of one card gives its queues; everything else is named as unknown', async () => {
  const { state, findings } = await kvm1((files) => {
    for (const path of Object.keys(files)) if (!path.startsWith('/sys/devices/ap/card05')) delete files[path];
  });
  expect([
    [...state.cards.keys()],
    idsOf(state.lpar.apm),
    [...state.unknown].sort(),
    findings.every(({ file, message }) => file.startsWith('/') && message.endsWith('.')),
  ]).toEqual([
    [5],
    [5],
    [
      'apmask',
      'aqmask',
      'defaultDomain',
      'definitions',
      'lparAdapters',
      'lparControlDomains',
      'lparDomains',
      'maxAdapter',
      'maxDomain',
      'persistentMasks',
    ],
    true,
  ]);
});

test('a host of 2018 with a guest that libvirt calls running', async () => {
  const id = '9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001';
  const mdev = `/sys/devices/vfio_ap/matrix/${id}`;
  const { state, findings } = await kvm1((files) => {
    for (const path of Object.keys(files))
      if (/\/(?:status|guest_matrix|ap_config|driver_override)$|matrix\/features$/.test(path))
        delete files[path];
    files['/captured/uname-r'] = '4.20.0\n';
    files['/run/libvirt/qemu/pay.xml'] =
      `<domstatus state='running'><domain><name>pay</name><devices><hostdev type='mdev'><source><address uuid='${id}'/></source></hostdev></devices></domain></domstatus>`;
  });
  expect([
    state.profile,
    state.hasApConfig,
    state.mdevs.map(({ name, guest, active, matrix }) => [
      name,
      guest,
      active,
      idsOf(matrix.apm),
      idsOf(matrix.aqm),
    ]),
    findings.filter(({ file }) => file.startsWith(mdev)),
    state.unknown.has('guests'),
  ]).toEqual(['2018-merged', false, [['pay', 'pay', true, [5], [4, 71]]], [], true]);
});

test('the oldest table of lszcrypt -V: CARD.DOMAIN, no column for secure execution', async () => {
  const { state } = await observed(
    'lszcrypt.txt',
    `CARD.DOMAIN TYPE  MODE        STATUS  REQUESTS  PENDING HWTYPE QDEPTH FUNCTIONS  DRIVER
--------------------------------------------------------------------------------------
05          CEX5C CCA-Coproc  online         1        0     11     08 S--D--N--  cex4card
05.0004     CEX5C CCA-Coproc  online         1        0     11     08 S--D--N--  cex4queue
05.00ab     CEX5C CCA-Coproc  -              0        0     11     08 S--D--N--  vfio_ap
06          CEX5A Accelerator online         0        0     11     08 -MC-A-NF-  cex4card
06.0004     CEX5A Accelerator -              0        0     11     08 -MC-A-NF-  -no-driver-
`,
  );
  expect([
    [...state.cards].map(([id, { type, mode, hwtype }]) => [id, type, mode, hwtype]),
    [apqnOf(5, 4), apqnOf(5, 0xab), apqnOf(6, 4)].map((apqn) => driverOf(state.queues, apqn)),
    state.unknown.has('vfioApLoaded'),
  ]).toEqual([
    [
      [5, 'CEX5C', 'cca', 11],
      [6, 'CEX5A', 'accelerator', 11],
    ],
    ['cex4queue', 'vfio_ap', null],
    false,
  ]);
});

test('devices of another parent are left out and told, as JSON and as text', async () => {
  const definition = `{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"5"},{"assign_domain":"0x47"}]}`;
  const other = '11111111-2222-4333-8444-555555555555';
  for (const text of [
    `[{"0.0.0313":[{"${other}":{"mdev_type":"vfio_ccw-io","start":"auto","attrs":[]}}],"matrix":[{"${UUID}":${definition}}]}]`,
    `${other} 0.0.0313 vfio_ccw-io auto\n  Attrs:\n    @{0}: {"assign_adapter":"9"}\n${UUID} matrix vfio_ap-passthrough auto\n  Attrs:\n    @{0}: {"assign_adapter":"5"}\n    @{1}: {"assign_domain":"0x47"}\n`,
  ]) {
    const { state, findings } = await observed('list', text);
    expect([
      state.mdevs.map(({ id, matrix }) => [id, idsOf(matrix.apm), idsOf(matrix.aqm)]),
      findings.find(({ message }) => message.includes('0.0.0313')),
    ]).toEqual([
      [[UUID, [5], [71]]],
      {
        severity: 'info',
        file: '/captured/mdevctl-list',
        message: 'The parent "0.0.0313" is not the matrix device of vfio_ap; left out, with its device.',
      },
    ]);
  }
});

test('AP-D1 a definition with lists, unknown attributes, unknown keys and keys that stand twice', async () => {
  const { state, findings } = await observed(
    `${UUID}.json`,
    '{"mdev_type":"vfio_ap-passthrough","start":"auto","start":"manual","owner":1,"attrs":[{"assign_adapter":"5,6"},{"assign_domain":"4"},{"assign_key":"4"},{"assign_domain":"0x147"}]}',
  );
  const file = `/captured/mdevctl-definition/${UUID}.json`;
  expect([
    state.mdevs.map(({ defined, matrix }) => [defined, idsOf(matrix.apm), idsOf(matrix.aqm)]),
    findings.filter((finding) => finding.file === file).map(({ message }) => message),
  ]).toEqual([
    [['manual', [5, 6], [4]]],
    [
      'The key "owner" is none that mdevctl reads; left out.',
      '"start" stands twice in one object; the last one counts, for mdevctl too.',
      'assign_adapter holds the list "5,6": ap-check accepts lists, the kernel does not, so mdevctl start would fail.',
      'The attribute "assign_key" is not one of a vfio_ap device; kept out of the picture.',
      'assign_domain holds "0x147", which is no number from 0 to 255; mdevctl start would fail there.',
    ],
  ]);
});

test('masks of fewer digits and masks without any', async () => {
  const { state, findings } = await kvm1((files) => {
    files['/sys/bus/ap/apmask'] = '0xffff\n';
    files['/sys/bus/ap/aqmask'] = '0x\n';
  });
  expect([
    maskToHex(state.apmask),
    state.unknown.has('aqmask'),
    findings.filter(({ severity }) => severity === 'warning').map(({ file }) => file),
  ]).toEqual([`0x${'ffff'.padEnd(64, '0')}`, true, ['/sys/bus/ap/apmask', '/sys/bus/ap/aqmask']]);
});

test('what is something else is refused in one sentence that names it', async () => {
  const refusals: string[] = [];
  for (const origin of [
    { kind: 'path', path: '/dev/null' },
    { kind: 'bytes', name: 'zeros', bytes: Buffer.alloc(20_480) },
    { kind: 'bytes', name: 'nothing', bytes: Buffer.alloc(0) },
    { kind: 'bytes', name: 'wide', bytes: Buffer.from('\ufeffhello\r\n', 'utf16le') },
  ] as const)
    refusals.push(
      await readCapture(origin, wantsAp).then(
        () => 'read',
        ({ code, message }: StudioError) => `${code} ${message.split('. ')[0]}`,
      ),
    );
  expect(refusals).toEqual([
    'unreadable /dev/null is neither a file nor a folder.',
    'unreadable zeros is not a capture this program knows',
    'unreadable nothing is not a capture this program knows',
    'unreadable wide is not a capture this program knows',
  ]);
});
