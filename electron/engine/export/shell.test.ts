import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Expectation, Plan, PlanStep } from '../../../shared/plan.ts';
import { writeShell } from './shell.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'studio-script-'));
  mkdirSync(path.join(root, 'sys'));
  writeFileSync(path.join(root, 'sys/mask'), '0xff\n');
  writeFileSync(path.join(root, 'sys/other'), 'a b\nc\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const step = (title: string, path: string, from: string, to: string): PlanStep => ({
  family: 'ap',
  layer: 'active',
  title,
  action: { kind: 'write', path, text: to },
  needs: [],
  loses: [],
  reverse: [{ title: `Back: ${title}`, action: { kind: 'write', path, text: from } }],
  irreversible: null,
  expect: [{ path, kind: 'text', text: to }],
  refs: [],
});

const definition: PlanStep = {
  ...step('Keep it', '', '', ''),
  layer: 'persistent',
  action: {
    kind: 'run',
    commands: [{ argv: ['mdevctl', 'define', '--jsonfile', '/dev/stdin'], stdin: '{"it\'s": 1}' }],
    files: [{ path: '/etc/mdevctl.d/x', text: '{"it\'s": 1}' }],
  },
  reverse: [
    {
      title: 'Forget it',
      action: {
        kind: 'run',
        commands: [{ argv: ['mdevctl', 'undefine'], stdin: null }],
        files: [{ path: '/etc/mdevctl.d/x', text: null }],
      },
    },
  ],
  expect: [{ path: '/etc/mdevctl.d/x', kind: 'text', text: '{"it\'s": 1}' }],
};

const STEPS = [
  step('Narrow the mask', '/sys/mask', '0xff', '0x0f'),
  step('Narrow it more', '/sys/mask', '0x0f', '0x01'),
  definition,
];
const BEFORE: readonly Expectation[] = [
  { path: '/sys/mask', kind: 'text', text: '0xff' },
  { path: '/etc/mdevctl.d/x', kind: 'absent' },
];

function scripts(
  steps: readonly PlanStep[],
  host = 'kvm1',
  before = BEFORE,
): { apply: string; reverse: string } {
  const plan: Plan = { style: 'both', steps, blocks: [], notes: ['Read this.'] };
  const { files } = writeShell({ host, plan, before });
  return { apply: files[0]!.text, reverse: files[1]!.text };
}

function run(script: string, shell = 'sh') {
  const { status, stdout, stderr } = spawnSync(shell, ['-s'], {
    input: script,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ROOT: root },
    cwd: root,
  });
  return { status, said: `${stdout}${stderr}`.trim().split('\n').at(-1) };
}

function shown(file = 'sys/mask'): string | null {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return null;
  }
}

describe('a plan as a script', () => {
  it('runs its steps once, says so the second time, and takes them back', () => {
    const { apply, reverse } = scripts(STEPS);
    const seen = ['sh', 'bash'].map((shell) => [
      run(apply, shell),
      shown(),
      shown('etc/mdevctl.d/x'),
      run(apply, shell),
      run(reverse, shell).status,
      shown(),
      shown('etc/mdevctl.d/x'),
      run(reverse, shell),
    ]);
    const once = [
      { status: 0, said: 'Done: 3 steps.' },
      '0x01\n',
      '{"it\'s": 1}',
      { status: 0, said: 'The host is already as planned; nothing is done.' },
      0,
      '0xff\n',
      null,
      { status: 0, said: 'The host is as it was before; nothing is done.' },
    ];
    expect(seen).toEqual([once, once]);
  });

  it('refuses a host that is not in the state that was planned for, before the first write', () => {
    writeFileSync(path.join(root, 'sys/mask'), '0x33\n');
    const answer = run(scripts(STEPS).apply);
    expect([answer.status, answer.said, shown(), shown('etc/mdevctl.d/x')]).toEqual([
      1,
      expect.stringContaining('/sys/mask is not as it was when this was planned'),
      '0x33\n',
      null,
    ]);
  });

  it('stops where a step does not show what it should, and what was done can be taken back', () => {
    const liar = { ...STEPS[1]!, expect: [{ path: '/sys/other', kind: 'text', text: 'else' }] as const };
    const { apply } = scripts([STEPS[0]!, liar, definition]);
    const answer = run(apply);
    expect([answer.status, answer.said, shown(), shown('etc/mdevctl.d/x')]).toEqual([
      1,
      expect.stringContaining('/sys/other does not show what this step should have brought'),
      '0x01\n',
      null,
    ]);
    expect([run(scripts(STEPS).reverse).status, shown()]).toEqual([0, '0xff\n']);
  });

  it('stops at a file that is not there, and at a program that fails', () => {
    const missing = run(scripts([STEPS[0]!, step('Write nowhere', '/sys/none', '', 'x')]).apply);
    const { apply } = scripts([definition], 'kvm1', []);
    const failing = spawnSync('sh', ['-s'], {
      input: apply.replace('ROOT=${ROOT:-}', 'ROOT=\nmdevctl() { cat; return 3; }\nid() { echo 0; }'),
      encoding: 'utf8',
    });
    expect([missing.status, missing.said, failing.status, failing.stderr]).toEqual([
      1,
      expect.stringContaining('There is no /sys/none'),
      1,
      expect.stringContaining('mdevctl ended with an error'),
    ]);
    expect(failing.stdout).toContain('{"it\'s": 1}');
  });

  describe('with guests, which no file shows', () => {
    const virsh = (title: string, verb: string, back: string): PlanStep => {
      const run = (word: string) => ({
        kind: 'run' as const,
        commands: [{ argv: ['virsh', word, '--', 'a'], stdin: null }],
        files: [],
      });
      const reverse = [{ title: `Back: ${title}`, action: run(back) }];
      return { ...definition, title, action: run(verb), reverse, expect: [] };
    };
    const stop = virsh('End guest a', 'shutdown', 'start');
    const start = virsh('Start guest a', 'start', 'shutdown');

    /** As on a host: programs are run, here functions; `running` has the guests. */
    function onHost(steps: readonly PlanStep[], which: 'apply' | 'reverse'): string {
      const below = steps.map(
        (one) => JSON.parse(JSON.stringify(one).replaceAll('/sys/', `${root}/sys/`)) as PlanStep,
      );
      const text = scripts(below, 'kvm1', [{ path: `${root}/sys/mask`, kind: 'text', text: '0xff' }])[which];
      const functions = `ROOT=
id() { echo 0; }
virsh() {
  case $1 in
    list) cat running ;;
    start) if grep -qx "$3" running; then return 1; fi; echo "$3" >>running ;;
    shutdown) grep -qx "$3" running || return 1; : >running ;;
  esac
  echo "$1" >>virsh-log
}`;
      const input = text.replace('ROOT=${ROOT:-}', functions).replaceAll('/run/', `${root}/run/`);
      const { status, stderr } = spawnSync('sh', ['-s'], { input, encoding: 'utf8', cwd: root });
      const log = (shown('virsh-log') ?? '').split('\n').filter((word) => word !== '' && word !== 'list');
      rmSync(path.join(root, 'virsh-log'), { force: true });
      return `${status}${stderr === '' ? '' : '!'} ${log.join()} -> ${shown()?.trim()} ${shown('running')?.trim()}`;
    }
    const mask = STEPS[0]!;

    it('takes back a whole run, and nothing of it twice', () => {
      writeFileSync(path.join(root, 'running'), 'a\n');
      const steps = [stop, mask, start];
      expect([onHost(steps, 'apply'), onHost(steps, 'reverse'), onHost(steps, 'reverse')]).toEqual([
        '0 shutdown,start -> 0x0f a',
        '0 shutdown,start -> 0xff a',
        '0  -> 0xff a',
      ]);
    });

    it('never ends a guest that apply.sh did not start, and starts the one that it ended', () => {
      writeFileSync(path.join(root, 'running'), 'a\n');
      const nowhere = step('Write nowhere', '/sys/none', '', 'x');
      const steps = [stop, mask, nowhere, start];
      expect([onHost(steps, 'apply'), onHost(steps, 'reverse')]).toEqual([
        '1! shutdown -> 0x0f ',
        '0 start -> 0xff a',
      ]);
      // Somebody else started it, the run never came so far.
      writeFileSync(path.join(root, 'running'), '');
      const begun = [mask, nowhere, start];
      expect(onHost(begun, 'apply')).toBe('1!  -> 0x0f ');
      writeFileSync(path.join(root, 'running'), 'a\n');
      expect(onHost(begun, 'reverse')).toBe('0  -> 0xff a');
    });

    it('starts a guest that ended when nobody waited for it any more', () => {
      writeFileSync(path.join(root, 'running'), 'a\n');
      const slow: PlanStep = {
        ...stop,
        action: {
          kind: 'run',
          commands: [
            { argv: ['virsh', 'shutdown', '--', 'a'], stdin: null },
            { argv: ['false'], stdin: null },
          ],
          files: [],
        },
      };
      const steps = [mask, slow];
      expect([onHost(steps, 'apply'), onHost(steps, 'reverse')]).toEqual([
        '1! shutdown -> 0x0f ',
        '0 start -> 0xff a',
      ]);
    });
  });

  it('does not call a file that cannot be read one that lacks a text', () => {
    const lacks: PlanStep = { ...STEPS[0]!, expect: [{ path: '/sys/other', kind: 'lacks', text: 'zzz' }] };
    const fine = run(scripts([lacks]).apply);
    writeFileSync(path.join(root, 'sys/mask'), '0xff\n');
    const folder: PlanStep = { ...lacks, expect: [{ path: '/sys', kind: 'lacks', text: 'zzz' }] };
    const unread = run(scripts([folder]).apply);
    expect([fine.status, unread.status, unread.said]).toEqual([
      0,
      1,
      expect.stringContaining('/sys does not show'),
    ]);
  });

  it('tells which step nothing takes back, and takes back the others', () => {
    const lasting = { ...STEPS[1]!, reverse: [], irreversible: 'The queue was zeroized.' };
    const { apply, reverse } = scripts([STEPS[0]!, lasting]);
    run(apply);
    const answer = run(reverse);
    expect([answer.status, answer.said]).toEqual([
      0,
      'Not everything is as it was before: some steps cannot be taken back.',
    ]);
  });

  it('writes no script where no order is legal, or nothing is to be done', () => {
    const plan: Plan = { style: 'both', steps: [], blocks: [], notes: [] };
    const block = { family: 'ap', rule: 'AP-C2', message: 'Two guests want 05.0004.', refs: [], unblock: [] };
    const written = [plan, { ...plan, blocks: [block] }].map((plan) =>
      writeShell({ host: 'a', plan, before: [] }),
    );
    expect(written).toEqual([
      { files: [], notes: [expect.stringContaining('nothing differs')] },
      { files: [], notes: [expect.stringContaining('no order'), 'Two guests want 05.0004.'] },
    ]);
  });

  it('runs nothing that stands in a title, a sentence or the host’s name', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        "'$(touch ran)'",
        '`touch ran`\ntouch ran\r\ntouch ran',
        '\u2028touch ran',
        "'; touch ran; '",
        'x'.repeat(10_000),
      ),
    );
    fc.assert(
      fc.property(text, text, text, (title, need, host) => {
        const hostile = STEPS.map((one) => ({ ...one, title, needs: [need] }));
        const { apply, reverse } = scripts(hostile, host);
        expect([run(apply).status, shown(), run(reverse).status, shown(), shown('ran')]).toEqual([
          0,
          '0x01\n',
          0,
          '0xff\n',
          null,
        ]);
      }),
      { numRuns: 25 },
    );
  });
});
