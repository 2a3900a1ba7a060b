import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { said } from './testing/said.ts';
import { visible } from './visible.ts';

const GUEST = '48468838-03a2-4002-a00e-139761ad0002';
/** Clears the line, returns, begins a line that looks like the program's own, and turns the rest around. */
const NAME = 'evil\u001b[2K\r\n1. Nothing\u202e\u009bx';
const SHOWN = String.raw`evil\u{1b}[2K\u{d}\u{a}1. Nothing\u{202e}\u{9b}x`;

it('control, bidi and other invisible characters of a line are shown by their number', () => {
  expect([
    visible(NAME),
    visible('plain\tEr\u00f6\u00df\ud83d\ude00'),
    visible('\u2066\u200b\ud800\u2028'),
  ]).toEqual([SHOWN, 'plain\tEr\u00f6\u00df\ud83d\ude00', String.raw`\u{2066}\u{200b}\u{d800}\u{2028}`]);
});

it('no subcommand lets a name of the workspace reach the terminal', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-visible-'));
  const evil = path.join(folder, 'evil.pts');
  const edits = path.join(folder, 'edits.json');
  const script = path.join(folder, 'script.sh');
  const assign = {
    family: 'ap',
    op: 'unassign',
    mdev: GUEST,
    adapters: [6],
    domains: [],
    controlDomains: [],
  };
  const persist = { family: 'ap', op: 'setStart', mdev: GUEST, start: 'manual' };
  writeFileSync(
    edits,
    JSON.stringify([{ family: 'ap', op: 'renameGuest', mdev: GUEST, name: 'EVIL' }, assign, persist]),
  );
  writeFileSync(script, `echo 1 > /sys/devices/vfio_ap/matrix/${GUEST}/remove # ${NAME}\n`);
  expect(await said('edit', 'examples/z16-lpar.pts', edits, '-o', evil)).toMatchObject({
    status: 0,
    stderr: '',
  });
  const text = readFileSync(evil, 'utf8');
  writeFileSync(
    evil,
    text.replaceAll(/"EVIL"|"lpar-crypto01"/g, () => JSON.stringify(NAME)),
  );
  const lines = [
    ['show', evil],
    ['diff', evil],
    ['check', evil],
    ['plan', evil],
    ['rehearse', evil],
    ['rehearse', evil, '--script', script],
    ['apply', evil, '--root', folder, '--yes'],
    ['plan', evil, '--restart', NAME, '--style', NAME],
  ];
  for (const line of lines) {
    const { stdout, stderr } = await said(...line);
    expect(`${stdout}${stderr}`).not.toBe('');
    expect([line[0], /(?![\t\n])\p{Cc}|\u202e/u.exec(stdout + stderr)]).toEqual([line[0], null]);
  }
  const unknown = await said('plan', evil, '--host', `no ${NAME}`);
  expect(unknown).toMatchObject({ status: 2, stdout: '' });
  expect(unknown.stderr).toContain(`there is no host no ${SHOWN}`);
  const json = await said('diff', evil, '--json');
  expect(JSON.parse(json.stdout)[0].host).toBe(NAME);
});
