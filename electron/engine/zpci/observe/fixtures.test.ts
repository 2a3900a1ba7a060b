/** Every recorded capture opens by itself, and tells what its files say. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOfHex, numberOf } from './numbers.ts';
import { readClpText, withClp } from './clp.ts';
import { FIXTURES, line, observed, observedText, summaryOf, treeOf } from './testing/captures.ts';
import { observeZpci } from '../observe.ts';
import { canComplete, missingHalf } from '../../hosts/text-halves.ts';
import { HostTree } from '../../hosts/tree.ts';

const EXPECTED = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Readonly<
  Record<string, unknown>
>;

function textOf(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

test.each(Object.keys(EXPECTED))('ZPCI-M1 %s opens by itself', async (name) => {
  expect(summaryOf(await observed(name))).toEqual(EXPECTED[name]);
});

const PASTED = Object.keys(EXPECTED).filter((name) => name.endsWith('.txt'));
test.each(PASTED)('%s tells the same when it is pasted', async (name) => {
  const [opened, pasted] = [await observed(name), await observedText('pasted text', textOf(name))];
  expect(pasted.state.functions).toEqual(opened.state.functions);
});

test.each(['lab-a-qemu72', 'lab-b-qemu100', 'lab-c-guest-s1', 'lab-c-guest-s2', 'lab-c-host'])(
  'values and links of %s together tell what its archive tells',
  async (name) => {
    const both = new HostTree();
    for (const part of ['grep', 'links'])
      for (const path of (await treeOf(`${name}.${part}.txt`)).paths())
        both.add(path, (await treeOf(`${name}.${part}.txt`)).added(path)!);
    const archive = new HostTree();
    const whole = await treeOf(`${name}.tar.gz`);
    for (const path of whole.paths())
      if (!path.startsWith('/captured/')) archive.add(path, whole.added(path)!);
    // The lines of the text were sorted, so it cannot tell which BAR a size is of.
    const facts = (tree: HostTree) =>
      observeZpci(tree)!.state.functions.map((one) => line({ ...one, barSizes: null }));
    expect(facts(both)).toEqual(facts(archive));
  },
);

test.each(['lab-a-qemu72', 'lab-b-qemu100', 'lab-c-guest-s1', 'lab-c-guest-s2', 'qemu52-linux612'])(
  'ZPCI-M6 the RAW words of %s say what the lines beside them say',
  (name) => {
    const text = textOf(`${name}.clp.txt`);
    const clp = readClpText(text)!;
    const noRaw = readClpText(text.replaceAll(/^ RAW .*\n/gm, ''))!;
    const plain = (read: typeof clp) =>
      withClp([], read).map(({ uid, fid, group, pchid, vfn, pft, path, platformWindow }) => ({
        uid,
        fid,
        group,
        pchid,
        vfn,
        pft,
        path,
        platformWindow,
      }));
    expect(plain(clp)).toEqual(plain(noRaw));
  },
);

test('ZPCI-V4 messages of libvirt are explained, with the octal number as both', async () => {
  const { findings } = await observed('libvirt-11.3-zpci-addresses.txt');
  expect(findings.map(({ message }) => message).filter((message) => /11064/.test(message))).toEqual([
    '"zPCI uid 11064 is already reserved": libvirt prints the number in octal: 11064 is 0x1234 (4660). This uid is used twice in the domain (ZPCI-V4).',
    '"zPCI fid 11064 is already reserved": libvirt prints the number in octal: 11064 is 0x1234 (4660). This fid is used twice in the domain (ZPCI-V4).',
  ]);
});

test('ZPCI-A4 each refusal of QEMU in a transcript names its rule', async () => {
  const { findings } = await observed('qemu-refusals.txt');
  const rules = findings.flatMap(({ message }) => message.match(/ZPCI-[A-Z]\d+/g) ?? []);
  expect([...new Set(rules)].sort()).toEqual([
    'ZPCI-A1',
    'ZPCI-A12',
    'ZPCI-A14',
    'ZPCI-A16',
    'ZPCI-A17',
    'ZPCI-A2',
    'ZPCI-A22',
    'ZPCI-A3',
    'ZPCI-A4',
    'ZPCI-A6',
    'ZPCI-A7',
  ]);
});

test('a text of links alone names its functions, and says what is missing', async () => {
  const { state, findings } = await observed('lab-c-host.links.txt');
  expect([state.functions, findings.map(({ message }) => message)]).toEqual([
    [],
    [
      'The source tells names only: 0001:00:00.0, 0002:00:00.0, 0003:00:00.0, 0004:00:00.0, 1a2b:00:00.0. A function is known by its FID, which is in no link; open the output of grep over /sys/bus/pci/devices with it, both texts in one folder.',
    ],
  ]);
});

test('ZPCI-M1 numbers are decimal or 0x, and nothing else is one', () => {
  expect(
    ['0x1c0', '12', ' 0x0\n', '', '0x', '1c0', '-1', '0x10000', '1.5'].map((text) => numberOf(text, 0xff_ff)),
  ).toEqual([0x1_c0, 12, 0, null, null, null, null, null, null]);
  expect([bytesOfHex('hex:d3c1c2'), bytesOfHex('d3c'), bytesOfHex('xy')]).toEqual([
    Uint8Array.of(0xd3, 0xc1, 0xc2),
    null,
    null,
  ]);
});

test('a text of values waits for the links of the same host, and takes no others', async () => {
  const values = missingHalf(await treeOf('lab-b-qemu100.grep.txt'))!;
  const links = missingHalf(await treeOf('lab-b-qemu100.links.txt'))!;
  expect([
    canComplete(values, textOf('lab-b-qemu100.links.txt')),
    canComplete(links, textOf('lab-b-qemu100.grep.txt')),
    canComplete(values, textOf('lab-a-qemu72.links.txt')),
  ]).toEqual([true, true, false]);
});
