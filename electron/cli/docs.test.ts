/** The documents that people write scripts and files after, held against the schemas. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { EXPORT_FORMATS } from '../../shared/plan.ts';
import { apFamily } from '../engine/ap/family.ts';
import { dsaFamily } from '../engine/dsa/family.ts';
import { dsaFileSchema } from '../engine/dsa/file/schema.ts';
import { createDevice, createState } from '../engine/dsa/model.ts';
import { xiveFamily } from '../engine/xive/family.ts';
import { xiveFileSchema } from '../engine/xive/file/schema.ts';
import { applyEdits } from '../engine/session/edit.ts';
import type { XiveEdit } from '../../shared/xive/edits.ts';
import type { XiveState } from '../../shared/xive/types.ts';
import type { ZpciEdit } from '../../shared/zpci/edits.ts';
import { xiveCases } from '../engine/xive/cases/runner.ts';
import { zpciFamily } from '../engine/zpci/family.ts';
import { zpciFileSchema } from '../engine/zpci/file/schema.ts';
import { createFunction, createState as createZpciState } from '../engine/zpci/model.ts';
import { COMMANDS } from './commands.ts';

const text = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');

/** A chapter of the document, by its head. */
function chapter(name: string, head: string): string {
  const found = text(name)
    .split(/^## /m)
    .find((part) => part.startsWith(head));
  if (found === undefined) throw new Error(`${name}.md has no chapter ${head}`);
  return found;
}

/** The names in the first column of a table, each with the names in the second one. */
function rows(table: string): Record<string, readonly string[]> {
  const names = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!);
  return Object.fromEntries(
    table
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|'))
      .flatMap(([, first, second]) => names(first).map((name) => [name, names(second)])),
  );
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, { readonly const?: string }>>;
  readonly required: readonly string[];
}

function operations(schema: z.ZodType): Record<string, readonly string[]> {
  const { oneOf } = z.toJSONSchema(schema, { io: 'input' }) as unknown as { oneOf: readonly ObjectSchema[] };
  return Object.fromEntries(
    oneOf.map(({ properties, required }) => [
      properties['op']!.const!,
      Object.keys(properties)
        .filter((key) => key !== 'family' && key !== 'op')
        .map((key) => (required.includes(key) ? key : `${key}?`)),
    ]),
  );
}

function examples(part: string): unknown[] {
  return [...part.matchAll(/^```json\n([\s\S]*?)^```/gm)].map((match) => JSON.parse(match[1]!) as unknown);
}

it('edits.md names every operation of each family with all its arguments, and no other', () => {
  expect(rows(chapter('edits', 'DSA'))).toEqual(operations(dsaFamily.editSchema));
  expect(rows(chapter('edits', 'Crypto'))).toEqual(operations(apFamily.editSchema));
  expect(rows(chapter('edits', 'XIVE'))).toEqual(operations(xiveFamily.editSchema));
  expect(rows(chapter('edits', 'zPCI'))).toEqual(operations(zpciFamily.editSchema));
});

it('the examples of edits.md and cli.md are edits', () => {
  const check = (schema: z.ZodType, part: string) =>
    examples(part).map((example) => z.array(schema).min(1).safeParse(example).success);
  expect([
    check(dsaFamily.editSchema, chapter('edits', 'DSA')),
    check(apFamily.editSchema, chapter('edits', 'Crypto')),
    check(xiveFamily.editSchema, chapter('edits', 'XIVE')),
    check(zpciFamily.editSchema, chapter('edits', 'zPCI')),
    check(dsaFamily.editSchema, chapter('cli', 'Edits')),
  ]).toEqual([[true], [true], [true], [true], [true]]);
});

it('the DSA example of edits.md is taken by a fresh host', () => {
  const state = createState({ devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' })] });
  const host = {
    id: 'h1',
    name: 'kvm1',
    source: { kind: 'folder', label: '/captures/one', readAt: '2026-01-02T03:04:05.000Z' },
    kernel: null,
    machine: null,
    findings: [],
    families: new Map([['dsa', { observed: state, desired: state }]]),
    unknownFamilies: {},
    unknownKeys: {},
  } as const;
  const [edits] = examples(chapter('edits', 'DSA'));
  expect(applyEdits(host, edits as Parameters<typeof applyEdits>[1], [dsaFamily])).toMatchObject({
    ok: true,
  });
});

it('the XIVE example of edits.md is taken by an empty study, and the case of cli.md passes', () => {
  const [edits] = examples(chapter('edits', 'XIVE')) as (readonly XiveEdit[])[];
  const taken = edits!.reduce<XiveState>(
    (state, edit) => {
      const outcome = xiveFamily.apply(state, edit);
      if (!outcome.ok) throw new Error(outcome.refusal.message);
      return outcome.state;
    },
    { readings: [], branches: [] },
  );
  expect(taken.branches.map(({ id, events }) => [id, events.length])).toEqual([
    ['story', 3],
    ['merged', 3],
  ]);
  const files = examples(chapter('cli', 'Cases')) as { readonly cases: readonly unknown[] }[];
  const cases = files.flatMap((file) => file.cases).filter((one) => xiveCases.recognises(one));
  expect(cases.map((one) => xiveCases.run(one).differences)).toEqual([[]]);
});

it('the zPCI example of edits.md is taken by a host with that function', () => {
  const [edits] = examples(chapter('edits', 'zPCI')) as (readonly ZpciEdit[])[];
  const host = createZpciState({ functions: [createFunction({ fid: 65, address: '0031:00:00.0' })] });
  const taken = edits!.reduce((state, edit) => {
    const outcome = zpciFamily.apply(state, edit);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    return outcome.state;
  }, host);
  expect(taken.guests.map(({ devices }) => devices.map(({ id }) => id))).toEqual([['h0', 'net0']]);
});

it('cli.md names every subcommand and every format', () => {
  const cli = text('cli');
  expect(COMMANDS.filter(({ name }) => !cli.includes(`| \`${name} `)).map(({ name }) => name)).toEqual([]);
  expect(EXPORT_FORMATS.filter((format) => !cli.includes(`\`${format}\``))).toEqual([]);
});

/** Properties of the objects of a workspace file's DSA part, by the head of their table. */
function fileKeys(): Record<string, readonly string[]> {
  type Node = Readonly<Record<string, unknown>> & {
    readonly properties?: Readonly<Record<string, Node>>;
    readonly items?: Node;
    readonly additionalProperties?: Node;
    readonly anyOf?: readonly Node[];
  };
  const whole = z.toJSONSchema(dsaFileSchema, { io: 'input', unrepresentable: 'any' }) as unknown as Node;
  const at = (node: Node | undefined, ...way: readonly string[]): Node =>
    way.reduce((now, key) => now.properties![key]!, node!);
  const device = at(whole, 'devices').items!;
  const mdev = at(whole, 'mdevs').items!;
  const nodes: Readonly<Record<string, Node>> = {
    'The whole': whole,
    Host: at(whole, 'host'),
    Device: device,
    'What a device can': at(device, 'caps'),
    Group: at(device, 'groups').additionalProperties!,
    Queue: at(device, 'wqs').additionalProperties!,
    'Mediated device': mdev,
    'Running device': at(mdev, 'running').anyOf![0]!,
    Guest: at(whole, 'guests').items!,
    Definition: at(whole, 'definitions').items!,
  };
  return Object.fromEntries(
    Object.entries(nodes).map(([head, node]) => [head, Object.keys(node.properties!).toSorted()]),
  );
}

it('workspace.md names every key of the DSA part of a file, and no other', () => {
  const tables = chapter('workspace', 'The DSA part').split(/^### /m).slice(1);
  const told = Object.fromEntries(
    tables.map((table) => [table.split('\n', 1)[0]!, Object.keys(rows(table)).toSorted()]),
  );
  expect(told).toEqual(fileKeys());
});

it('the example of workspace.md is the DSA part of a file', () => {
  const [example] = examples(chapter('workspace', 'The DSA part'));
  const state = dsaFamily.fromFile(example);
  expect(dsaFamily.toFile(state)).toEqual(example);
});

it('workspace.md names every key of the XIVE part of a file, and no other, and its example is one', () => {
  const part = chapter('workspace', 'The XIVE part');
  const tables = part.split(/^### /m).slice(1);
  const told = tables.map((table) => [table.split('\n', 1)[0]!, Object.keys(rows(table)).toSorted()]);
  const branch = xiveFileSchema.shape.branches.unwrap().element;
  const vm = branch.shape.setup.shape.vms.element;
  const keys = (shape: object) => Object.keys(shape).toSorted();
  expect(told).toEqual([
    ['The study', keys(xiveFileSchema.shape)],
    ['Branch', keys(branch.shape)],
    ['Guest of a set-up', keys(vm.shape)],
  ]);
  const [example] = examples(part);
  expect(xiveFamily.toFile(xiveFamily.fromFile(example))).toEqual(example);
});

it('workspace.md names every key of the zPCI part of a file, and no other, and its example is one', () => {
  const part = chapter('workspace', 'The zPCI part');
  const tables = part.split(/^### /m).slice(1);
  const told = tables.map((table) => [table.split('\n', 1)[0]!, Object.keys(rows(table)).toSorted()]);
  const { host, functions, guests } = zpciFileSchema.shape;
  const keys = (shape: object) => Object.keys(shape).toSorted();
  expect(told).toEqual([
    ['The whole', keys(zpciFileSchema.shape)],
    ['Host', keys(host.shape)],
    ['Function', keys(functions.element.shape)],
    ['Guest', keys(guests.element.shape)],
    ['Device', keys(guests.element.shape.devices.unwrap().element.shape)],
  ]);
  const [example] = examples(part);
  expect(zpciFamily.toFile(zpciFamily.fromFile(example))).toEqual(example);
});
