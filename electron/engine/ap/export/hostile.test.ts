import { spawnSync } from 'node:child_process';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { fitName } from '../../../../shared/names.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { ExportFile, Plan } from '../../../../shared/plan.ts';
import { ansibleBundle } from '../../export/ansible.ts';
import { targetState } from '../plan/target.ts';
import { ansibleExport } from './ansible.ts';
import { AP_EXPORTS } from './exports.ts';
import { exampleHost, HOSTILE, UUIDS, withMdev } from './testing/wishes.ts';

const NO_PLAN: Plan = { style: 'both', steps: [], blocks: [], notes: [] };
const HALF = HOSTILE.at(-1)!;

function write(format: string, name: string): readonly ExportFile[] {
  const observed = exampleHost();
  const entry = AP_EXPORTS.find((one) => one.format === format)!;
  return entry.write({
    name: 'kvm1',
    observed,
    desired: withMdev(observed, UUIDS[0], { name }),
    plan: NO_PLAN,
  }).files;
}

function refusal(run: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

/** Lines that a shell or QEMU would act on. */
function acting(text: string): string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

describe('guests with hostile names', () => {
  it('mdevctl, chzdev, qemu: a name changes no line that is acted on', () => {
    const plain = ['mdevctl', 'chzdev', 'qemu'].map((format) => write(format, 'plain'));
    for (const name of HOSTILE) {
      const files = ['mdevctl', 'chzdev', 'qemu'].map((format) => write(format, name));
      expect(files.map((one) => one.map(({ path, text }) => [path, acting(text)]))).toEqual(
        plain.map((one) => one.map(({ path, text }) => [path, acting(text)])),
      );
    }
  });

  it('scripts are accepted by sh', () => {
    const scripts = HOSTILE.flatMap((name) =>
      ['mdevctl', 'chzdev'].flatMap((format) => write(format, name)),
    ).filter(({ executable }) => executable);
    expect(scripts.map(({ text }) => spawnSync('sh', ['-n'], { input: text }).status)).toEqual(
      scripts.map(() => 0),
    );
  });

  it('libvirt: documents stay well-formed and say the same', () => {
    const parser = new XMLParser({ ignoreAttributes: false });
    const plain = write('libvirt', 'plain').map(({ text }) => parser.parse(text));
    for (const name of HOSTILE) {
      const files = write('libvirt', name);
      expect(files.map(({ text }) => XMLValidator.validate(text))).toEqual(files.map(() => true));
      expect(files.map(({ text }) => parser.parse(text))).toEqual(plain);
    }
  });

  it('ansible: names come back as far as they can be shown, and none is left where Ansible would evaluate it', () => {
    for (const name of HOSTILE.filter((one) => one !== HALF)) {
      const files = ansibleBundle([
        { key: 'kvm1', name: name, families: [{ id: 'ap', files: write('ansible', name) }] },
      ]);
      const text = files.find(({ path }) => path === 'host_vars/kvm1.yml')!.text;
      const strings: string[] = [];
      JSON.parse(text, (_, value: unknown) => (typeof value === 'string' && strings.push(value), value));
      expect(strings.filter((one) => /\{[{%#]/.test(one))).toEqual([]);
      const read = ansibleExport.read!(files, exampleHost());
      expect(read.ok && read.state.mdevs.map((mdev) => mdev.name)).toEqual([fitName(name), 'ledger']);
    }
    expect(refusal(() => write('ansible', HALF))).toContain('half of a letter');
  });

  it('ansible: a host’s name is an address only where it can be one', () => {
    const inventory = (name: string): unknown =>
      JSON.parse(
        ansibleBundle([{ key: 'h', name, families: [{ id: 'ap', files: [] }] }]).find(
          ({ path }) => path === 'inventory.yml',
        )!.text,
      ).passthrough_hosts.children.ap_hosts.hosts.h;
    expect(['kvm1.example', '-oProxyCommand=x', '{{ x }}', 'a b', '[1:3]'].map(inventory)).toEqual([
      { ansible_host: 'kvm1.example' },
      {},
      {},
      {},
      {},
    ]);
  });

  it('AP-C7 an id that is no UUID reaches no file: management.md 1.4', () => {
    const observed = exampleHost();
    const ids = ['../../etc/x', `${UUIDS[0]}\n`, `${UUIDS[0]}'; touch ran; '`, '', 'A', `{${UUIDS[0]}}`];
    const answers = ids.flatMap((id) =>
      AP_EXPORTS.filter(({ format }) => format !== 'chzdev').map((entry) =>
        refusal(() =>
          entry.write({ name: 'a', observed, desired: withMdev(observed, UUIDS[0], { id }), plan: NO_PLAN }),
        ),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([expect.stringContaining('no UUID')]));
  });

  it('AP-S2 a virtual device is left out of every format with a note', () => {
    const observed = exampleHost();
    const desired = withMdev(observed, UUIDS[0], { type: 'virtual' });
    const entries = AP_EXPORTS.filter(({ format }) => format !== 'chzdev' && format !== 'ansible');
    const written = entries.map((entry) => entry.write({ name: 'a', observed, desired, plan: NO_PLAN }));
    expect(targetState(observed, desired, 'both').mdevs.length).toBe(2);
    expect(
      written.map(({ files, notes }) => [files.some(({ path }) => path.includes(UUIDS[0])), notes[0]]),
    ).toEqual(entries.map(() => [false, expect.stringContaining('virtual type')]));
  });
});
