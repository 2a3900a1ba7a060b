/** States to judge: the shipped examples, as the engine reads them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ApState } from '../../../shared/ap/types.ts';
import { fromFile } from '../../engine/ap/file.ts';

interface WorkspaceText {
  readonly hosts: readonly { readonly families: { readonly ap: { readonly observed: unknown } } }[];
}

export type ExampleName = 'full-machine' | 'kernel-documentation' | 'z16-lpar';

/** The observed AP state of an example's first host. */
export function exampleState(name: ExampleName): ApState {
  const file = path.join(import.meta.dirname, '../../../examples', `${name}.pts`);
  const { hosts } = JSON.parse(readFileSync(file, 'utf8')) as WorkspaceText;
  return fromFile(hosts[0]?.families.ap.observed);
}
