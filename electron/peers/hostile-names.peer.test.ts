/**
 * Guests whose names are programs for somebody: shells, XML, YAML, templates, argument parsers. A name that is run leaves
 * a file behind; none may.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fitName } from '../../shared/names.ts';
import type { ApState } from '../../shared/ap/types.ts';
import { EXPORT_FORMATS, type ExportFormatId } from '../../shared/plan.ts';
import { playbook } from './harness/ansible.ts';
import { inHost, placeHost } from './harness/host-folder.ts';
import { domainAround, schemaComplaint } from './harness/libvirt.ts';
import { needsFuse, needsPrograms } from './harness/needs.ts';
import { run } from './harness/run.ts';
import { place, scratch } from './harness/scratch.ts';
import { shellComplaints } from './harness/shell.ts';
import { shownBy } from './harness/shown.ts';
import { exported, manyGuestsWish, readBack, targetOf, type Wish } from './harness/wishes.ts';

function hostileNames(canary: string): readonly string[] {
  const touch = `touch ${canary}`;
  return [
    `'; ${touch}; '`,
    `"; ${touch}; "`,
    `$(${touch})`,
    `\`${touch}\``,
    `a\n${touch}\n`,
    `a\r\n${touch}\r\n`,
    `STUDIO_INPUT\n${touch}`,
    `]]> --> <!-- & </device> <a b='`,
    `{{ 7*7 }} {{ lookup('pipe', '${touch}') }}`,
    `{% set a = lookup('pipe', '${touch}') %}{# #}`,
    `{{{{{% raw %}{{ lookup('pipe', '${touch}') }}`,
    '--help',
    `-u | ${touch} &`,
    '\u202Ednuor yaw gnorw eht\u202C\u200F\u2028\u0085',
    '!unsafe &a *a : # - [yes, 0x10]',
    '%s%n\\x41\\',
    'anna’s “guest”',
    '🔑 guest \uFEFF',
    '~root/*?[a]',
  ];
}

/** Plain names on the host, hostile ones in the wish. */
function hostileWish(names: readonly string[]): Wish {
  const wish = manyGuestsWish(names.length);
  const { mdevs } = wish.desired;
  const first = mdevs.length - names.length;
  const named = mdevs.map((mdev, index) => ({ ...mdev, name: names[index - first] ?? mdev.name }));
  return { ...wish, desired: { ...wish.desired, mdevs: named } };
}

function namesById({ mdevs }: ApState): Record<string, string> {
  return Object.fromEntries(mdevs.map(({ id, name }) => [id, name]));
}

interface Stage {
  readonly canary: string;
  readonly wish: Wish;
  readonly files: (format: ExportFormatId) => ReturnType<typeof exported>['files'];
}

/** The host too is called something hostile. `take`: which of the names. */
function stage(take: (name: string) => boolean = () => true): Stage {
  const canary = path.join(scratch(), 'canary');
  const wish = hostileWish(hostileNames(canary).filter(take));
  return {
    canary,
    wish,
    files: (format) => exported({ [`$(touch ${canary})\n{{ 7*7 }}`]: wish }, format).files,
  };
}

describe('hostile names', () => {
  it('make no path that is not plain', () => {
    const { files } = stage();
    const formats = EXPORT_FORMATS.filter(
      (format) => format !== 'accel-config' && !format.startsWith('xive-'),
    );
    const paths = formats.flatMap((format) => files(format).map(({ path: file }) => file));
    expect(
      paths.filter((file) => !/^[A-Za-z0-9][A-Za-z0-9_./-]*$/.test(file) || file.includes('..')),
    ).toEqual([]);
  });

  it('are no objection to any script, and nothing of them runs', { timeout: 120_000 }, async (context) => {
    needsPrograms(context, 'bash', 'dash', 'shellcheck', 'mdevctl');
    await needsFuse(context);
    const { canary, wish, files } = stage();
    const wanted = shownBy(placeHost(scratch(), targetOf(wish)));
    const scripts = (['shell', 'mdevctl', 'chzdev', 'qemu'] as const)
      .flatMap(files)
      .filter(({ executable }) => executable);
    const complaints = await Promise.all(scripts.map(({ text }) => shellComplaints(text)));
    expect(complaints.flat()).toEqual([]);
    for (const format of ['shell', 'mdevctl'] as const) {
      const bundle = scratch();
      place(bundle, files(format));
      const host = placeHost(scratch(), wish.observed);
      const script = path.join(bundle, format === 'shell' ? 'apply.sh' : 'mdevctl.sh');
      const { status, stderr } = await inHost(host, 'behaving', [script], { timeout: 60_000 });
      expect({ status, stderr, shown: shownBy(host) }).toEqual({ status: 0, stderr: '', shown: wanted });
      if (format === 'shell') await inHost(host, 'behaving', [path.join(bundle, 'reverse.sh')]);
    }
    expect(existsSync(canary)).toBe(false);
  });

  it('leave the XML valid', async (context) => {
    needsPrograms(context, 'virt-xml-validate', 'xmllint');
    const files = stage().files('libvirt');
    const complaints = await Promise.all(
      files.map(({ path: file, text }) =>
        path.basename(file).startsWith('nodedev-')
          ? schemaComplaint(text, 'nodedev')
          : schemaComplaint(domainAround(text), 'domain'),
      ),
    );
    expect(complaints.filter((complaint) => complaint !== null)).toEqual([]);
  });

  it('are told to Ansible unchanged', { timeout: 60_000 }, async (context) => {
    needsPrograms(context, 'ansible-playbook', 'ansible');
    const { canary, wish, files } = stage();
    const project = scratch();
    const bundle = files('ansible');
    place(project, bundle);
    const words = ['ansible', 'all', '-c', 'local', '-m', 'debug', '-a', 'var=guest_names'];
    const env = { HOME: project, ANSIBLE_LOCAL_TEMP: project, ANSIBLE_NOCOLOR: '1' };
    const { stdout } = await run(words, { cwd: project, env });
    const told = JSON.parse(stdout.slice(stdout.indexOf('{'))) as {
      readonly guest_names: Readonly<Record<string, string | readonly string[]>>;
    };
    const joined = Object.entries(told.guest_names).map(([id, name]) => [id, [name].flat().join('')]);
    const names = namesById(targetOf(wish));
    expect(Object.fromEntries(joined)).toEqual(names);
    // What turns or breaks text is tidied when a name is read; the project itself keeps it as it was.
    const fitting = Object.entries(names).map(([id, name]) => [id, fitName(name)]);
    expect(namesById(readBack(wish, 'ansible', bundle).desired)).toMatchObject(Object.fromEntries(fitting));
    expect(existsSync(canary)).toBe(false);
  });

  it('are evaluated by no task (local connection, below a root)', { timeout: 120_000 }, async (context) => {
    needsPrograms(context, 'ansible-playbook');
    const { canary, wish, files } = stage((name) => name.includes('lookup'));
    const project = scratch();
    place(project, files('ansible'));
    const host = placeHost(scratch(), wish.observed);
    const here = ['-c', 'local', '-e', JSON.stringify({ studio_root: host }), 'site.yml'];
    const answers = [
      await playbook(project, ['--syntax-check', 'site.yml']),
      await playbook(project, ['--check', '--diff', ...here]),
      await playbook(project, here),
    ];
    expect(answers.map(({ status, output }) => (status === 0 ? '' : output))).toEqual(['', '', '']);
    expect(shownBy(host).defined).toEqual(shownBy(placeHost(scratch(), targetOf(wish))).defined);
    expect(existsSync(canary)).toBe(false);
  });

  it('would be caught: a template that is evaluated leaves its file', async (context) => {
    needsPrograms(context, 'ansible-playbook');
    const { canary, wish } = stage((name) => name.startsWith('{{ 7*7'));
    const project = scratch();
    const name = wish.desired.mdevs.at(-1)?.name;
    const tasks = [{ 'ansible.builtin.debug': { msg: name } }];
    place(project, [
      { path: 'site.yml', text: JSON.stringify([{ hosts: 'all', gather_facts: false, tasks }]) },
    ]);
    await playbook(project, ['-i', 'localhost,', '-c', 'local', 'site.yml']);
    expect(existsSync(canary)).toBe(true);
  });
});
