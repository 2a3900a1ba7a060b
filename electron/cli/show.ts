/** `studio show FILE`: what is in a workspace or capture. */
import type { WorkspaceDocument } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { type Command, counted, EXIT, print } from './command.ts';
import { families, readDocument } from './document.ts';

function printText(document: WorkspaceDocument): void {
  print(document.name);
  for (const host of document.hosts) {
    const { readAt, takenAt } = host.source;
    const taken = takenAt === undefined ? null : `taken ${takenAt}`;
    const facts = [host.kernel && `kernel ${host.kernel}`, host.machine, taken, `read ${readAt}`];
    print(`  ${host.name} (${facts.filter(Boolean).join(', ')})`);
    print(`    from ${host.source.label}`);
    for (const family of families) {
      const states = host.families.get(family.id);
      if (!states) continue;
      const wish = states.desired === states.observed ? 'as it was read' : 'with changes';
      const problems = family.problems(states.observed, states.desired);
      print(`    ${family.title}: ${wish}, ${counted(problems.length, 'problem')}`);
      for (const line of family.summary(states.observed, states.desired)) print(`      ${line}`);
    }
    for (const { severity, file, message } of host.findings) print(`    ${severity}: ${file}: ${message}`);
  }
}

export const showSubcommand: Command = {
  name: 'show',
  usage: 'show FILE [--json]',
  about: 'Shows what a workspace or capture holds; --json gives it whole, as a workspace file.',
  options: { json: { type: 'boolean' } },
  explained: { json: 'the whole content as the text of a workspace file' },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const document = await readDocument(positionals[0] ?? '');
    if (values.json) process.stdout.write(writeWorkspace(document, families));
    else printText(document);
    return EXIT.fine;
  },
};
