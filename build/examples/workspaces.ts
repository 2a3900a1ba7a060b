/** The example machines as workspace files, written by the engine's own writer. */
import { refreshShadows } from '../../electron/engine/ap/kernel/filter.ts';
import { FAMILIES } from '../../electron/engine/families.ts';
import { writeWorkspace } from '../../electron/engine/workspace/file.ts';
import { DSA_EXAMPLES } from './dsa-machines.ts';
import { EXAMPLES, type ExampleMachine } from './machines.ts';
import { XIVE_EXAMPLES } from './xive-studies.ts';
import { ZPCI_EXAMPLES } from './zpci-machines.ts';

/** All examples were made at one time, so that regenerating them changes nothing. */
const MADE_AT = '2026-11-21T09:00:00.000Z';

interface Presented extends Omit<ExampleMachine, 'ap'> {
  readonly family: string;
  readonly state: unknown;
}

/** In the order they are offered. */
function presented(): readonly Presented[] {
  return [
    ...EXAMPLES.map(({ ap, ...rest }) => ({ ...rest, family: 'ap', state: refreshShadows(ap) })),
    ...DSA_EXAMPLES.map(({ dsa, ...rest }) => ({ ...rest, family: 'dsa', state: dsa })),
    ...XIVE_EXAMPLES.map(({ xive, ...rest }) => ({ ...rest, family: 'xive', state: xive })),
    ...ZPCI_EXAMPLES.map(({ zpci, ...rest }) => ({ ...rest, family: 'zpci', state: zpci })),
  ];
}

function workspaceText({ id, title, summary, host, family, state }: Presented, order: number): string {
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
        families: new Map([[family, states]]),
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
  return presented().map((example, index) => ({
    fileName: `${example.id}.pts`,
    text: workspaceText(example, index + 1),
  }));
}
