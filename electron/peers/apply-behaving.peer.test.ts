/**
 * Applies on hosts whose /sys reacts: a FUSE file system that was written apart from the studio's own model. Below a root
 * by the built program, and over ssh on a whole host, where the programs of the plan are run too.
 */
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, type TestContext } from 'vitest';
import type { ApplyReport } from '../../shared/plan.ts';
import type { ApState } from '../../shared/ap/types.ts';
import { applyPlan } from '../engine/apply/apply-plan.ts';
import { openSshTarget } from '../engine/apply/ssh-target.ts';
import { takeBack } from '../engine/apply/take-back.ts';
import { AP_FAMILIES, exampleWithoutGuests, readWithWish, shuffle } from '../engine/apply/testing/ap-host.ts';
import { quiet } from '../engine/apply/testing/plain-host.ts';
import { planHost } from '../engine/plan/named-plan.ts';
import { addHost, emptyDocument } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { inHost, placeHost, writesTo } from './harness/host-folder.ts';
import { behavingHosts } from './harness/loopback-hosts.ts';
import { findProgram, needsFuse, needsPrograms } from './harness/needs.ts';
import { scratch } from './harness/scratch.ts';

const userPath = process.env.PATH;
afterEach(() => {
  process.env.PATH = userPath;
});

async function behavingHost(edits: typeof shuffle) {
  const root = placeHost(scratch(), await exampleWithoutGuests('kernel-documentation.pts'));
  return { root, host: await readWithWish(root, edits) };
}

it('applies below a root that reacts, one write a step, and takes it back', {
  timeout: 60_000,
}, async (context) => {
  await needsFuse(context);
  const { root, host } = await behavingHost(shuffle);
  const workspace = path.join(scratch(), 'wish.pts');
  writeFileSync(workspace, writeWorkspace(addHost(emptyDocument('wish'), host), AP_FAMILIES));
  const program = path.resolve('dist/electron/cli.mjs');
  const words = [process.execPath, program, 'apply', workspace, '--root', `${root}/root`, '--yes', '--json'];
  const env = { XDG_CONFIG_HOME: mkdtempSync(path.join(tmpdir(), 'studio-config-')) };
  const studio = async (...more: string[]) =>
    JSON.parse((await inHost(root, 'behaving', [...words, ...more], { env })).stdout) as ApplyReport;
  const plan = planHost(AP_FAMILIES, host, { style: 'both', restart: [] });
  const asked = plan.steps.flatMap(({ action }) =>
    action.kind === 'write' ? [`${action.path.slice('/sys'.length)} <- ${action.text}`] : [],
  );
  expect(await studio()).toMatchObject({ status: 'done', total: plan.steps.length, differences: [] });
  expect(writesTo(root)).toEqual(asked);
  expect(await studio()).toMatchObject({ status: 'nothing' });
  expect(await studio('--roll-back')).toMatchObject({ status: 'done', differences: [] });
});

/** Without the masks, whose program no Debian has. */
function withoutMasks(state: ApState): ReturnType<typeof shuffle> {
  return shuffle(state).filter(({ op }) => op !== 'writeMask');
}

async function sshHost(context: TestContext, folder: string): Promise<string> {
  const { config, hosts } = await behavingHosts(context, { 'studio-kvm1': folder });
  const before = mkdtempSync(path.join(tmpdir(), 'studio-ssh-'));
  writeFileSync(path.join(before, 'ssh'), `#!/bin/sh\nexec ${findProgram('ssh')} -F '${config}' "$@"\n`);
  chmodSync(path.join(before, 'ssh'), 0o755);
  process.env.PATH = `${before}:${userPath}`;
  return hosts[0]!;
}

it('applies over ssh to a host, where mdevctl keeps the definitions', {
  timeout: 60_000,
}, async (context) => {
  await needsFuse(context);
  needsPrograms(context, 'mdevctl');
  const { root, host } = await behavingHost(withoutMasks);
  const options = { style: 'both', restart: [] } as const;
  const plan = planHost(AP_FAMILIES, host, options);
  const target = await openSshTarget(await sshHost(context, root), null, AP_FAMILIES);
  try {
    expect(target.mode).toBe('host');
    const journals = path.join(scratch(), 'journals');
    const parts = { target, families: AP_FAMILIES, host, options, journals, context: quiet };
    const { report } = await applyPlan(parts, plan);
    expect(report).toMatchObject({ status: 'done', total: plan.steps.length, differences: [] });
    expect(plan.steps.some(({ action }) => action.kind === 'run')).toBe(true);
    const made = plan.steps.flatMap(({ action }) => (action.kind === 'run' ? action.files : []));
    for (const { path: file, text } of made)
      expect(JSON.parse(readFileSync(root + file, 'utf8'))).toEqual(JSON.parse(text ?? ''));
    expect(await takeBack(parts, report.journal!)).toMatchObject({
      report: { status: 'done', differences: [] },
    });
  } finally {
    await target.close();
  }
});
