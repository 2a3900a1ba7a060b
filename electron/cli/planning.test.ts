/** The built command line from a wish to files: shapes as docs/cli.md gives them, exit codes, and the way back from every format. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';

const program = path.resolve('dist/electron/cli.mjs');
const PROXY = '48468838-03a2-4002-a00e-139761ad0002';
const PAYMENTS = '0bd794d6-03a2-4000-a000-50067d430000';
const HOST = 'lpar-crypto01';
let folder = '';
let wished = '';

function studio(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function inFolder(name: string, text?: string): string {
  const file = path.join(folder, name);
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

function desiredOf(file: string): unknown {
  const { hosts } = JSON.parse(studio('show', file, '--json').stdout);
  const { observed, desired = observed } = hosts[0].families.ap;
  const guests = desired.mdevs.map((mdev: Record<string, unknown>) => [mdev.id, mdev.matrix, mdev.defined]);
  // A definition that was replaced stands last; the order of guests is no wish.
  return { guests: guests.sort(), apmask: desired.apmask, aqmask: desired.aqmask };
}

/** Keys of the first element, or of the object. */
function keys(text: string): string[] {
  const parsed = JSON.parse(text);
  return Object.keys(Array.isArray(parsed) ? parsed[0] : parsed).sort();
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-planning-'));
  wished = inFolder('wished.pts');
  copyFileSync('examples/z16-lpar.pts', wished);
  const change = (op: string, mdev: string) => ({
    family: 'ap',
    op,
    mdev,
    adapters: [6],
    domains: [],
    controlDomains: [],
  });
  const edits = inFolder(
    'edits.json',
    JSON.stringify([change('unassign', PROXY), change('assign', PAYMENTS)]),
  );
  expect(studio('edit', wished, edits).status).toBe(0);
});

describe('studio edit', () => {
  it('makes all edits or none, and tells a refusal by its rule', () => {
    const before = readFileSync(wished, 'utf8');
    const taken = {
      family: 'ap',
      op: 'assign',
      mdev: PROXY,
      adapters: [6],
      domains: [6],
      controlDomains: [],
    };
    const rename = { family: 'ap', op: 'renameGuest', mdev: PROXY, name: 'other' };
    const refused = studio('edit', wished, inFolder('taken.json', JSON.stringify([rename, taken])), '--json');
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ host: HOST, ok: false, refusal: { rule: 'AP-C2' } });
    const damaged = studio('edit', wished, inFolder('damaged.json', '[{"op":'));
    expect(damaged).toMatchObject({ status: 2, stdout: '' });
    expect(damaged.stderr).toContain('is not JSON');
    expect(studio('edit', wished, inFolder('odd.json', '[{"family":"ap","op":"assign"}]')).status).toBe(2);
    expect(readFileSync(wished, 'utf8')).toBe(before);
  });
});

describe('studio diff, plan, rehearse', () => {
  it('give the documented shapes and exit codes', () => {
    const diff = studio('diff', wished, '--json');
    const plan = studio('plan', wished, '--json');
    const rehearsal = studio('rehearse', wished, '--json');
    const script = inFolder('mistake.sh', 'echo 0x47 > /sys/bus/ap/apmsk\n');
    const mistake = studio('rehearse', wished, '--script', script, '--json');
    expect([diff, plan, rehearsal, mistake].map(({ status }) => status)).toEqual([0, 0, 0, 1]);
    expect(studio('diff', wished, '--exit-code').status).toBe(1);
    expect([diff, plan, rehearsal, mistake].map(({ stdout }) => keys(stdout))).toEqual([
      ['changes', 'drift', 'host'],
      ['blocks', 'hash', 'host', 'notes', 'steps', 'style'],
      ['blocks', 'differences', 'failedAt', 'host', 'steps'],
      ['advice', 'differences', 'failedAt', 'lines'],
    ]);
    const [{ steps }] = JSON.parse(plan.stdout);
    expect(keys(JSON.stringify(steps))).toEqual(
      'action expect family irreversible layer loses needs refs reverse title'.split(' '),
    );
    expect(JSON.parse(rehearsal.stdout)[0]).toMatchObject({ failedAt: null, differences: [] });
    expect(JSON.parse(mistake.stdout)).toMatchObject({ failedAt: 0, lines: [{ errno: 'ENOENT', line: 1 }] });
  });

  it('take styles, guests and hosts by name, and say which there are', () => {
    const stepsOf = (style: string) =>
      JSON.parse(studio('plan', wished, '--style', style, '--json').stdout)[0].steps.length;
    // The device of the only guest that changes is defined and not started.
    expect([stepsOf('immediate'), stepsOf('persistent'), stepsOf('both')]).toEqual([0, 1, 1]);
    expect(studio('plan', wished, '--style', 'later')).toMatchObject({ status: 2, stdout: '' });
    expect(studio('plan', wished, '--restart', 'payments-a').status).toBe(0);
    expect(studio('plan', wished, '--restart', 'nobody').stderr).toContain('there is no guest nobody');
    expect(studio('plan', wished, '--host', 'elsewhere').stderr).toContain(HOST);
  });
});

describe('studio export and import --onto', () => {
  it.each(['shell', 'chzdev', 'mdevctl', 'libvirt', 'qemu', 'ansible'])(
    '%s tells the wish it holds',
    (format) => {
      const out = inFolder(`out-${format}`);
      const written = studio('export', wished, '--format', format, '--out', out, '--json');
      expect(written.status).toBe(0);
      expect(keys(written.stdout)).toEqual(['blocks', 'folder', 'format', 'notes', 'written']);
      expect(
        JSON.parse(studio('export', wished, '--format', format, '--out', out, '--json').stdout).written,
      ).toEqual([]);
      const back = inFolder(`back-${format}.pts`);
      const read = studio('import', out, '--onto', 'examples/z16-lpar.pts', '-o', back, '--json');
      expect([read.status, read.stderr]).toEqual([0, '']);
      // chzdev has only masks, qemu only names of devices: what they do not tell stays as it was read.
      const whole = ['shell', 'mdevctl', 'ansible'].includes(format);
      expect(desiredOf(back)).toEqual(desiredOf(whole ? wished : back));
      if (whole) expect(desiredOf(back)).not.toEqual(desiredOf('examples/z16-lpar.pts'));
    },
  );

  it('says on stderr what was taken over, and which problems the wish has then', () => {
    const onto = inFolder('onto.pts');
    copyFileSync('examples/z16-lpar.pts', onto);
    const told = studio('import', inFolder('out-mdevctl'), '--onto', onto);
    expect(told.status).toBe(0);
    expect(told.stderr).toMatch(/^Took the wish of \d+ files into .*onto\.pts: 1 guest \(hsm-proxy\)\.\n/);
    const clash = readFileSync(path.join(inFolder('out-mdevctl'), 'etc/mdevctl.d/matrix', PAYMENTS), 'utf8');
    const other = inFolder('0f1c2a30-6d7e-4b55-8a11-0c0ffee0aaaa', clash);
    const twice = studio('import', other, '--onto', onto, '-o', inFolder('twice.pts'));
    expect(twice.status).toBe(0);
    expect(twice.stderr).toMatch(/^.*error: AP-C2: .* both want /m);
    expect(twice.stderr).toMatch(/^Problems: [1-9]\d* errors?, /m);
  });

  it('refuses formats there are not, and never writes over a capture', () => {
    expect(studio('export', wished, '--format', 'accel-config', '--out', inFolder('none')).status).toBe(2);
    expect(studio('export', wished, '--format', 'word', '--out', inFolder('none')).status).toBe(2);
    expect(studio('export', wished, '--format', 'shell').stderr).toContain('--out');
    const capture = 'electron/engine/hosts/fixtures/sys-kvm1.tar.gz';
    const onto = studio('import', inFolder('out-chzdev'), '--onto', capture);
    expect(onto).toMatchObject({ status: 2, stdout: '' });
    expect(onto.stderr).toContain('-o says where');
  });
});
