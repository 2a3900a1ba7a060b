import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { LAMP_REGISTRATION } from '../session/testing/lamp-family.ts';
import { lampDocument } from '../session/testing/test-engine.ts';
import { readWorkspace, writeWorkspace } from './file.ts';
import { FORMAT_VERSION } from './migrations.ts';

const families = [LAMP_REGISTRATION.family];
const text = writeWorkspace(lampDocument(), families);
const read = (given: string) => readWorkspace(given, 'x.pts', families);
const changed = (over: object) => JSON.stringify({ ...JSON.parse(text), ...over });

function sentence(given: string): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'unreadable') return error.message;
    throw error;
  }
  return 'it was read';
}

describe('workspace file', () => {
  it('reads back what was written, an untouched host as one state', () => {
    const document = read(text);
    expect(document).toEqual(lampDocument());
    const lamp = document.hosts[0]?.families.get('lamp');
    expect(lamp?.desired).toBe(lamp?.observed);
    expect(writeWorkspace(document, families)).toBe(text);
  });

  it('keeps the time a host’s state was taken, which older files do not tell', () => {
    const document = lampDocument();
    const [host] = document.hosts;
    const source = { ...host!.source, takenAt: '2026-01-02T03:00:00.000Z' };
    const told = read(writeWorkspace({ ...document, hosts: [{ ...host!, source }] }, families));
    expect([told.hosts[0]?.source, read(text).hosts[0]?.source]).toEqual([source, host!.source]);
  });

  it('tells empty, foreign, damaged and too new files apart', () => {
    const hosts = JSON.parse(text).hosts;
    const brokenState = changed({ hosts: [{ ...hosts[0], families: { lamp: { observed: { lit: 'x' } } } }] });
    expect({
      empty: sentence(' \n'),
      foreign: sentence('%PDF-1.7'),
      foreignJson: sentence('{"hosts":[]}'),
      torn: sentence(text.slice(0, -20)),
      version: sentence(changed({ formatVersion: 'one' })),
      newer: sentence(changed({ formatVersion: FORMAT_VERSION + 1 })),
      hosts: sentence(changed({ hosts: [{ ...hosts[0], name: 7 }] })),
      twice: sentence(changed({ hosts: [hosts[0], hosts[0]] })),
      family: sentence(brokenState),
    }).toEqual({
      empty: 'x.pts is empty. Nothing was opened.',
      foreign: 'x.pts is not a workspace of Passthrough Studio.',
      foreignJson: 'x.pts is not a workspace of Passthrough Studio.',
      torn: 'x.pts is damaged: its text ends early or is not JSON any more. It was left as it is.',
      version: 'x.pts is damaged: its format version is not a number. It was left as it is.',
      newer: `x.pts was written by a newer Passthrough Studio (format ${FORMAT_VERSION + 1}; this one reads up to ${FORMAT_VERSION}). Open it with that version.`,
      hosts:
        'x.pts is damaged at hosts.0.name: Invalid input: expected string, received number. It was left as it is.',
      twice: 'x.pts is damaged: two of its hosts have the same id. It was left as it is.',
      family: 'The lamps are damaged.',
    });
  });

  it('keeps what it does not know: keys of the file, of a host, and families it lacks', () => {
    const file = JSON.parse(text);
    const [first, second] = file.hosts;
    const strange = {
      ...file,
      notes: { by: 'a later version' },
      hosts: [{ ...first, rack: 12, families: { ...first.families, xive: { observed: [1] } } }, second],
    };
    expect(JSON.parse(writeWorkspace(read(JSON.stringify(strange)), families))).toEqual(strange);
  });

  it('never lets a file’s keys reach an object’s prototype', () => {
    const hostile = text.replace('"hosts"', '"__proto__": {"polluted": 1}, "hosts"');
    read(hostile);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
