/** The example machines as workspace files, written by the engine's own writer. */
import { refreshShadows } from '../../electron/engine/ap/kernel/filter.ts';
import { FAMILIES } from '../../electron/engine/families.ts';
import { writeWorkspace } from '../../electron/engine/workspace/file.ts';
import { EXAMPLES, type ExampleMachine } from './machines.ts';

/** All examples were made at one time, so that regenerating them changes nothing. */
const MADE_AT = '2026-11-21T09:00:00.000Z';

function workspaceText({ id, title, summary, host, ap }: ExampleMachine, order: number): string {
  const state = refreshShadows(ap);
  const states = { observed: state, desired: state };
  const document = {
    name: id,
    unknownKeys: { example: { title, summary, order } },
    hosts: [
      {
        id: 'h1',
        name: host.name,
        source: { kind: 'example' as const, label: title, readAt: MADE_AT },
        kernel: host.kernel,
        machine: host.machine,
        findings: [],
        families: new Map([['ap', states]]),
        unknownFamilies: {},
        unknownKeys: {},
      },
    ],
  };
  return writeWorkspace(
    document,
    FAMILIES.map(({ family }) => family),
  );
}

export function exampleWorkspaces(): { readonly fileName: string; readonly text: string }[] {
  return EXAMPLES.map((example, index) => ({
    fileName: `${example.id}.pts`,
    text: workspaceText(example, index + 1),
  }));
}
