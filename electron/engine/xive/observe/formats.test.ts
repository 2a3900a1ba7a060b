import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCapture } from '../../hosts/read-capture.ts';
import { observeXive, wantsXive } from '../observe.ts';
import { readingMoment } from './reading-moment.ts';
import { FIXTURES, observeTexts } from './testing/fixture-readings.ts';

const KVM = 'kvm-vfio/03-nvme2-plugged-lisns-recycled';

function fixture(path: string): string {
  return readFileSync(join(FIXTURES, path), 'utf8');
}

async function openBytes(name: string, text: string | Buffer) {
  const { tree } = await readCapture({ kind: 'bytes', name, bytes: Buffer.from(text) }, wantsXive);
  return observeXive(tree);
}

test('a pasted monitor session is taken apart at its prompts', async () => {
  const names = ['pic', 'mtree', 'mtree-f', 'qtree', 'pci'];
  const session = names
    .map((name) => `(qemu) info ${name.replace('-f', ' -f')}\n${fixture(`${KVM}/vm-info-${name}.txt`)}`)
    .join('');
  const reading = (await openBytes('session.txt', session))!.state.readings[0]!;
  expect([
    reading.texts,
    reading.sources.length,
    reading.regions.length,
    reading.flat.length,
    reading.devices.length,
  ]).toEqual([['info mtree', 'info mtree -f', 'info pci', 'info pic', 'info qtree'], 14, 5, 2, 1]);
});

test('Windows line ends and a byte order mark change nothing', async () => {
  const text = fixture(`${KVM}/vm-info-pic.txt`);
  const [plain, saved] = [
    await openBytes('a', text),
    await openBytes('a', `\ufeff${text.replaceAll('\n', '\r\n')}`),
  ];
  expect(saved!.state.readings[0]!.sources).toEqual(plain!.state.readings[0]!.sources);
});

test('a text that was cut off keeps its whole rows, and the finding quotes the first that is not', async () => {
  const text = fixture(`${KVM}/vm-info-pic.txt`);
  const cut = text.slice(0, text.indexOf('00001301') + 22);
  const { state, findings } = (await openBytes('pic.txt', cut))!;
  expect([state.readings[0]!.sources.length, findings.map(({ message }) => message)]).toEqual([
    11,
    ['A row of info pic is cut off or damaged and left out: "  00001301 MSI --    000".'],
  ]);
});

test('a split mapping: two pieces of one mmap, the tail says other LISNs than it serves', () => {
  const { readings } = observeTexts({
    maps: [
      '7fff49e40000-7fff6fe40000 rw-s 00040000 00:0f 35                         anon_inode:kvm-xive-native',
      '7fff6fec0000-7fff89e40000 rw-s 260c0000 00:0f 35                         anon_inode:kvm-xive-native',
    ].join('\n'),
  });
  const { vmas, base } = readingMoment(readings[0]!);
  expect([
    base,
    vmas.map(({ mapping, piece, pieces, start, end, lisns, stands, serves }) => ({
      mapping,
      piece,
      pieces,
      start,
      end,
      lisns,
      stands,
      serves,
    })),
  ]).toEqual([
    0x7fff49e40000,
    [
      {
        mapping: 'VMA0',
        piece: 0,
        pieces: 2,
        start: 0,
        end: 0x2600,
        lisns: [0, 0x12ff],
        stands: 0,
        serves: 0,
      },
      {
        mapping: 'VMA0',
        piece: 1,
        pieces: 2,
        start: 0x2608,
        end: 0x4000,
        lisns: [0x1304, 0x1fff],
        stands: 0x2608,
        serves: 0,
      },
    ],
  ]);
});

test('an overlay region hides the base below it, and its parts are three slots (strategy A1)', () => {
  const { readings } = observeTexts({
    'flat.txt': [
      'FlatView #0',
      '  0006010000000000-0006010025ffffff (prio 1, ramd): xive.esb-kvm KVM',
      '  0006010026000000-000601002607ffff (prio 2, ramd): xive.esb-pt0 KVM',
      '  0006010026080000-000601003fffffff (prio 1, ramd): xive.esb-kvm @0000000026080000 KVM',
    ].join('\n'),
    'tree.txt': [
      'address-space: memory',
      '    0006010000000000-000601003fffffff (prio 0, i/o): xive.esb',
      '      0006010000000000-000601003fffffff (prio 1, ramd): xive.esb-kvm',
      '      0006010026000000-000601002607ffff (prio 2, ramd): xive.esb-pt0',
    ].join('\n'),
  });
  const { regions, slots } = readingMoment(readings[0]!);
  expect([
    regions.map(({ name, visible }) => [name, visible]),
    slots.map(({ firstLisn, lastLisn, region }) => [firstLisn, lastLisn, region]),
  ]).toEqual([
    [
      [
        'xive.esb-kvm',
        [
          [0, 0x12ff],
          [0x1304, 0x1fff],
        ],
      ],
      ['xive.esb-pt0', [[0x1300, 0x1303]]],
    ],
    [
      [0, 0x12ff, 'xive.esb-kvm'],
      [0x1300, 0x1303, 'xive.esb-pt0'],
      [0x1304, 0x1fff, 'xive.esb-kvm'],
    ],
  ]);
});

test('guest and host are told apart by what the texts say when their names do not', () => {
  const { readings } = observeTexts({
    a: fixture(`${KVM}/guest-proc-interrupts.txt`),
    b: fixture(`${KVM}/host-proc-interrupts.txt`),
    c: fixture(`${KVM}/guest-debugfs-xive-interrupts.txt`),
    d: fixture(`${KVM}/host-debugfs-xive-interrupts.txt`),
    e: fixture(`${KVM}/host-debugfs-kvm-xive.txt`),
  });
  const source = readings[0]!.sources.find(({ lisn }) => lisn === 0x1301)!;
  expect([
    source.linux?.name,
    source.host?.linux?.name,
    source.host?.irq?.number,
    source.guest?.lirq,
  ]).toEqual(['nvme0q1', 'vfio-msix[1](0002:01:00.0)', 0xfd001, 0x17]);
});

test('of the tables of two guests the one that has the claimed numbers is read, the other is told', () => {
  const other =
    '    LISN      HW/CHIP   TYPE    PQ      EISN    CPU/PRIO\n00000000  00000022/00  MSI IPI  --  00000010      0/6\n';
  const { readings, findings } = observeTexts({
    'a-table.txt': other,
    'b-table.txt': fixture(`${KVM}/host-debugfs-kvm-xive.txt`),
    'pic.txt': fixture(`${KVM}/vm-info-pic.txt`),
  });
  expect([
    readings[0]!.sources.filter(({ kvm }) => kvm !== null).length,
    findings.map(({ file }) => file),
  ]).toEqual([14, ['a-table.txt']]);
});

test('a guest with XICS is told to have no ESB pages', () => {
  const { findings } = observeTexts({
    pic: 'CPU 0 XIRR=00000000 ((nil)) PP=ff MFRR=ff\nICS 1000..1fff 0x55aa\n',
  });
  expect(findings.map(({ severity, message }) => [severity, message.slice(0, 22)])).toEqual([
    ['warning', 'This guest uses XICS, '],
  ]);
});

test('moments in a packed archive are the same as those in a folder', async () => {
  const packed = execFileSync('tar', ['czf', '-', '-C', FIXTURES, 'kvm-vfio'], { maxBuffer: 64 * 1024 ** 2 });
  const { tree } = await readCapture({ kind: 'path', path: join(FIXTURES, 'kvm-vfio') }, wantsXive);
  const names = (name: string) => name.replace('kvm-vfio/', '');
  const facts = (observation: Awaited<ReturnType<typeof openBytes>>) =>
    observation!.state.readings.map(({ name, sources, populated }) => [names(name), sources, populated]);
  expect(facts(await openBytes('guest.tar.gz', packed))).toEqual(facts(observeXive(tree)));
});

test('a folder with nothing of a guest in it is refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'xive-'));
  try {
    writeFileSync(join(folder, 'notes.txt'), 'LISN is a word here, irqchip too\n');
    await expect(readCapture({ kind: 'path', path: folder }, wantsXive)).rejects.toMatchObject({
      code: 'unreadable',
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('monitor texts of another machine are no reading', () => {
  const { readings } = observeTexts({
    'qtree.txt': 'bus: main-system-bus\n  type System\n  dev: s390-pcihost, id ""\n',
    'pci.txt':
      '  Bus  0, device   0, function 0:\n    Ethernet controller: PCI device 1af4:1000\n      id ""\n',
    'maps.txt': '7fff0000-7fff1000 rw-s 00000000 00:0f 69    anon_inode:kvm-vcpu:0\n',
  });
  expect(readings).toEqual([]);
});

test('texts made to be slow are read in bounded time', () => {
  const nasty = [
    'IRQ 0x00001300 : ',
    ' '.repeat(39_000),
    '\n',
    '(qemu) info '.repeat(3000),
    '\n  00001300 MSI -- '.repeat(20_000),
  ].join('');
  const started = performance.now();
  observeTexts({
    a: `irqchip: emulated\n${nasty}`,
    b: `CPU 0: pp=00 CPPR=${'0'.repeat(39_000)}`,
    c: `0: ${'1 '.repeat(19_000)}XIVE-IPI`,
  });
  expect(performance.now() - started).toBeLessThan(3000);
});
