/** The built command line as scripts use it: exit code, stdout, stderr. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { captureCommand } from '../engine/hosts/capture-command.ts';

const program = path.resolve('dist/electron/cli.mjs');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-cli-'));
});

function studio(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** The smallest host the AP family recognises. */
function captureFolder(): string {
  const root = path.join(folder, 'kvm1');
  const files: Readonly<Record<string, string>> = {
    'sys/bus/ap/apmask': `0x${'f'.repeat(64)}\n`,
    'sys/bus/ap/aqmask': `0x${'f'.repeat(64)}\n`,
    'proc/sys/kernel/osrelease': '6.12.0\n',
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

describe('studio', () => {
  it('tells its version and its help on stdout, bad use on stderr', () => {
    expect(studio('--version')).toEqual({ status: 0, stdout: `${packageJson.version}\n`, stderr: '' });
    expect(studio('--help')).toMatchObject({ status: 0, stderr: '' });
    expect(studio('show', '--help').stdout).toContain('Usage: studio show FILE [--json]');
    const everyOption = ['family F', 'hosts DIR', 'captures DIR', 'help'];
    const { stdout: casesHelp } = studio('cases', '--help');
    expect(everyOption.map((option) => new RegExp(`^  --${option} +\\S+ \\S+`, 'm').test(casesHelp))).toEqual(
      everyOption.map(() => true),
    );
    expect(studio()).toMatchObject({ status: 2, stdout: '' });
    const wrong = [
      ['nonsense'],
      ['show'],
      ['show', 'a', 'b'],
      ['show', '--what', 'a'],
      ['import', 'a'],
      ['capture'],
    ];
    for (const args of wrong)
      expect(studio(...args), args.join(' ')).toMatchObject({ status: 2, stdout: '' });
    expect(studio('show').stderr).toBe(
      'studio show: something is missing\nUsage: studio show FILE [--json]\n',
    );
  });

  it('prints the capture command and nothing else', () => {
    expect(studio('capture', '--print')).toEqual({ status: 0, stdout: `${captureCommand()}\n`, stderr: '' });
  });

  it('imports a capture into a workspace that it can show and check', () => {
    const file = path.join(folder, 'made.pts');
    const imported = studio('import', captureFolder(), '-o', file);
    expect(imported).toMatchObject({ status: 0, stdout: '' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      name: 'made',
      hosts: [{ kernel: '6.12.0' }],
    });
    expect(studio('show', file, '--json').stdout).toBe(readFileSync(file, 'utf8'));
    expect(studio('show', file).stdout).toContain('kernel 6.12.0');
    const checked = studio('check', file, '--json');
    expect(JSON.parse(checked.stdout)).toMatchObject([{ problems: expect.any(Array) }]);
    expect([0, 1]).toContain(checked.status);
    // What was imported later differs (its time), and must not go over what is there.
    const again = studio('import', captureFolder(), '-o', file);
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toBe(
      `studio: ${file} exists already and holds something else. Give --overwrite to replace it, or another name with -o.\n`,
    );
  });

  it('counts one problem as one', () => {
    const root = captureFolder();
    const definitions = path.join(root, 'etc/mdevctl.d/matrix');
    mkdirSync(definitions, { recursive: true });
    const definition = '{"mdev_type":"vfio_ap-passthrough","start":"manual","attrs":[]}';
    writeFileSync(path.join(definitions, '62177883-f1bb-47f0-914d-32a22e3a8804'), definition);
    expect(studio('check', root).stdout).toMatch(/\nProblems: 0 errors, 0 warnings, 1 note\n$/);
    expect(studio('show', root).stdout).toContain('as it was read, 1 problem\n');
  });

  it('shows what a host has in a few lines, whatever its size', () => {
    const shown = (example: string) => studio('show', `examples/${example}.pts`).stdout.split('\n');
    const dsa = shown('dsa-two-sockets');
    expect(dsa.filter((line) => /^ {6}(?:dsa0|iax1) /.test(line))).toEqual([
      '      dsa0 (0000:6a:01.0): enabled, 96 of 128 entries, wqs: 4 enabled, 4 disabled, 4 mdevs',
      '      iax1 (0000:6a:02.0): disabled, 0 of 128 entries, wqs: 8 disabled, 0 mdevs',
    ]);
    expect(dsa).toContain('      guest web-1: wq0.2 (running)');
    expect(shown('kernel-documentation')).toEqual(
      expect.arrayContaining([
        '      8 queues: 8 vfio_ap',
        '      guest guest2: adapter 5; domains 71, 255; running in guest2; starts by itself',
      ]),
    );
    expect(shown('dsa-full-machine').length).toBeLessThan(50);
    expect(shown('full-machine').join('\n').length).toBeLessThan(4000);
  });

  it('runs cases and counts them in its last line', () => {
    const one = { name: 'octal', profile: 'parse', steps: [{ op: 'parse_id', args: { text: '010' } }] };
    const good = path.join(folder, 'good.jsonl');
    const bad = path.join(folder, 'bad.jsonl');
    writeFileSync(good, JSON.stringify({ ...one, id: 'A', expect: { value: [8] } }));
    writeFileSync(bad, `${JSON.stringify({ ...one, id: 'B', expect: { value: [10] } })}\n{torn\n`);
    expect(studio('cases', good)).toEqual({ status: 0, stdout: '1 passed, 0 failed\n', stderr: '' });
    const both = studio('cases', '--family', 'ap', good, bad);
    expect(both.status).toBe(1);
    expect(both.stdout).toMatch(
      /^\S*bad\.jsonl: FAILED B octal .*\n\S*bad\.jsonl: FAILED line 2 .*\n1 passed, 2 failed\n$/,
    );
    expect(studio('cases', '--family', 'none', good)).toMatchObject({ status: 2, stdout: '' });
    expect(studio('cases', '--hosts', '/no/such', good)).toMatchObject({ status: 2, stdout: '' });
  });

  it('says why a file cannot be used', () => {
    const missing = studio('check', path.join(folder, 'none.pts'));
    expect(missing).toMatchObject({ status: 2, stdout: '' });
    expect(missing.stderr).toContain('does not exist');
    const damaged = path.join(folder, 'damaged.pts');
    writeFileSync(damaged, '{"format":"passthrough-studio-workspace"');
    expect(studio('show', damaged).stderr).toContain('damaged.pts is damaged');
  });
});

it('takes a reader that ends early for no failure', ({ skip }) => {
  if (process.platform === 'win32') skip('there is no bash to make such a pipe');
  const line = `"${process.execPath}" "${program}" show "${captureFolder()}" | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', line], { encoding: 'utf8' });
  expect([stdout.trim(), stderr]).toEqual(['0', '']);
});
