/** `studio diff FILE`: what the wish changes, and what would not survive a reboot. */
import type { ChangeGroup, DriftRow } from '../../shared/plan.ts';
import { plannedFamilies } from '../engine/plan/named-plan.ts';
import { type Command, EXIT, print, printJson } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHosts, HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';

interface HostDiff {
  readonly host: string;
  readonly changes: readonly ChangeGroup[];
  readonly drift: readonly DriftRow[];
}

const SIGNS = { add: '+', remove: '-', change: '~' } as const;

function printDiff({ host, changes, drift }: HostDiff): void {
  print(`${host}:`);
  if (changes.length === 0) print('  the wish is what was read');
  for (const { title, lines } of changes) {
    print(`  ${title}`);
    for (const { kind, text } of lines) print(`    ${SIGNS[kind]} ${text}`);
  }
  for (const row of drift.filter(({ state }) => state !== 'same')) {
    print(
      `  ${row.what} (${row.state}): active ${row.active}; persistent ${row.persistent}; wished ${row.desired}`,
    );
    if (row.meaning !== '') print(`    ${row.meaning}`);
  }
}

export const diffSubcommand: Command = {
  name: 'diff',
  usage: 'diff WORKSPACE [--host NAME] [--exit-code] [--json]',
  about: 'Shows what the wish changes, and where active, persistent and wished values differ.',
  options: { ...HOST_OPTION, 'exit-code': { type: 'boolean' }, json: { type: 'boolean' } },
  explained: {
    ...HOST_EXPLAINED,
    'exit-code': 'exit code 1 when the wish changes something',
    json: 'changes and drift of each host as JSON',
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const document = await readDocument(positionals[0] ?? '');
    const diffs = chosenHosts(document, values).map((host): HostDiff => {
      const planned = plannedFamilies(families, host);
      return {
        host: host.name,
        changes: planned.flatMap(({ planning, observed, desired }) => planning.changes(observed, desired)),
        drift: planned.flatMap(({ planning, observed, desired }) => planning.drift(observed, desired)),
      };
    });
    if (values.json) printJson(diffs);
    else diffs.forEach(printDiff);
    return values['exit-code'] && diffs.some(({ changes }) => changes.length > 0) ? EXIT.found : EXIT.fine;
  },
};
