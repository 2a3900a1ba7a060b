/** The real mdevctl on a host's folder. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inHost } from './host-folder.ts';
import type { Ran } from './run.ts';

export interface StoredDefinition {
  readonly id: string;
  /** As mdevctl wrote it below /etc/mdevctl.d/matrix. */
  readonly file: string;
  /** `mdevctl list -d --dumpjson -u ID`. */
  readonly printed: string;
}

function mdevctl(host: string, ...words: readonly string[]): Promise<Ran> {
  return inHost(host, 'static', ['mdevctl', ...words]);
}

/** Defines one mdev from a JSON file; a refusal is an Error with mdevctl's own words. */
export async function defineByMdevctl(host: string, id: string, json: string): Promise<StoredDefinition> {
  const source = path.join(host, 'definition.json');
  writeFileSync(source, json);
  const defined = await mdevctl(host, 'define', '-p', 'matrix', '-u', id, '--jsonfile', source);
  if (defined.status !== 0) throw new Error(`mdevctl define ended with ${defined.status}: ${defined.stderr}`);
  const listed = await mdevctl(host, 'list', '-d', '--dumpjson', '-u', id);
  return {
    id,
    file: readFileSync(path.join(host, 'etc/mdevctl.d/matrix', id), 'utf8'),
    printed: listed.stdout,
  };
}

/** `mdevctl list -d --dumpjson` of everything that is defined. */
export async function listDefinitions(host: string): Promise<string> {
  const listed = await mdevctl(host, 'list', '-d', '--dumpjson');
  if (listed.status !== 0) throw new Error(`mdevctl list ended with ${listed.status}: ${listed.stderr}`);
  return listed.stdout;
}
