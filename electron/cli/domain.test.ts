/** `studio domain` as a script uses it: what goes in comes out, with one device more. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const program = path.resolve('dist/electron/cli.mjs');
const workspace = path.resolve('examples/z16-lpar.pts');
const PAYMENTS = '0bd794d6-03a2-4000-a000-50067d430000';
const DOMAIN = `<!-- kept -->
<domain type='kvm'>
  <name>payments-a</name>
  <devices>
    <emulator>/usr/bin/qemu-system-s390x</emulator>
  </devices>
</domain>
`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'studio-domain-'));
});

function domain(xml: string, ...more: string[]) {
  const file = path.join(folder, 'domain.xml');
  writeFileSync(file, xml);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'domain', workspace, file, ...more],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

it('puts in the device of the guest that is called like the domain, and leaves the rest', () => {
  const { status, stdout } = domain(DOMAIN);
  const [before, after] = DOMAIN.split('  </devices>');
  expect([status, stdout.startsWith(before!), stdout.endsWith(`  </devices>${after}`)]).toEqual([
    0,
    true,
    true,
  ]);
  expect(stdout).toContain(`uuid='${PAYMENTS}'`);
  const out = path.join(folder, 'out.xml');
  expect(domain(DOMAIN, '-o', out)).toMatchObject({ status: 0, stdout: '' });
  expect(readFileSync(out, 'utf8')).toBe(stdout);
});

it('says which guest is missing, or what is no domain', () => {
  const other = DOMAIN.replace('payments-a', 'elsewhere');
  expect(domain(other).stderr).toContain('there is no guest elsewhere');
  expect(domain(other, '--guest', 'payments-a').status).toBe(0);
  expect(domain('<network/>', '--guest', 'payments-a')).toMatchObject({ status: 2, stdout: '' });
  expect(domain(DOMAIN.replace('<name>payments-a</name>', '')).stderr).toContain('--guest');
});
