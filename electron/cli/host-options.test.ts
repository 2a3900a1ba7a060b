import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { said } from './testing/said.ts';

it('--restart with a name that several guests have allows none of them, and tells their UUIDs', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'studio-restart-')), 'twins.pts');
  const text = readFileSync('examples/z16-lpar.pts', 'utf8');
  const ids = JSON.parse(text).hosts[0].families.ap.observed.mdevs.map(({ id }: { id: string }) => id);
  writeFileSync(file, text.replaceAll('"payments-b"', '"payments-a"'));
  const twins = await said('plan', file, '--restart', 'payments-a');
  expect(twins).toMatchObject({ status: 2, stdout: '' });
  expect(twins.stderr).toContain('payments-a is the name of 2 guests on lpar-crypto01; give one of ');
  const [first, second] = ids.filter((id: string) => twins.stderr.includes(id));
  expect([first, second].every((id) => typeof id === 'string')).toBe(true);
  expect((await said('plan', file, '--restart', first)).status).toBe(0);
});
