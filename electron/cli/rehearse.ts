/** `studio rehearse FILE`: the plan's steps, or a hand-written script, against the model kernel. */
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { StudioError } from '../../shared/errors.ts';
import type { PlanBlock, Rehearsal, ScriptLine, ScriptRehearsal } from '../../shared/plan.ts';
import { createHostPlans } from '../engine/plan/host-plans.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';
import { type Command, EXIT, print, printJson, textOption } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHost, chosenHosts, PLAN_EXPLAINED, PLAN_OPTIONS, planOptions } from './host-options.ts';
import { answerLines, planLines } from './say-steps.ts';

interface HostRehearsal extends Rehearsal {
  readonly host: string;
  readonly blocks: readonly PlanBlock[];
}

async function readScript(file: string): Promise<string> {
  try {
    return file === '-' ? await readAll(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    throw new StudioError('io', `${file} cannot be read: ${systemReason(error)}.`);
  }
}

function printRehearsal({ host, steps, blocks, differences }: HostRehearsal): void {
  print(`${host}:`);
  if (blocks.length > 0) print(planLines({ style: 'both', steps: [], blocks, notes: [] }));
  for (const [index, step] of steps.entries()) {
    print(`${index + 1}. ${step.ok ? 'ok' : 'FAILS'}: ${step.title}`);
    for (const line of answerLines(step)) print(`   ${line}`);
  }
  for (const text of differences) print(`differs from the wish: ${text}`);
  if (steps.length > 0 && differences.length === 0) print('The host ends as wished.');
}

const MARKS: Readonly<Record<ScriptLine['status'], string>> = {
  ran: 'ok',
  skipped: 'nothing to check',
  unknown: 'NOT UNDERSTOOD',
  unreached: 'not reached',
};

function printScript({ lines, advice, differences }: ScriptRehearsal): void {
  for (const line of lines) {
    const mark = line.status === 'ran' && !line.ok ? 'FAILS' : MARKS[line.status];
    print(`line ${line.line}: ${mark}: ${line.text}`.split('\n'));
    for (const told of answerLines(line)) print(`   ${told}`);
  }
  for (const { rule, text, line } of advice) {
    const place = typeof line === 'number' ? `, line ${line}` : '';
    print(`advice${place}${rule === null ? '' : ` (${rule})`}: ${text}`);
  }
  for (const text of differences) print(`differs from the wish: ${text}`);
}

export const rehearseSubcommand: Command = {
  name: 'rehearse',
  usage: 'rehearse WORKSPACE [--script FILE] [--host NAME] [--style STYLE] [--restart GUEST]… [--json]',
  about: 'Runs the steps, or a script of your own, against the model kernel; exit code 1 when one fails.',
  options: { ...PLAN_OPTIONS, script: { type: 'string' }, json: { type: 'boolean' } },
  explained: {
    'script FILE': 'rehearse this shell script instead of the plan; - reads it from standard input',
    ...PLAN_EXPLAINED,
    json: 'the answers as JSON',
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const document = await readDocument(positionals[0] ?? '');
    const plans = createHostPlans(families);
    const file = textOption(values, 'script');
    if (file !== undefined) {
      const { result } = plans.script(chosenHost(document, values), await readScript(file));
      if (values.json) printJson(result);
      else printScript(result);
      const clean = result.failedAt === null && result.lines.every(({ status }) => status !== 'unknown');
      return clean ? EXIT.fine : EXIT.found;
    }
    const rehearsals = chosenHosts(document, values).map((host): HostRehearsal => {
      const options = planOptions(host, values);
      const { result } = plans.rehearsal(host, options);
      return { host: host.name, blocks: plans.plan(host, options).blocks, ...result };
    });
    if (values.json) printJson(rehearsals);
    else rehearsals.forEach(printRehearsal);
    const good = rehearsals.every(
      ({ failedAt, differences, blocks }) =>
        failedAt === null && differences.length === 0 && blocks.length === 0,
    );
    return good ? EXIT.fine : EXIT.found;
  },
};
