/** `studio check FILE`: problems of a workspace's wishes, or of a host as it was captured. */
import type { Finding, Problem } from '../../shared/findings.ts';
import type { HostDocument } from '../engine/workspace/document.ts';
import { type Command, counted, EXIT, print, printJson } from './command.ts';
import { families, readDocument } from './document.ts';

interface HostReport {
  readonly host: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
}

export function reportOn(host: HostDocument): HostReport {
  return {
    host: host.name,
    findings: host.findings,
    problems: families.flatMap((family) => {
      const states = host.families.get(family.id);
      return states ? family.problems(states.observed, states.desired) : [];
    }),
  };
}

/** `1 error, 0 warnings, 2 notes` */
function counts(all: readonly { readonly severity: Problem['severity'] }[]): string {
  const count = (severity: Problem['severity']) => all.filter((one) => one.severity === severity).length;
  return [
    counted(count('error'), 'error'),
    counted(count('warning'), 'warning'),
    counted(count('info'), 'note'),
  ].join(', ');
}

function severityWord(severity: Problem['severity']): string {
  return severity === 'info' ? 'note' : severity;
}

/** Line by line, and the counts last: of problems, which make the exit code, apart from findings about what was read. */
export function reportLines(reports: readonly HostReport[]): string[] {
  const all = reports.flatMap(({ problems }) => problems);
  const found = reports.flatMap(({ findings }) => findings);
  return [
    ...reports.flatMap(({ host, findings, problems }) => [
      ...findings.map(
        ({ severity, file, message }) => `${host}: ${severityWord(severity)}: ${file}: ${message}`,
      ),
      ...problems.map(
        ({ severity, rule, message }) => `${host}: ${severityWord(severity)}: ${rule}: ${message}`,
      ),
    ]),
    ...(found.length === 0 ? [] : [`Findings about what was read: ${counts(found)}`]),
    `Problems: ${counts(all)}`,
  ];
}

export const checkSubcommand: Command = {
  name: 'check',
  usage: 'check FILE [--json]',
  about: 'Lists the problems of a workspace or capture; exit code 1 when one is an error or a warning.',
  options: { json: { type: 'boolean' } },
  explained: { json: 'findings and problems of each host as JSON' },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const { hosts } = await readDocument(positionals[0] ?? '');
    const reports = hosts.map(reportOn);
    if (values.json) printJson(reports);
    else print(reportLines(reports));
    const serious = reports.some(({ problems }) => problems.some(({ severity }) => severity !== 'info'));
    return serious ? EXIT.found : EXIT.fine;
  },
};
