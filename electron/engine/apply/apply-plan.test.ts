/** Applies over plain folders, where the stand-in kernel acts. */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import type { NamedPlan, PlanOptions } from '../../../shared/plan.ts';
import { planHost } from '../plan/named-plan.ts';
import type { HostDocument } from '../workspace/document.ts';
import { applyPlan } from './apply-plan.ts';
import { openApplies, readJournal, targetName } from './journal.ts';
import { openLocalTarget } from './local-target.ts';
import type { Target } from './target.ts';
import { runToTakeBack, takeBack, wayBack } from './take-back.ts';
import { hostWithWish, plainHost, quiet } from './testing/plain-host.ts';
import { SWITCH_FAMILY, type SwitchState, switchTree } from './testing/switch-family.ts';

const families = [SWITCH_FAMILY];
const BOTH: PlanOptions = { style: 'both', restart: [] };
const START: SwitchState = { now: [1, 2], boot: [1] };
const WISH: SwitchState = { now: [2, 3, 4], boot: [1, 3] };

let place: ReturnType<typeof plainHost>;
let host: HostDocument;
let plan: NamedPlan;

async function wishFor(wish: SwitchState): Promise<void> {
  host = await hostWithWish(place.root, SWITCH_FAMILY, () => wish);
  plan = planHost(families, host, BOTH);
}

beforeEach(async () => {
  place = plainHost(switchTree(START));
  await wishFor(WISH);
});

async function parts(context = quiet) {
  const target = await openLocalTarget(place.root, families);
  return { target, families, host, options: BOTH, journals: place.journals, context };
}
const apply = async (context = quiet) => applyPlan(await parts(context), plan);

async function state(): Promise<unknown> {
  const now = await (await openLocalTarget(place.root, families)).capture(quiet);
  return now.families.get('switch')!.observed;
}

/** Aborts when the step with this 1-based number is announced. */
function cancelAt(step: number) {
  const controller = new AbortController();
  const progress = (text: string) => {
    if (text.startsWith(`Step ${step} `)) controller.abort();
  };
  return { signal: controller.signal, progress };
}

describe('applying over plain files', () => {
  it('runs every step, reads each back, and leaves the host as wished', async () => {
    const { report, now } = await apply();
    expect(report).toMatchObject({ status: 'done', total: 4, resumedAfter: 0, differences: [] });
    expect(
      report.steps.map(({ title, ok, readBack }) => [title, ok, readBack.every((one) => one.ok)]),
    ).toEqual([
      ['Turn switch 1 off', true, true],
      ['Turn switch 3 on', true, true],
      ['Turn switch 4 on', true, true],
      ['Have switch 3 on at boot', true, true],
    ]);
    expect(now?.families.get('switch')?.observed).toEqual(WISH);
    expect(existsSync(path.join(place.root, 'sys/bus/switches/1/driver'))).toBe(false);
    expect(lstatSync(path.join(place.root, 'sys/bus/switches/3/driver')).isSymbolicLink()).toBe(true);
    expect((await readJournal(report.journal!))?.closed).toBe('done');
  });

  it('runs nothing on a host that is not in the state the plan is for, and says what differs', async () => {
    writeFileSync(path.join(place.root, 'sys/bus/switches/7/state'), '1\n');
    const { report } = await apply();
    expect(report).toMatchObject({ status: 'stale', steps: [], journal: null });
    expect(report.differences[0]).toBe('Switch 7 is on now.');
    expect(await state()).toEqual({ ...START, now: [1, 2, 7] });
    expect(existsSync(place.journals) ? readdirSync(place.journals) : []).toEqual([]);
  });

  it('has nothing to do on a host that is as wished already', async () => {
    await apply();
    expect((await apply()).report).toMatchObject({ status: 'nothing', journal: null });
  });

  it('SWITCH-1 stops at the first refusal, with its errno, and knows the way back', async () => {
    await wishFor({ now: [2, 3, 59], boot: [1, 3] });
    const { report } = await apply();
    expect(report).toMatchObject({ status: 'surprise', total: 4, differences: ['Switch 59 is stuck.'] });
    expect(report.steps.map(({ ok, errno }) => [ok, errno])).toEqual([
      [true, null],
      [true, null],
      [false, 'EBUSY'],
    ]);
    expect(report.rollBack?.steps.map(({ title }) => title)).toEqual([
      'Turn switch 1 on',
      'Turn switch 3 off',
    ]);
    expect(await state()).toEqual({ now: [2, 3], boot: [1] });
  });

  it('SWITCH-2 refuses a blocked plan', async () => {
    await wishFor({ now: Array.from({ length: 60 }, (_, index) => index), boot: [] });
    await expect(apply()).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('stops between steps when it is cancelled, and goes on behind them the next time', async () => {
    const first = await apply(cancelAt(2));
    expect(first.report).toMatchObject({ status: 'cancelled', total: 4 });
    expect(first.report.steps.map(({ title }) => title)).toEqual(['Turn switch 1 off', 'Turn switch 3 on']);
    expect(first.report.rollBack?.steps.length).toBe(2);
    expect(await openApplies(place.journals, host.id)).toMatchObject([{ done: 2, total: 4 }]);
    const second = await apply();
    expect(second.report).toMatchObject({ status: 'done', resumedAfter: 2, journal: first.report.journal });
    expect(second.report.steps.map(({ title }) => title)).toEqual([
      'Turn switch 4 on',
      'Have switch 3 on at boot',
    ]);
    expect(await state()).toEqual(WISH);
    expect(await openApplies(place.journals, host.id)).toEqual([]);
  });

  it('does not go on when somebody else changed the host meanwhile', async () => {
    await apply(cancelAt(2));
    writeFileSync(path.join(place.root, 'sys/bus/switches/9/state'), '1\n');
    const { report } = await apply();
    expect(report.status).toBe('stale');
    expect([report.differences, report.advice]).toEqual([
      ['Switch 9 is on now.'],
      'An earlier run stopped after step 2 of 4, and the host is not as it left it. Plan again from what is there now, or take the run back.',
    ]);
    expect(report.rollBack?.steps.map(({ title }) => title)).toEqual([
      'Turn switch 1 on',
      'Turn switch 3 off',
      'Turn switch 9 off',
    ]);
  });

  it('makes folders for new files, and takes them with the last file, but none that were there', async () => {
    place = plainHost(switchTree({ now: [1], boot: [] }));
    const folder = path.join(place.root, 'etc/switches');
    await wishFor({ now: [1], boot: [3] });
    for (const isThere of [false, true]) {
      if (isThere) mkdirSync(folder, { recursive: true });
      const { report } = await apply();
      expect([report.status, existsSync(folder)]).toEqual(['done', true]);
      const { options: _options, ...rest } = await parts();
      await takeBack(rest, report.journal!);
      // A folder somebody made before stays: here the second time, though the first run had made one of that name.
      expect([existsSync(folder), existsSync(path.join(place.root, 'etc'))]).toEqual([isThere, isThere]);
    }
  });

  it('begins anew when somebody put the host back meanwhile', async () => {
    const first = await apply(cancelAt(2));
    await (await openLocalTarget(place.root, families)).place([
      { kind: 'file', path: '/sys/bus/switches/1/state', text: '1\n' },
      { kind: 'file', path: '/sys/bus/switches/3/state', text: '0\n' },
    ]);
    const { report } = await apply();
    expect(report).toMatchObject({ status: 'done', resumedAfter: 0 });
    expect((await readJournal(first.report.journal!))?.closed).toBe('superseded');
  });

  it('takes an interrupted run back, and closes its journal', async () => {
    await apply(cancelAt(3));
    const { options: _options, ...rest } = await parts();
    const run = await runToTakeBack(place.journals, rest.target);
    const shown: string[] = [];
    const taken = await takeBack(
      {
        ...rest,
        agreed: (way) => {
          shown.push(...way.steps.map(({ title }) => title));
          return Promise.resolve(true);
        },
      },
      run!.file,
    );
    expect(taken.report).toMatchObject({ status: 'done', differences: [] });
    expect(shown).toEqual(['Turn switch 1 on', 'Turn switch 3 off', 'Turn switch 4 off']);
    expect(await state()).toEqual(START);
    expect(await openApplies(place.journals, host.id)).toEqual([]);
    expect((await readJournal(run!.file))?.closed).toBe('rolled-back');
  });

  it('SWITCH-3 a restart that was allowed for a run is allowed for its way back, and for the way back of that', async () => {
    await wishFor({ now: [2, 58], boot: [1] });
    const options: PlanOptions = { style: 'both', restart: ['lamp'] };
    const { options: _none, ...rest } = await parts();
    const { report } = await applyPlan({ ...rest, options }, planHost(families, host, options));
    expect(report.status).toBe('done');
    const { plan: way } = await wayBack(rest, report.journal!);
    expect([way.blocks, way.steps.map(({ title }) => title)]).toEqual([
      [],
      ['Turn switch 1 on', 'Turn switch 58 off'],
    ]);
    const taken = await takeBack(rest, report.journal!);
    expect([taken.report.status, taken.report.rollBack?.blocks]).toEqual(['done', []]);
    const again = await takeBack(rest, taken.report.journal!);
    expect([again.report.status, again.now?.families.get('switch')?.observed]).toEqual([
      'done',
      { now: [2, 58], boot: [1] },
    ]);
  });

  it('takes nothing back without agreement', async () => {
    await apply();
    const { options: _options, ...rest } = await parts();
    const run = await runToTakeBack(place.journals, rest.target);
    const { report } = await takeBack({ ...rest, agreed: () => Promise.resolve(false) }, run!.file);
    expect([report.status, await state()]).toEqual(['cancelled', WISH]);
  });

  it('lets a new plan make an interrupted run history', async () => {
    await apply(cancelAt(2));
    await wishFor({ now: [2], boot: [1] });
    expect((await apply()).report).toMatchObject({ status: 'done', resumedAfter: 0 });
    expect(await openApplies(place.journals, host.id)).toEqual([]);
  });

  it('refuses a second run on the same target, and takes over what a dead process left', async () => {
    let second: Promise<unknown> = Promise.resolve();
    const progress = (text: string) => {
      if (text.startsWith('Step 2 ')) second = apply().catch((error: unknown) => error);
    };
    await apply({ ...quiet, progress });
    expect(await second).toMatchObject({ code: 'busy' });
    expect(readdirSync(place.journals).filter((name) => !name.endsWith('.journal'))).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    const { target } = await parts();
    mkdirSync(place.journals);
    // Above the largest process number Linux gives.
    writeFileSync(path.join(place.journals, `${targetName(target.key)}.lock`), '99999999 1');
    expect((await apply()).report.status).toBe('done');
    expect(readdirSync(place.journals).length).toBe(1);
  });

  it('takes over the lock of a process that has ended and was not asked how', async (context) => {
    if (!existsSync('/proc/self/stat')) context.skip('there is no /proc here');
    // The shell becomes a program that never asks after the child it began; the child ends after that, or the shell would ask.
    const parent = spawn('sh', ['-c', 'sleep 1 & echo $!; exec sleep 60']);
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
    await expect.poll(() => stat()[2], { timeout: 20_000 }).toBe('Z');
    const { target } = await parts();
    mkdirSync(place.journals);
    writeFileSync(path.join(place.journals, `${targetName(target.key)}.lock`), `${pid} ${stat()[21]}`);
    expect((await apply()).report.status).toBe('done');
    parent.kill();
  }, 30_000);

  it('refuses a root without a host, and / as a root', async () => {
    await expect(openLocalTarget(place.folder, families)).rejects.toMatchObject({ code: 'not-found' });
    await expect(openLocalTarget('/', families)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(openLocalTarget('/no/such/root', families)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('never writes through a journal it cannot read', async () => {
    const { report } = await apply(cancelAt(3));
    const text = readFileSync(report.journal!, 'utf8').split('\n');
    text[2] = text[2]!.replace('record', 'recorD');
    writeFileSync(report.journal!, text.join('\n'));
    await expect(apply()).rejects.toMatchObject({ code: 'unreadable' });
    expect(readFileSync(report.journal!, 'utf8')).toBe(text.join('\n'));
  });

  it('keeps the newest runs of a target, and those that are open', async () => {
    for (let turn = 0; turn < 22; turn++) {
      await wishFor(turn % 2 === 0 ? { ...START, now: [] } : START);
      expect((await apply()).report.status).toBe('done');
    }
    expect(readdirSync(place.journals)).toHaveLength(20);
    await wishFor({ now: [3, 4, 5], boot: [] });
    await apply(cancelAt(2));
    expect(await openApplies(place.journals, host.id)).toMatchObject([{ done: 2 }]);
  });

  /** Two files change in step 1, and the first of them is all that gets there. */
  async function crashInStep1(): Promise<void> {
    const { target, ...rest } = await parts();
    const crashing = {
      ...target,
      async place(effects: Parameters<Target['place']>[0]) {
        await target.place(effects.slice(0, 1));
        throw new StudioError('disconnected', 'The connection was lost.');
      },
    };
    await expect(applyPlan({ ...rest, target: crashing }, plan)).rejects.toMatchObject({
      code: 'disconnected',
      message: expect.stringMatching(/^During step 1 of 4: .* apply again to go on\.$/),
    });
  }
  const switch1 = () => [
    readdirSync(path.join(place.root, 'sys/bus/switches/1')).includes('driver'),
    readFileSync(path.join(place.root, 'sys/bus/switches/1/state'), 'utf8'),
  ];

  it('finishes a half-done change only when somebody agreed, and never to show the way back', async () => {
    await crashInStep1();
    const half = [false, '1\n'];
    const { options, ...rest } = await parts();
    const [run] = readdirSync(place.journals).filter((name) => name.endsWith('.journal'));
    const { plan: way } = await wayBack(rest, path.join(place.journals, run!));
    const refused = await applyPlan({ ...rest, options, agreed: () => Promise.resolve(false) }, plan);
    const kept = await takeBack(
      { ...rest, agreed: () => Promise.resolve(false) },
      path.join(place.journals, run!),
    );
    expect([way.steps.map(({ title }) => title), refused.report.status, kept.report.status]).toEqual([
      ['Turn switch 1 on'],
      'cancelled',
      'cancelled',
    ]);
    expect(switch1()).toEqual(half);
    const back = await takeBack(rest, path.join(place.journals, run!));
    expect([back.report.status, await state(), switch1()]).toEqual(['done', START, [true, '1\n']]);
  });

  it('never finishes a half-done change over a file that somebody changed since', async () => {
    await crashInStep1();
    writeFileSync(path.join(place.root, 'sys/bus/switches/1/state'), '7\n');
    const { report } = await apply();
    expect([report.status, switch1(), report.differences[0]]).toEqual([
      'stale',
      [false, '7\n'],
      '/sys/bus/switches/1/state was changed after the run broke off in step 1: it is neither as before that step nor as behind it.',
    ]);
  });

  it('SWITCH-3 takes a run back with restarts that are allowed for the way back alone', async () => {
    await apply();
    await wishFor({ now: [2, 3, 4, 58], boot: [1, 3] });
    writeFileSync(path.join(place.root, 'sys/bus/switches/58/state'), '1\n');
    const { options: _options, ...rest } = await parts();
    const run = (await runToTakeBack(place.journals, rest.target))!;
    const without = await takeBack(rest, run.file);
    const allowed = await takeBack({ ...rest, restart: ['lamp'] }, run.file);
    expect([without.report.status, allowed.report.status, await state()]).toEqual(['stale', 'done', START]);
  });

  it('finishes a change of several files that a crash cut in two', async () => {
    await crashInStep1();
    expect((await apply()).report).toMatchObject({ status: 'done', resumedAfter: 1 });
    expect(await state()).toEqual(WISH);
  });

  it('goes on behind a record that was cut off', async () => {
    const { report } = await apply(cancelAt(2));
    const text = readFileSync(report.journal!, 'utf8');
    writeFileSync(report.journal!, `${text}95 0000`);
    expect((await apply()).report).toMatchObject({ status: 'done', resumedAfter: 2 });
    expect((await readJournal(report.journal!))?.closed).toBe('done');
  });
});
