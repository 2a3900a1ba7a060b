/** Readings of the fixtures, the way a capture is opened. */
import { join } from 'node:path';
import type { Finding } from '../../../../../shared/findings.ts';
import type { Reading } from '../../../../../shared/xive/types.ts';
import { readCapture } from '../../../hosts/read-capture.ts';
import { HostTree } from '../../../hosts/tree.ts';
import { observeXive, wantsXive } from '../../observe.ts';
import { XIVE_TEXTS } from '../captures.ts';

export const FIXTURES = join(import.meta.dirname, '../fixtures');

export interface Observed {
  readonly readings: readonly Reading[];
  readonly findings: readonly Finding[];
}

export async function observeFixture(path: string): Promise<Observed> {
  const { tree } = await readCapture({ kind: 'path', path: join(FIXTURES, path) }, wantsXive);
  return observed(tree);
}

function observed(tree: HostTree): Observed {
  const observation = observeXive(tree);
  return { readings: observation?.state.readings ?? [], findings: observation?.findings ?? [] };
}

/** Texts by name, as loose files of one capture. */
export function observeTexts(texts: Readonly<Record<string, string>>): Observed {
  const tree = new HostTree();
  for (const [name, text] of Object.entries(texts)) tree.add(`${XIVE_TEXTS}/${name}`, { kind: 'file', text });
  return observed(tree);
}
