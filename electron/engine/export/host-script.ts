/** A host's plan as a script, and the wish that a script tells: over all families of the host. */
import { StudioError } from '../../../shared/errors.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { Expectation, ExportFile, Plan } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import { hostStates, plannedFamilies, planningsOf } from '../plan/named-plan.ts';
import { rehearseScript } from '../plan/rehearse.ts';
import type { HostDocument } from '../workspace/document.ts';
import type { WrittenFormat } from './exporting.ts';
import { writeShell } from './shell.ts';

export type ReadExport =
  | {
      readonly ok: true;
      /** By family id: the wish, to be put in place of the desired state. */
      readonly desired: ReadonlyMap<string, unknown>;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * What the files that a plan touches show now, each once: the state the plan was made for. Of configuration files only
 * whether they are there: what they say can be written in many ways, and the state keeps only the meaning. Of what a step
 * changes that needs no taking back, nothing: it may be otherwise before, and stays so afterwards.
 */
function statesBefore(families: readonly DeviceFamily[], host: HostDocument, plan: Plan): Expectation[] {
  const planned = new Map(plannedFamilies(families, host).map((family) => [family.id, family]));
  const before = new Map<string, Expectation>();
  const staying = new Set(
    plan.steps
      .filter(({ reverse, irreversible }) => reverse.length === 0 && irreversible === null)
      .flatMap(({ expect }) => expect.map(({ path }) => path)),
  );
  for (const { family, layer, expect } of plan.steps)
    for (const expectation of expect) {
      if (before.has(expectation.path) || staying.has(expectation.path)) continue;
      const known = planned.get(family);
      const shown = known?.planning.check(known.observed, expectation);
      if (shown) before.set(expectation.path, shownAs(expectation, shown.got, layer === 'active'));
    }
  return [...before.values()];
}

function shownAs({ path, kind }: Expectation, got: string | null, exact: boolean): Expectation {
  if (kind === 'link') return { path, kind, name: got };
  if (got === null) return { path, kind: 'absent' };
  return kind === 'text' && exact ? { path, kind, text: got } : { path, kind: 'present' };
}

export function writeHostScript(
  families: readonly DeviceFamily[],
  host: HostDocument,
  plan: Plan,
): WrittenFormat {
  return writeShell({ host: host.name, plan, before: statesBefore(families, host, plan) });
}

/**
 * A script tells a wish by where it ends when the model runs it from what was observed. Throws StudioError
 * `bad-request` or `unreadable` where it ends nowhere and no rule of a device says why.
 */
export function readHostScript(
  families: readonly DeviceFamily[],
  host: HostDocument,
  files: readonly ExportFile[],
): ReadExport {
  const scripts = files.filter(({ path }) => !path.endsWith('reverse.sh'));
  const [script] = scripts;
  if (!script || scripts.length > 1)
    throw new StudioError('bad-request', 'One script was expected; its steps tell the wish.');
  const { observed } = hostStates(families, host, 'both');
  const run = rehearseScript(planningsOf(families), observed, null, script.text);
  const { lines, failedAt, advice } = run.result;
  const failed = failedAt === null ? undefined : lines[failedAt];
  if (failed) {
    const message = `Line ${failed.line} fails: ${failed.message ?? failed.text.slice(0, 80)}`;
    if (failed.rule === null) throw new StudioError('unreadable', message);
    return { ok: false, refusal: { rule: failed.rule, message, because: [], fixes: [] } };
  }
  const unknown = lines.filter(({ status }) => status === 'unknown');
  return {
    ok: true,
    desired: run.states.at(-1) ?? observed,
    notes: [
      ...unknown.map(
        ({ line, text }) => `Line ${line} was not understood and left out: ${text.trim().slice(0, 80)}`,
      ),
      ...advice.map(({ text, line }) => (typeof line === 'number' ? `Line ${line}: ${text}` : text)),
    ],
  };
}
