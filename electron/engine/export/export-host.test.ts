import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import type { ExportFormatId } from '../../../shared/plan.ts';
import { applyEdit } from '../ap/edits.ts';
import { exampleHost, UUIDS, withMdev } from '../ap/export/testing/wishes.ts';
import { masksOf } from '../ap/model.ts';
import { stateDifferences } from '../ap/plan/differences.ts';
import { targetState } from '../ap/plan/target.ts';
import { FAMILIES } from '../families.ts';
import { LAMP_REGISTRATION } from '../session/testing/lamp-family.ts';
import type { HostDocument, WorkspaceDocument } from '../workspace/document.ts';
import { domainXml, exportFormats, makeExport, readExport } from './export-host.ts';

const families = FAMILIES.map(({ family }) => family);
const OPTIONS = { style: 'both', restart: [] } as const;

function host(id: string, name: string, observed: ApState, desired: ApState): HostDocument {
  return {
    id,
    name,
    source: { kind: 'folder', label: '/captures/one', readAt: '2026-01-02T03:04:05.000Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['ap', { observed, desired }]]),
    unknownFamilies: {},
    unknownKeys: {},
  };
}

function workspace(...hosts: readonly HostDocument[]): WorkspaceDocument {
  return { name: 'Test', hosts, unknownKeys: {} };
}

const observed = withMdev(exampleHost(), UUIDS[0], { guest: null });
const desired = withMdev(observed, UUIDS[0], {
  matrix: masksOf([5], [4], [4]),
  shadow: masksOf([5], [4], [4]),
});
const kvm1 = host('h1', 'kvm1', observed, desired);

function refusal(run: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(run())}`;
  } catch (error) {
    if (error instanceof StudioError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

const ids = fc.uniqueArray(fc.constantFrom(4, 5, 6, 71), { maxLength: 2 });
const mdev = fc.constantFrom(...UUIDS.slice(0, 3));
const edit: fc.Arbitrary<ApEdit> = fc.oneof(
  fc.record({
    family: fc.constant('ap' as const),
    op: fc.constantFrom('assign' as const, 'unassign' as const),
    mdev,
    adapters: ids,
    domains: ids,
    controlDomains: ids,
  }),
  fc.record({ family: fc.constant('ap' as const), op: fc.constant('removeGuest' as const), mdev }),
  fc.record({ family: fc.constant('ap' as const), op: fc.constant('persist' as const) }),
  fc.record({
    family: fc.constant('ap' as const),
    op: fc.constant('setStart' as const),
    mdev,
    start: fc.constantFrom('auto' as const, 'manual' as const, 'none' as const),
  }),
  fc.record({
    family: fc.constant('ap' as const),
    op: fc.constant('createGuest' as const),
    uuid: fc.constant(UUIDS[2]),
    name: fc.constantFrom('new', "it's $(new)"),
    hue: fc.constant(1),
    type: fc.constant('passthrough' as const),
  }),
  fc.record({
    family: fc.constant('ap' as const),
    op: fc.constant('writeMask' as const),
    mask: fc.constantFrom('apmask' as const, 'aqmask' as const),
    value: fc.constantFrom('-4', '+71', '-71', '+5', '+6', '-1'),
  }),
);

/** A wish made by gestures of a user; those that the kernel refuses change nothing. */
const wished = fc.array(edit, { minLength: 1, maxLength: 6 }).map((edits) =>
  edits.reduce((state, one) => {
    const outcome = applyEdit(state, one);
    return outcome.ok ? outcome.state : state;
  }, observed),
);

describe('exports of a host', () => {
  it('offers the formats its families have, and says which can be read', () => {
    expect(exportFormats(families, kvm1).map(({ id, canBeRead }) => [id, canBeRead])).toEqual([
      ['shell', true],
      ['ansible', true],
      ['chzdev', true],
      ['mdevctl', true],
      ['libvirt', true],
      ['qemu', true],
    ]);
    const lamp = { ...kvm1, families: new Map([['lamp', { observed: { lit: [] }, desired: { lit: [] } }]]) };
    expect(exportFormats([LAMP_REGISTRATION.family], lamp)).toEqual([]);
  });

  it('gives several hosts a folder each, with safe and distinct names; Ansible has one project', () => {
    const document = workspace(
      kvm1,
      host('h2', '../KVM1', observed, desired),
      host('h3', 'kvm1 ', observed, desired),
    );
    const paths = (format: ExportFormatId, hosts: readonly string[]) =>
      makeExport(families, document, hosts, format, OPTIONS).files.map(({ path }) => path);
    expect([
      paths('shell', ['h1']),
      paths('shell', ['h1', 'h2', 'h3']),
      paths('ansible', ['h1', 'h2']).filter((path) => path.startsWith('host_vars')),
    ]).toEqual([
      ['apply.sh', 'reverse.sh'],
      [
        'kvm1/apply.sh',
        'kvm1/reverse.sh',
        'KVM1-2/apply.sh',
        'KVM1-2/reverse.sh',
        'kvm1-3/apply.sh',
        'kvm1-3/reverse.sh',
      ],
      ['host_vars/kvm1.yml', 'host_vars/KVM1-2.yml'],
    ]);
  });

  it('refuses hosts, formats and guests that are not there, in sentences', () => {
    const document = workspace(kvm1);
    expect([
      refusal(() => makeExport(families, document, ['h9'], 'shell', OPTIONS)),
      refusal(() => makeExport(families, document, ['h1'], 'accel-config', OPTIONS)),
      refusal(() => readExport(families, kvm1, 'accel-config', [])),
      refusal(() => domainXml(families, kvm1, 'x', '<domain/>')),
      refusal(() => domainXml(families, kvm1, UUIDS[0], '<domain/>')),
    ]).toEqual([
      expect.stringMatching(/^not-found: /),
      'bad-request: kvm1 has nothing that can be written as accel-config.',
      'bad-request: kvm1 has nothing that can be read from accel-config.',
      expect.stringMatching(/^not-found: /),
      expect.stringMatching(/^bad-request: A domain has exactly one/),
    ]);
    const { xml } = domainXml(families, kvm1, UUIDS[0], '<domain><devices/></domain>');
    expect(xml).toContain(`<address uuid='${UUIDS[0]}'/>`);
  });

  it('the script is only one, and what fails in it is told by line, with the rule where there is one', () => {
    const file = (text: string, path = 'a.sh') => ({ path, text, executable: true });
    const read = (...files: readonly ReturnType<typeof file>[]) => {
      try {
        const result = readExport(families, kvm1, 'shell', files);
        return result.ok ? result.notes : [result.refusal.rule, result.refusal.message];
      } catch (error) {
        return error instanceof StudioError ? [error.code, error.message] : error;
      }
    };
    const mdevs = '/sys/devices/vfio_ap/matrix';
    expect([
      read(file(`set -e\n\necho 300 > ${mdevs}/${UUIDS[0]}/assign_adapter\n`)),
      read(file(`set -e\necho 9 > ${mdevs}/nothing/assign_adapter\n`)),
      read(file(''), file('', 'b.sh')),
    ]).toEqual([
      ['AP-C1', expect.stringMatching(/^Line 3 fails: /)],
      [expect.any(String), expect.stringMatching(/^Line 2 fails: /)],
      ['bad-request', expect.stringContaining('One script')],
    ]);
  });
});

describe('what is written of a wish and read back', () => {
  const law = (format: ExportFormatId, numRuns: number) =>
    fc.assert(
      fc.property(wished, (desired) => {
        const one = host('h1', 'kvm1', observed, desired);
        const target = targetState(observed, desired, 'both');
        const { files } = makeExport(families, workspace(one), ['h1'], format, OPTIONS);
        fc.pre(files.length > 0);
        for (const { text } of files.filter(({ executable }) => executable))
          expect(spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
        const back = readExport(families, one, format, files);
        if (!back.ok) throw new Error(back.refusal.message);
        const state = targetState(observed, back.desired.get('ap') as ApState, 'both');
        expect(stateDifferences(state, target)).toEqual([]);
      }),
      { numRuns },
    );

  it('a script ends in the wish, by the product’s own rehearsal', () => law('shell', 25));
  it('an Ansible project tells the whole wish', () => law('ansible', 40));
});
