import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLooseJson } from './loose-json.ts';
import { readAccelConfig } from './read-config.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

function fixture(...parts: readonly string[]): string {
  return readFileSync(path.join(FIXTURES, ...parts), 'utf8');
}

function read(text: string) {
  const reading = readAccelConfig(text);
  if (!reading.ok) throw new Error(reading.why);
  return reading;
}

/** `why` of a file that is refused. */
function refusal(text: string): string {
  const reading = readAccelConfig(text);
  return reading.ok ? `accepted: ${JSON.stringify(reading)}` : reading.why;
}

const wq = (keys: string, dev = 'wq0.0'): string =>
  `[ { "dev":"dsa0", "groups":[ { "dev":"group0.0", "grouped_workqueues":[ { "dev":"${dev}", ${keys} } ] } ] } ]`;

describe('files of accel-config', () => {
  it('tells every device, group, engine and queue of a list', () => {
    const { devices, notes } = read(fixture('out', 'list-busy.json'));
    const [first] = devices;
    expect({
      notes,
      names: devices.map(({ name }) => name),
      facts: first?.facts['max_work_queues'],
      wqs: first?.wqs
        .slice(0, 3)
        .map(({ index, group, attributes, facts }) => [
          index,
          group,
          attributes['mode'],
          attributes['size'],
          facts['state'],
          facts['clients'],
        ]),
      engines: first?.engines,
    }).toEqual({
      notes: ['wq0.0', 'wq0.1', 'wq0.2', 'wq0.3'].map(
        (name) =>
          `${name} has the driver name mdev and the type none: accel-config 3.5 saves queues of guests that way, and cannot enable them so. Set the type to mdev.`,
      ),
      names: ['dsa0', 'dsa2'],
      facts: '8',
      wqs: [
        [0, 0, 'dedicated', '16', 'locked', '1'],
        [1, 0, 'dedicated', '16', 'enabled', '0'],
        [2, 1, 'shared', '32', 'enabled', '2'],
      ],
      engines: [
        { index: 0, group: 0 },
        { index: 1, group: 1 },
        { index: 2, group: 1 },
        { index: 3, group: -1 },
      ],
    });
  });

  it.each(readdirSync(path.join(FIXTURES, 'contrib')))('%s, which Debian ships, is read', (name) => {
    expect(read(fixture('contrib', name)).devices.map((device) => device.name)).toEqual(['dsa0']);
  });

  it('says where it is no JSON, and what was expected', () => {
    expect([
      refusal('dsa0 wq0.0 size 16'),
      refusal('[ {\n  "dev" "dsa0" } ]'),
      refusal('{ "dev":"dsa0" }'),
      refusal('[]'),
      refusal('[ 5 ]'),
      refusal(`[ { "dev":"dsa0", "groups":[] } ]`),
      refusal('[ { "dev":"card0" } ]'),
      refusal('[ { "dev":"dsa0" }, { "dev":"group0.1", "traffic_class_a":-1 } ]'),
    ]).toEqual([
      'This is not the JSON of accel-config: line 1, column 1: dsa is no JSON value.',
      'This is not the JSON of accel-config: line 2, column 9: a colon was expected.',
      'A list of devices in [ ] was expected, and this is a single object, at which accel-config aborts. Put [ and ] around it.',
      'The list of devices is empty. accel-config gives up at an empty list; leave it out.',
      'The list of devices holds "5", and not only objects; accel-config gives up there.',
      'The list "groups" is empty (dsa0). accel-config gives up at an empty list; leave it out.',
      '"card0" is no name of a device, group, engine or work queue, such as dsa0, group0.1, engine0.2 or wq0.3.',
      'traffic_class_a of group0.1 is -1; accel-config refuses negative values of groups. Leave the line out.',
    ]);
  });

  it.each([
    ['a text for a number', wq('"size":"16"'), []],
    [
      'no number',
      wq('"priority":"high"'),
      ['priority of wq0.0 is "high", which is no number; it counts as 0.'],
    ],
    ['a fraction', wq('"priority":3.7'), ['priority of wq0.0 is "3.7"; it counts as 3.']],
    [
      'a comma too many',
      wq('"size":8, '),
      ['A comma stands before a closing bracket; accel-config takes that, stricter programs do not.'],
    ],
    [
      'a foreign number',
      wq('"size":8', 'wq7.3'),
      ['wq7.3 stands below dsa0 and means wq0.3: only the second number counts.'],
    ],
    ['an unknown key', wq('"colour":"red"'), ['"colour" of wq0.0 is no key accel-config knows; left out.']],
    [
      'a key of 4.1',
      wq('"prs_disable":1'),
      ['prs_disable is written by accel-config 4.1 and later; 3.5.3 passes over it.'],
    ],
    [
      'an old name',
      '[ { "dev":"dsa0", "token_limit":10 } ]',
      ['token_limit is an old name of read_buffer_limit; accel-config takes it with a warning.'],
    ],
    ['a key twice', wq('"size":8, "size":9'), ['"size" stands twice in one object; the last one counts.']],
    [
      'a key before dev',
      '[ { "read_buffer_limit":1, "dev":"dsa0" } ]',
      ['"read_buffer_limit" stands before any "dev", so it is for nothing; left out.'],
    ],
    [
      'a key of the device behind its groups',
      '[ { "dev":"dsa0", "groups":[ { "dev":"group0.0" } ], "read_buffer_limit":10 } ]',
      [
        '"read_buffer_limit" is a key of a device, but where it stands it is for group0.0, so accel-config passes over it. Keys of a thing come before the lists inside it.',
      ],
    ],
    [
      'a batch size of IAA',
      '[ { "dev":"iax1" }, { "dev":"wq1.0", "max_batch_size":1 } ]',
      ['max_batch_size of wq1.0 is left out: IAA has no such file.'],
    ],
    [
      'a missing file in a list',
      wq('"cdev_minor":3, "max_batch_size":-2'),
      ['max_batch_size of wq0.0 is -2, which is how accel-config shows a missing file; left out.'],
    ],
    [
      'more behind the list',
      '[ { "dev":"dsa0" } ]\nbye',
      ['Behind the list, from line 2 on, there is more; accel-config does not look at it.'],
    ],
  ])('notes %s', (_, text, notes) => {
    expect(read(text).notes.filter((note) => !/has no group_id/.test(note))).toEqual(notes);
  });

  it('tells the mdevs of a list of 3.4', () => {
    const [device] = read(
      '[ { "dev":"dsa0", "state":"enabled", "mdevs":[ { "uuid":"83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a01", "type":"idxd-dsa-1dwq-v1" } ] } ]',
    ).devices;
    expect(device?.mdevs).toEqual([
      { uuid: '83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a01', type: 'idxd-dsa-1dwq-v1' },
    ]);
  });

  it('survives any text, and names like those of all objects', () => {
    expect(read('[ { "dev":"dsa0", "__proto__":1, "constructor":2 } ]').notes).toHaveLength(2);
    expect(refusal('['.repeat(100_000))).toContain('deeper than 32');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `[{"dev":"dsa0","groups":${json}}]`),
        ),
        (text) => {
          const reading = readAccelConfig(text);
          expect(reading.ok ? reading.notes : reading.why).toBeDefined();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('reads what is strict JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const parsed = parseLooseJson(text);
        expect(parsed.ok && plain(parsed.root)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});

function plain(node: Extract<ReturnType<typeof parseLooseJson>, { ok: true }>['root']): unknown {
  switch (node.kind) {
    case 'object':
      return Object.fromEntries(node.entries.map(([key, value]) => [key, plain(value)]));
    case 'array':
      return node.items.map(plain);
    case 'string':
      return node.text;
    case 'number':
      return Number(node.text);
    case 'boolean':
      return node.value;
    case 'null':
      return null;
  }
}
