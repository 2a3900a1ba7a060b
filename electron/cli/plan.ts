/** `studio plan FILE`: the ordered steps from what was read to the wish. */
import { planHost } from '../engine/plan/named-plan.ts';
import { type Command, EXIT, print, printJson } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHosts, PLAN_EXPLAINED, PLAN_OPTIONS, planOptions } from './host-options.ts';
import { planLines } from './say-steps.ts';

export const planSubcommand: Command = {
  name: 'plan',
  usage: 'plan WORKSPACE [--host NAME] [--style STYLE] [--restart GUEST]… [--json]',
  about: 'Shows the steps from the host as it was read to the wish; exit code 1 when something blocks them.',
  options: { ...PLAN_OPTIONS, json: { type: 'boolean' } },
  explained: { ...PLAN_EXPLAINED, json: 'the plan of each host as JSON' },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const document = await readDocument(positionals[0] ?? '');
    const plans = chosenHosts(document, values).map((host) => ({
      host: host.name,
      ...planHost(families, host, planOptions(host, values)),
    }));
    if (values.json) printJson(plans);
    else for (const plan of plans) print([`${plan.host}:`, ...planLines(plan)]);
    return plans.some(({ blocks }) => blocks.length > 0) ? EXIT.found : EXIT.fine;
  },
};
