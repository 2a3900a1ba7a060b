/** Problems as they cross the wire: the gravest first, and no more than a list can show. */
import type { Problem } from '../../shared/findings.ts';
import type { ProblemsView } from '../../shared/view.ts';

/** Problems that go to the renderer; the rest is counted. */
const MOST_PROBLEMS = 200;
const SEVERITIES = ['error', 'warning', 'info'] as const;

export function problemsView(all: readonly Problem[]): ProblemsView {
  const sorted = SEVERITIES.flatMap((severity) => all.filter((problem) => problem.severity === severity));
  const count = (severity: (typeof SEVERITIES)[number]) =>
    all.filter((problem) => problem.severity === severity).length;
  return {
    problems: sorted.slice(0, MOST_PROBLEMS),
    problemCount: { error: count('error'), warning: count('warning'), info: count('info') },
  };
}
