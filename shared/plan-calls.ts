/** The calls around plans: what changes, in which steps, rehearsed, exported, applied. */
import { z } from 'zod';
import { answersCancelled, command, output, query } from './call.ts';
import type { Finding, Refusal } from './findings.ts';
import {
  type ApplyReport,
  type ApplyTarget,
  type ChangeGroup,
  type DriftRow,
  EXPORT_FORMATS,
  type Exported,
  type ExportFormatId,
  type NamedPlan,
  PLAN_STYLES,
  type Rehearsal,
  type ScriptRehearsal,
} from './plan.ts';

const hostId = z.string().min(1).max(64);
const filePath = z.string().min(1).max(4096);
/** A pasted script; longer ones are no hand-written ones. */
const scriptText = z.string().max(400_000);
const planInput = {
  hostId,
  style: z.enum(PLAN_STYLES),
  /** Guests that may be stopped and started again. */
  restart: z.array(z.string().max(64)).max(4096).default([]),
};
const root = filePath.nullable().default(null);
const sshHost = z.string().min(1).max(255);
const target = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('this-machine'), root }),
  z.object({ kind: z.literal('ssh'), host: sshHost, root }),
]);

export interface FormatEntry {
  readonly id: ExportFormatId;
  readonly title: string;
  /** One sentence: what the files are for. */
  readonly about: string;
  readonly canBeRead: boolean;
}

/** An apply as its journal tells it: one that was interrupted (power, kill, lost connection), or the last one. */
export interface OpenApply {
  readonly kind: 'apply' | 'roll-back';
  readonly journal: string;
  readonly startedAt: string;
  readonly target: string;
  readonly where: ApplyTarget;
  readonly done: number;
  readonly total: number;
}

/** What is left of an interrupted apply. */
export interface RemainingSteps {
  /** All steps of that apply, the very ones that were agreed to; the first `done` of them were run and read back. */
  readonly plan: NamedPlan;
  readonly done: number;
  /** How the plan for the wish as it is now differs from the steps that are left, in sentences; none = it does not. */
  readonly changes: readonly string[];
}

export const PLAN_CALLS = {
  'plan.changes': query(
    'What differs between the host and the wish, in words, per guest.',
    z.object({ hostId }),
    output<readonly ChangeGroup[]>(),
  ),
  'plan.make': query(
    'The ordered steps from the host as it was read to the wish, or what blocks.',
    z.object(planInput),
    output<NamedPlan>(),
  ),
  'plan.drift': query(
    'What is active, what is persistent and what is wished, side by side.',
    z.object({ hostId }),
    output<readonly DriftRow[]>(),
  ),
  'plan.rehearse': query(
    'The steps of the plan run against the model kernel.',
    z.object(planInput),
    output<Rehearsal>(),
  ),
  'plan.rehearseScript': query(
    'A hand-written script run line by line against the model kernel.',
    z.object({ hostId, text: scriptText }),
    output<ScriptRehearsal>(),
  ),
  'plan.stateAt': query(
    'Device state after so many steps of a plan, or lines of a script; 0 is before the first. By family, as a difference from what was read.',
    z.object({
      hostId,
      of: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('plan'), style: planInput.style, restart: planInput.restart }),
        z.object({ kind: z.literal('script'), text: scriptText }),
      ]),
      step: z.number().int().min(0).max(100_000),
    }),
    output<Readonly<Record<string, unknown>>>(),
  ),

  'export.formats': query(
    'The formats a host of this workspace can be exported in.',
    z.object({ hostId }),
    output<readonly FormatEntry[]>(),
  ),
  'export.make': query(
    'The files of a format, for reading and copying.',
    z.object({ hostId, format: z.enum(EXPORT_FORMATS), style: planInput.style, restart: planInput.restart }),
    output<Exported>(),
  ),
  'export.save': command(
    'Write the files of a format into a folder; files that are there and differ are only replaced with `overwrite`.',
    z.object({
      hostId,
      format: z.enum(EXPORT_FORMATS),
      style: planInput.style,
      restart: planInput.restart,
      folder: filePath,
      overwrite: z.boolean().default(false),
    }),
    output<{ readonly folder: string; readonly written: readonly string[] }>(),
  ),
  'export.read': command(
    'Take the wish that exported (or hand-written) files tell; one undo step.',
    z.object({
      hostId,
      format: z.enum(EXPORT_FORMATS),
      files: z
        .array(z.object({ path: z.string().min(1).max(1024), text: z.string().max(4_000_000) }))
        .min(1)
        .max(5000),
    }),
    output<
      | { readonly ok: true; readonly notes: readonly string[] }
      | { readonly ok: false; readonly refusal: Refusal }
    >(),
  ),
  'export.domainXml': query(
    'An existing libvirt domain XML with the guest’s device put in; everything else stays as it is.',
    z.object({ hostId, mdev: z.string().max(64), xml: z.string().max(4_000_000) }),
    output<{ readonly xml: string; readonly notes: readonly string[] }>(),
  ),

  'host.readSsh': command(
    'Read a host over ssh with the capture command, and add it to the workspace.',
    z.object({ host: sshHost, root }),
    output<{ readonly hostId: string; readonly findings: readonly Finding[] }>(),
  ),
  'host.refresh': command(
    'Read the host again from where it was read, keep the wish, and plan from what is there now.',
    z.object({ hostId, target: target.optional() }),
    output<{ readonly differences: readonly string[]; readonly findings: readonly Finding[] }>(),
  ),
  'apply.start': answersCancelled(
    command(
      'Run the steps of the plan with this hash on a host, each read back; progress tells the step, cancelling stops between two.',
      z.object({ ...planInput, hash: z.string().length(64), target }),
      output<ApplyReport>(),
    ),
  ),
  'apply.open': query(
    'Applies of this host that were interrupted.',
    z.object({ hostId }),
    output<readonly OpenApply[]>(),
  ),
  'apply.last': query(
    'The last apply of this host, where nothing was run after it and it got through; null when there is none.',
    z.object({ hostId }),
    output<OpenApply | null>(),
  ),
  'apply.remaining': query(
    'The steps of an interrupted apply, how many are done, and how the plan made now differs from the rest.',
    z.object({ hostId, journal: filePath }),
    output<RemainingSteps>(),
  ),
  'apply.resume': answersCancelled(
    command(
      'Go on with an interrupted apply: the very steps that were agreed to (all of them have this hash), behind the last verified one.',
      z.object({ hostId, journal: filePath, target, hash: z.string().length(64) }),
      output<ApplyReport>(),
    ),
  ),
  'apply.rollBack': answersCancelled(
    command(
      'Take a host back to what it was before the apply of this journal, by the way back with this hash or not at all.',
      z.object({ hostId, journal: filePath, target, hash: z.string().length(64) }),
      output<ApplyReport>(),
    ),
  ),
  'apply.wayBack': command(
    'The steps that would take a host back, from what it is now. `apply.rollBack` takes their hash, and runs these steps or none.',
    z.object({ hostId, journal: filePath, target }),
    output<NamedPlan>(),
  ),
} as const;
