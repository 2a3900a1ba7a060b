/** Two shells and a linter as judges of a script. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';
import { scratch } from './scratch.ts';

const JUDGES = [
  ['bash', '-n'],
  ['dash', '-n'],
  ['shellcheck', '-s', 'sh', '-f', 'gcc'],
] as const;

/** What bash, dash and shellcheck say against the script; empty when nothing. */
export async function shellComplaints(script: string): Promise<readonly string[]> {
  const file = path.join(scratch(), 'judged.sh');
  writeFileSync(file, script);
  const answers = await Promise.all(JUDGES.map((judge) => run([...judge, file])));
  return answers.flatMap(({ status, stdout, stderr }, index) => {
    const said = `${stdout}${stderr}`.trim();
    return status === 0 && said === '' ? [] : [`${JUDGES[index]?.[0]}: ${said || `status ${status}`}`];
  });
}
