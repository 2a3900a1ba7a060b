/** The steps of the next boot: mdevctl's definitions and the file accel-config loads. */
import type { DsaState, StoredDefinition } from '../../../../shared/dsa/types.ts';
import type { PlanStep, StepAction } from '../../../../shared/plan.ts';
import { ACCEL_CONFIG_PATH } from './accel-config-path.ts';
import { command } from './actions.ts';
import { definitionPath, definitionsOf, definitionText, sameDefinition } from './definitions.ts';
import { part } from './differences.ts';

function definitionAction(from: StoredDefinition | undefined, to: StoredDefinition | undefined): StepAction {
  const { uuid } = (to ?? from)!;
  const commands = [
    ...(from === undefined ? [] : [command(['mdevctl', 'undefine', '-u', uuid, '-p', from.parent])]),
    ...(to === undefined
      ? []
      : [
          command(
            ['mdevctl', 'define', '-u', uuid, '-p', to.parent, '--jsonfile', '/dev/stdin'],
            definitionText(to),
          ),
        ]),
  ];
  const gone =
    from !== undefined && from.parent !== to?.parent ? [{ path: definitionPath(from), text: null }] : [];
  const kept = to === undefined ? [] : [{ path: definitionPath(to), text: definitionText(to) }];
  return { kind: 'run', commands, files: [...gone, ...kept] };
}

function definitionTitle(from: StoredDefinition | undefined, to: StoredDefinition | undefined): string {
  const { uuid } = (to ?? from)!;
  if (to === undefined) return `Remove the definition of ${uuid}`;
  const how = to.start === 'auto' ? 'started at boot' : 'started by hand';
  return `${from === undefined ? 'Define' : 'Change the definition of'} ${uuid} for the next boot, ${how}`;
}

function definitionStep(from: StoredDefinition | undefined, to: StoredDefinition | undefined): PlanStep {
  const action = definitionAction(from, to);
  const needs =
    to?.start === 'auto'
      ? ['At boot accel-config has made the queues before mdevctl starts: order the two services (DSA-M26).']
      : [];
  return {
    family: 'dsa',
    layer: 'persistent',
    title: definitionTitle(from, to),
    action,
    needs,
    loses: [],
    reverse: [{ title: definitionTitle(to, from), action: definitionAction(to, from) }],
    irreversible: null,
    expect:
      action.kind === 'run'
        ? action.files.map(({ path, text }) =>
            text === null ? { kind: 'absent', path } : { kind: 'text', path, text },
          )
        : [],
    refs: [part((to ?? from)!.uuid)],
  };
}

function savedAction(text: string | null): StepAction {
  const commands =
    text === null ? [command(['rm', '-f', ACCEL_CONFIG_PATH])] : [command(['tee', ACCEL_CONFIG_PATH], text)];
  return { kind: 'run', commands, files: [{ path: ACCEL_CONFIG_PATH, text }] };
}

function savedTitle(text: string | null): string {
  return text === null
    ? 'Remove the saved settings of accel-config'
    : 'Save the settings for the next boot in accel-config.conf';
}

function savedStep(before: DsaState, text: string | null): PlanStep {
  const told = before.savedTold;
  return {
    family: 'dsa',
    layer: 'persistent',
    title: savedTitle(text),
    action: savedAction(text),
    needs: ['The service accel-config loads this file at boot (accel-config load-config -e).'],
    loses: [],
    reverse: told ? [{ title: savedTitle(before.saved), action: savedAction(before.saved) }] : [],
    irreversible: told ? null : 'The source does not tell what the file held before.',
    expect: [
      text === null
        ? { kind: 'absent', path: ACCEL_CONFIG_PATH }
        : { kind: 'text', path: ACCEL_CONFIG_PATH, text },
    ],
    refs: [{ kind: 'file', path: ACCEL_CONFIG_PATH }],
  };
}

/** `state` is what runs when these steps are made; they change only what lasts. */
export function persistentSteps(observed: DsaState, target: DsaState): PlanStep[] {
  const [from, to] = [definitionsOf(observed), definitionsOf(target)];
  const steps: PlanStep[] = [];
  if (observed.saved !== target.saved) steps.push(savedStep(observed, target.saved));
  for (const [uuid, was] of from) {
    const wish = to.get(uuid);
    if (!sameDefinition(was, wish)) steps.push(definitionStep(was, wish));
  }
  for (const [uuid, wish] of to) if (!from.has(uuid)) steps.push(definitionStep(undefined, wish));
  return steps;
}
