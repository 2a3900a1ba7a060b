/** Exported XML and edited domains, judged by libvirt's schemas and its test driver. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { libvirtExport } from '../engine/ap/export/libvirt.ts';
import { StudioError } from '../../shared/errors.ts';
import { exampleState } from './harness/examples.ts';
import { defineComplaint, domainAround, schemaComplaint } from './harness/libvirt.ts';
import { needsPrograms } from './harness/needs.ts';
import { exampleWishes, exported, randomWishes } from './harness/wishes.ts';

const SEED = 20_261_122;
const FIXTURES = path.join(import.meta.dirname, 'fixtures/libvirt');

describe('exported XML', () => {
  it.for([...exampleWishes(), ...randomWishes(SEED, 2)])(
    'is valid for libvirt, device by device: $title',
    async (wish, context) => {
      needsPrograms(context, 'virt-xml-validate', 'xmllint', 'virsh');
      const { files } = exported({ kvm: wish }, 'libvirt');
      const complaints = await Promise.all(
        files.map(async ({ path: file, text }) => {
          if (file.startsWith('nodedev-')) return schemaComplaint(text, 'nodedev');
          const domain = domainAround(text);
          return (await schemaComplaint(domain, 'domain')) ?? defineComplaint(domain);
        }),
      );
      expect(files.length).toBeGreaterThan(0);
      expect(complaints).toEqual(files.map(() => null));
    },
  );
});

function domainSamples(): string[] {
  return ['good', 'bad', 'domains'].flatMap((folder) =>
    readdirSync(path.join(FIXTURES, folder))
      .filter((name) => name.endsWith('.xml') && (folder === 'domains' || name.startsWith('domain-')))
      .map((name) => `${folder}/${name}`),
  );
}

/** The edited XML, or null where the studio says why it puts no device into this one. */
function edited(xml: string): string | null {
  const state = exampleState('z16-lpar');
  try {
    return libvirtExport.putIntoDomain?.(state, state.mdevs[0]?.id ?? '', xml).xml ?? null;
  } catch (error) {
    if (error instanceof StudioError && error.code === 'bad-request') return null;
    throw error;
  }
}

/** Its one fault is the id of the device that is replaced. */
const CURED = 'bad/domain-mdev-bad-uuid.xml';
const REFUSED = [
  'bad/domain-mdev-pci-source.xml',
  'bad/domain-same-mdev-twice.xml',
  'bad/domain-two-ap-mdevs.xml',
];

describe('a domain with the device put in', () => {
  it.for(domainSamples())('is as valid as it was: %s', async (file, context) => {
    needsPrograms(context, 'virt-xml-validate', 'xmllint', 'virsh');
    const before = readFileSync(path.join(FIXTURES, file), 'utf8');
    const after = edited(before);
    if (after === null) return expect(REFUSED).toContain(file);
    const verdicts = async (xml: string) => [
      (await schemaComplaint(xml, 'domain')) === null,
      (await defineComplaint(xml)) === null,
    ];
    expect(await verdicts(after)).toEqual(file === CURED ? [true, true] : await verdicts(before));
  });
});
