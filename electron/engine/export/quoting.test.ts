import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { plainLine } from './plain-line.ts';
import { quoteXml, xmlComment } from './quote-xml.ts';
import { yamlDocument } from './quote-yaml.ts';
import { safeNames } from './safe-names.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        '\0',
        '\u202e',
        '\u2028',
        '\u0085',
        '--',
        ']]>',
        '<!--',
        '&amp;',
        '{{',
        "'",
        '"',
        '\\U0001f510',
        '🔐',
        '\u{e0001}',
        '\n',
        '\t',
        '\r',
        '\ufeff',
        '\uffff',
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join('')),
);

function answer<Value>(run: () => Value): Value | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

/** XML 1.0, production 2, by its complement. */
function isUnholdable(text: string): boolean {
  return Array.from(text, (letter) => letter.codePointAt(0)!).some(
    (code) => (code < 32 && ![9, 10, 13].includes(code)) || code === 0xfffe || code === 0xffff,
  );
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  commentPropName: '#',
  trimValues: false,
  parseTagValue: false,
  htmlEntities: true,
});

describe('XML', () => {
  it('gives back every text it can hold, in tags and attributes of either quote, and refuses the others', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const quoted = answer(() => quoteXml(text));
        if (isUnholdable(text)) {
          expect(quoted).toContain('XML cannot hold');
          return;
        }
        const parsed = parser.parse(`<a x='${quoted}' y="${quoted}">${quoted}</a>`, true);
        expect([parsed.a['@x'], parsed.a['@y'], text === '' ? '' : parsed.a['#text']]).toEqual([
          text,
          text,
          text,
        ]);
      }),
    );
    expect(answer(() => quoteXml('half \ud800'))).toContain('half of a letter');
  });

  it('never lets a remark end early or hold what a comment must not', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const comment = xmlComment(text);
        expect(comment.slice(4, -3)).not.toMatch(/--|-$|\n/);
        expect(parser.parse(`<a>${comment}<b/></a>`, true).a).toHaveProperty('b');
      }),
    );
  });
});

/** What PyYAML reads, which is what Ansible reads; null where this machine has none. */
function pythonReads(documents: readonly string[]): unknown {
  const run = (script: string, input: string) =>
    spawnSync('python3', ['-c', script], { input, encoding: 'utf8' });
  if (run('import yaml', '').status !== 0) return null;
  const script = 'import sys,json,yaml; print(json.dumps([yaml.safe_load(t) for t in json.load(sys.stdin)]))';
  const { stdout, stderr } = run(script, JSON.stringify(documents));
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe('YAML', () => {
  it('reads back as JSON, and as YAML where there is a reader: no text becomes a number, a truth or a line', ({
    skip,
  }) => {
    const texts = fc.sample(anyText, 300);
    const values = [
      ...texts,
      '0x47',
      '010',
      '05.0004',
      '0000:00:01.0',
      'on',
      '~',
      '!unsafe x',
      '*a',
      '- a: b',
      '2026-11-21',
    ];
    const documents = values.map((text) => yamlDocument({ text, list: [text] }));
    const wanted = values.map((text) => ({ text, list: [text] }));
    expect(documents.map((document) => JSON.parse(document) as unknown)).toEqual(wanted);
    const read = pythonReads(documents);
    if (read === null) skip('python3 with yaml is not on this machine');
    expect(read).toEqual(wanted);
  });

  it('refuses half of a letter wherever it stands', () => {
    expect([
      answer(() => yamlDocument(['a\ud800'])),
      answer(() => yamlDocument({ a: { b: '\udc00x' } })),
    ]).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('lone surrogate')));
  });
});

describe('remarks and names', () => {
  it('a remark is one printable line of bearable length', () => {
    expect([
      plainLine('a\0b\nc\u202ed\ud800e'),
      plainLine(' 🔐 '),
      Array.from(plainLine('🔐'.repeat(10_000))).length,
    ]).toEqual(['a b c d e', '🔐', 123]);
  });

  it('folder names are plain, distinct, and lead nowhere else', () => {
    expect(
      safeNames([
        'kvm1',
        'KVM1',
        '../../etc',
        '-rf',
        '',
        '..',
        'a b/c',
        'CON',
        'all',
        'ap_hosts',
        'Zürich',
        '{{ x }}',
        'x'.repeat(300),
      ]),
    ).toEqual([
      'kvm1',
      'KVM1-2',
      'etc',
      'rf',
      'host',
      'host-2',
      'a-b-c',
      'host-CON',
      'host-all',
      'host-ap_hosts',
      'Zu-rich',
      'x',
      'x'.repeat(60),
    ]);
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 12 }), (names) => {
        const safe = safeNames(names);
        expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(names.length);
        for (const name of safe) expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/);
      }),
    );
  });
});
