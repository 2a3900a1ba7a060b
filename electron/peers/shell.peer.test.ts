/** Exported scripts: read by two shells and a linter, and the plan's own run against a /sys that answers. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inHost, placeHost } from './harness/host-folder.ts';
import { needsFuse, needsPrograms } from './harness/needs.ts';
import { place, scratch } from './harness/scratch.ts';
import { shellComplaints } from './harness/shell.ts';
import { type Shown, shownBy } from './harness/shown.ts';
import { exampleWishes, exported, randomWishes, smallWishes, targetOf } from './harness/wishes.ts';

const SEED = 20_261_123;
const wishes = [...exampleWishes(), ...smallWishes(), ...randomWishes(SEED, 2)];
const FORMATS = ['shell', 'mdevctl', 'chzdev', 'qemu'] as const;

describe('exported scripts', () => {
  it.for(wishes)('give no shell and no linter a reason to object: $title', async (wish, context) => {
    needsPrograms(context, 'bash', 'dash', 'shellcheck');
    const scripts = FORMATS.flatMap((format) => exported({ kvm: wish }, format).files).filter(
      ({ executable, text }) => executable || text.startsWith('#!'),
    );
    expect(scripts.map(({ path: file }) => file)).toEqual(
      expect.arrayContaining(['mdevctl.sh', 'chzdev.sh']),
    );
    const complaints = await Promise.all(
      scripts.map(async ({ path: file, text }) => [file, await shellComplaints(text)]),
    );
    expect(complaints).toEqual(scripts.map(({ path: file }) => [file, []]));
  });
});

describe('the plan as a script', () => {
  it.for(wishes)('ends in what was wished, rests there, and is taken back: $title', async (wish, context) => {
    await needsFuse(context);
    const { files, notes } = exported({ kvm: wish }, 'shell');
    if (files.length === 0) return expect(notes[0]).toContain('There is no script');
    const bundle = scratch();
    place(bundle, files);
    const host = placeHost(scratch(), wish.observed);
    const before = shownBy(host);
    const wanted = shownBy(placeHost(scratch(), targetOf(wish)));
    const [apply, reverse] = ['apply.sh', 'reverse.sh'].map((name) => path.join(bundle, name));
    const ran = async (script = '') => {
      const { status, stdout, stderr } = await inHost(host, 'behaving', [script]);
      return { stdout, judged: { status, stderr, shown: shownBy(host) } };
    };
    const done = { status: 0, stderr: '', shown: wanted };
    expect((await ran(apply)).judged).toEqual(done);
    const again = await ran(apply);
    expect(again).toEqual({ stdout: 'The host is already as planned; nothing is done.\n', judged: done });
    const back = await ran(reverse);
    // A device that a running guest had is not made anew: that would not give it back to the guest.
    const lasting = back.stdout.includes('cannot be taken back');
    const shown = lasting ? { ...before, running: expect.anything() as Shown['running'] } : before;
    expect(back.judged).toEqual({ status: 0, stderr: '', shown });
  });
});

describe('the plan as a script, below no root', () => {
  /** Only s390-tools have chzdev, and no package brings them here. */
  const withoutChzdev = wishes.filter((wish) => {
    const [apply] = exported({ kvm: wish }, 'shell').files;
    return apply !== undefined && !apply.text.includes('run chzdev');
  });

  it.for(withoutChzdev)('has the real mdevctl keep what lasts: $title', async (wish, context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const bundle = scratch();
    place(bundle, exported({ kvm: wish }, 'shell').files);
    const host = placeHost(scratch(), wish.observed);
    const script = path.join(bundle, 'apply.sh');
    const { status, stderr } = await inHost(host, 'behaving', ['env', '-u', 'ROOT', script]);
    const shown = shownBy(placeHost(scratch(), targetOf(wish)));
    expect({ status, stderr, shown: shownBy(host) }).toEqual({ status: 0, stderr: '', shown });
  });

  it('does not mind how a definition was spelled', async (context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const [wish] = smallWishes();
    const bundle = scratch();
    place(bundle, exported({ kvm: wish }, 'shell').files);
    const host = placeHost(scratch(), wish.observed);
    const [mdev] = wish.observed.mdevs;
    const file = path.join(host, 'etc/mdevctl.d/matrix', mdev?.id ?? '');
    const compact = JSON.stringify(JSON.parse(readFileSync(file, 'utf8').replace('"171"', '"0xab"')));
    writeFileSync(file, compact);
    const script = path.join(bundle, 'apply.sh');
    const { status, stderr } = await inHost(host, 'behaving', ['env', '-u', 'ROOT', script]);
    const shown = shownBy(placeHost(scratch(), targetOf(wish)));
    expect([compact.includes('0xab'), { status, stderr, shown: shownBy(host) }]).toEqual([
      true,
      { status: 0, stderr: '', shown },
    ]);
  });
});
