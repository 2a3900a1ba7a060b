/** The real mdevctl on a host's folder. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inHost } from './host-folder.ts';
import type { Ran } from './run.ts';
import { place } from './scratch.ts';
import { shownBy } from './shown.ts';

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

/** Defines all, by id, in one go; gives the files as mdevctl wrote them and `mdevctl list -d --dumpjson`. */
export async function defineAll(
  host: string,
  definitions: Readonly<Record<string, string>>,
): Promise<{ readonly stored: Readonly<Record<string, string>>; readonly listed: string }> {
  const folder = path.join(host, 'definitions');
  place(
    folder,
    Object.entries(definitions).map(([id, text]) => ({ path: id, text })),
  );
  const script = `set -e; for file in ${folder}/*; do mdevctl define -p matrix -u "\${file##*/}" --jsonfile "$file"; done; exec mdevctl list -d --dumpjson`;
  const { status, stdout, stderr } = await inHost(host, 'static', ['sh', '-c', script]);
  if (status !== 0) throw new Error(`mdevctl ended with ${status}: ${stderr}`);
  return { stored: shownBy(host).defined, listed: stdout };
}
