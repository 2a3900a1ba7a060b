import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { EXPORT_FORMATS } from '../../shared/plan.ts';
import { guessFormat, readWishFiles } from './wish-files.ts';

const ID = '48468838-03a2-4002-a00e-139761ad0002';
let out = '';

beforeAll(() => {
  out = path.join(mkdtempSync(path.join(tmpdir(), 'studio-wish-')), 'mdevctl-out');
  for (const file of [
    `transient/matrix/${ID}`,
    `etc/mdevctl.d/matrix/${ID}`,
    'host_vars/kvm1.yml',
    'apply.sh',
  ]) {
    mkdirSync(path.dirname(path.join(out, file)), { recursive: true });
    writeFileSync(path.join(out, file), '{}');
  }
});

it('a file keeps the folders that say what it is, given by itself or in any folder above it', async () => {
  const shown = async (...given: readonly string[]) =>
    (await readWishFiles(given.map((one) => path.join(out, one)))).map((file) => file.path);
  const transient = `transient/matrix/${ID}`;
  expect([
    await shown(transient),
    await shown('transient'),
    await shown('transient/matrix'),
    await shown(`etc/mdevctl.d/matrix/${ID}`, transient),
    await shown('host_vars/kvm1.yml'),
    await shown('apply.sh'),
    await shown('.'),
  ]).toEqual([
    [transient],
    [transient],
    [transient],
    [`mdevctl.d/matrix/${ID}`, transient],
    ['host_vars/kvm1.yml'],
    ['apply.sh'],
    ['apply.sh', `etc/mdevctl.d/matrix/${ID}`, 'host_vars/kvm1.yml', transient],
  ]);
});

it('the format is told by the name of a file, and not by a folder somebody called so', async () => {
  const format = async (given: string) =>
    guessFormat(await readWishFiles([path.join(out, given)]), EXPORT_FORMATS);
  expect([
    await format('host_vars/kvm1.yml'),
    await format(`transient/matrix/${ID}`),
    await format('apply.sh'),
  ]).toEqual(['ansible', 'mdevctl', 'shell']);
  const inFolder = { path: 'mdevctl-out/apply.sh', text: '', executable: false };
  const named = (...paths: readonly string[]) =>
    guessFormat(
      paths.map((one) => ({ ...inFolder, path: one })),
      EXPORT_FORMATS,
    );
  expect([named(inFolder.path), named('x/mdevctl.sh'), named('load.sh', 'accel-config.conf')]).toEqual([
    'shell',
    'mdevctl',
    'accel-config',
  ]);
});

it('a file whose name tells nothing is known by what it holds, where that is one format', () => {
  const format = (...texts: readonly string[]) =>
    guessFormat(
      texts.map((text, index) => ({ path: `saved-${index}.conf`, text, executable: false })),
      ['accel-config', 'libvirt', 'mdevctl'],
    );
  const saved = '[{ "dev":"dsa0", "groups":[] }]';
  const definition = '{ "mdev_type": "idxd-dsa-1dwq-v1", "start": "auto", "attrs": [] }';
  expect([
    format(saved),
    format(definition),
    format('#!/bin/sh\nmdevctl define -u 1 -p 0000:6a:01.0\n'),
    format('<?xml version="1.0"?>\n<!-- saved -->\n<domain type="kvm"/>'),
    format(saved, 'words'),
  ]).toEqual(['accel-config', 'mdevctl', 'mdevctl', 'libvirt', 'accel-config']);
  expect(() => format('words')).toThrow('accel-config, libvirt, mdevctl');
  expect(() => format(saved, definition)).toThrow('several formats (accel-config, mdevctl)');
});
