import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCaseFile } from '../engine/cases/run-cases.ts';
import { dsaFamily } from '../engine/dsa/family.ts';
import { hostsIn } from './case-hosts.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'case-hosts-'));
const first = path.join(folder, 'first');
const second = path.join(folder, 'second');
for (const made of [first, second]) mkdirSync(made);
writeFileSync(path.join(second, 'hostB.json'), '{"from":"second"}');
writeFileSync(path.join(second, 'C.json'), '\uFEFF{"from":"short name"}');
writeFileSync(path.join(first, 'hostC.json'), '{"from":"first"}');
writeFileSync(path.join(first, 'torn.json'), '{');
writeFileSync(path.join(first, 'long.json'), ' '.repeat(4 * 1024 * 1024 + 1));
mkdirSync(path.join(first, 'D.json'));
writeFileSync(path.join(folder, 'outside.json'), '{"from":"outside"}');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DEVICE = {
  type: 'dsa',
  id: 7,
  bdf: '0000:7a:01.0',
  version: 0x300,
  gen_cap: '0x40915f0107',
  op_cap: '1003f03ff',
  groups: 2,
  wqs: 3,
  engines: 2,
  total_size: 20,
  read_buffers: 16,
  max_batch: 64,
  max_xfer: 65_536,
  ims_size: 1,
};

describe('hostsIn', () => {
  const hosts = hostsIn([first, second]);

  it('takes hostX.json or X.json from the first folder that has one', () => {
    expect(['B', 'C', 'E'].map((name) => hosts.host(name))).toEqual([
      { from: 'second' },
      { from: 'first' },
      null,
    ]);
    expect(hostsIn([second]).host('C')).toEqual({ from: 'short name' });
  });

  it('finds nothing outside its folders', () => {
    expect(
      ['../outside', '..', '/etc/passwd', 'a/../../outside', ''].map((name) => hosts.host(name)),
    ).toEqual([null, null, null, null, null]);
  });

  it('says why a file cannot be a host', () => {
    expect(() => hosts.host('torn')).toThrow(/torn\.json is not JSON/);
    expect(() => hosts.host('long')).toThrow(/larger than any host/);
    expect(() => hosts.host('D')).toThrow(/D\.json is not a file/);
  });
});

describe('cases with hosts of their own', () => {
  it('plays them on a host of other sizes, and tells a torn one', () => {
    writeFileSync(path.join(first, 'hostS.json'), JSON.stringify({ devices: [DEVICE] }));
    const steps = [
      { do: 'write', at: 'wq7.0/size', value: '21', expect: 'EINVAL' },
      { do: 'write', at: 'wq7.2/size', value: '20' },
      { do: 'write', at: 'group7.1/traffic_class_a', value: '7' },
      { do: 'read', at: 'dsa7/max_work_queues', is: '3' },
      { do: 'write', at: 'wq7.3/size', value: '0', expect: 'ENOENT' },
    ];
    const text = JSON.stringify({
      hosts: {},
      cases: [
        { id: 'S1', title: 'small', host: { base: 'S' }, steps },
        { id: 'S2', title: 'torn', host: { base: 'torn' }, steps },
        { id: 'S3', title: 'shipped', host: { base: 'A' }, steps: [] },
      ],
    });
    const { lines } = runCaseFile(text, [dsaFamily], undefined, hostsIn([first]));
    expect(lines).toEqual([
      expect.stringMatching(
        /^FAILED S2 torn \(case 2\): host: expected "a host", got ".*torn\.json is not JSON/,
      ),
      '2 passed, 1 failed',
    ]);
  });
});
