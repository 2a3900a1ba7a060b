/** `studio check FILE`: problems of a workspace's wishes, or of a host as it was captured. */
import type { Finding, Problem } from '../../shared/findings.ts';
import { type Command, counted, EXIT, print, printJson } from './command.ts';
import { families, readDocument } from './document.ts';

interface HostReport {
  readonly host: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

async function report(file: string): Promise<HostReport[]> {
  const document = await readDocument(file);
  return document.hosts.map((host) => ({
    host: host.name,
    findings: host.findings,
    problems: families.flatMap((family) => {
      const states = host.families.get(family.id);
      return states ? family.problems(states.observed, states.desired) : [];
    }),
  }));
}

function printText(reports: readonly HostReport[]): void {
  for (const { host, findings, problems } of reports) {
    for (const { severity, file, message } of findings) print(`${host}: ${severity}: ${file}: ${message}`);
    for (const { severity, rule, message } of problems) print(`${host}: ${severity}: ${rule}: ${message}`);
  }
  const all = reports.flatMap(({ problems }) => problems);
  const count = (severity: Problem['severity']) =>
    all.filter((problem) => problem.severity === severity).length;
  print(
    [
      counted(count('error'), 'error'),
      counted(count('warning'), 'warning'),
      counted(count('info'), 'note'),
    ].join(', '),
  );
}

export const checkSubcommand: Command = {
  name: 'check',
  usage: 'check FILE [--json]',
  about: 'Lists the problems of a workspace or capture; exit code 1 when one is an error or a warning.',
  options: { json: { type: 'boolean' } },
  explained: { json: 'findings and problems of each host as JSON' },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const reports = await report(positionals[0] ?? '');
    if (values.json) printJson(reports);
    else printText(reports);
    const serious = reports.some(({ problems }) => problems.some(({ severity }) => severity !== 'info'));
    return serious ? EXIT.found : EXIT.fine;
  },
};
