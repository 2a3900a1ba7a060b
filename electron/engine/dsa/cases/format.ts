/**
 * Cases in the form of the reference's worked examples (dsa.md 9): a host, and steps on it, each with what it must give. A step
 * without `expect` must succeed. What a step gives back must be named by the case, or it is a difference.
 */
import { z } from 'zod';

/** Far beyond any case that a person writes. */
const MOST_STEPS = 10_000;
const MOST_TEXT = 100_000;

const text = z.string().max(MOST_TEXT);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What each verb takes. Keys it gives back, such as `picks`, stay as they stand in the case. */
export const STEP_SCHEMAS = {
  write: z.object({ do: z.literal('write'), at: text, value: text }),
  bind: z.object({ do: z.literal('bind'), driver: text, name: text }),
  unbind: z.object({ do: z.literal('unbind'), driver: text, name: text }),
  'mdev-create': z.object({ do: z.literal('mdev-create'), parent: text, type: text, uuid: text }),
  'mdev-remove': z.object({ do: z.literal('mdev-remove'), uuid: text }),
  'guest-start': z.object({
    do: z.literal('guest-start'),
    uuid: text,
    guest: text,
    bus_master: z.union([z.boolean(), z.literal(0), z.literal(1)]).optional(),
  }),
  'guest-cmd': z.object({
    do: z.literal('guest-cmd'),
    uuid: text,
    cmd: text,
    operand: count.optional(),
  }),
  'guest-stop': z.object({ do: z.literal('guest-stop'), uuid: text }),
  'hw-error': z.object({ do: z.literal('hw-error'), device: text, wq: count.nullable().optional() }),
  'pull-create': z.object({ do: z.literal('pull-create'), device: text, uuid: text }),
  'pull-remove': z.object({ do: z.literal('pull-remove'), uuid: text }),
  'pull-available': z.object({ do: z.literal('pull-available'), device: text }),
  'push-bind': z.object({ do: z.literal('push-bind'), name: text }),
  read: z.object({ do: z.literal('read'), at: text }),
  available: z.object({ do: z.literal('available'), parent: text, type: text }),
  types: z.object({ do: z.literal('types'), parent: text }),
  ims: z.object({ do: z.literal('ims'), device: text }),
  swerr: z.object({ do: z.literal('swerr'), uuid: text }),
} as const;

export type StepVerb = keyof typeof STEP_SCHEMAS;
export type Step = { [Verb in StepVerb]: z.output<(typeof STEP_SCHEMAS)[Verb]> }[StepVerb];

/** What any step may say of how it ends; `device` and `name` also tell whose cmd_status is meant. */
const ANSWER_KEYS = [
  'expect',
  'cmd_status',
  'device',
  'name',
  'picks',
  'slot',
  'pasid',
  'status',
  'told',
  'is',
  'used',
  'interrupts',
];
const STEP_KEYS = new Set([
  ...ANSWER_KEYS,
  ...Object.values(STEP_SCHEMAS).flatMap(({ shape }) => Object.keys(shape)),
]);

export const caseSchema = z.object({
  id: text.optional(),
  title: text.optional(),
  host: z.object({
    base: z.string().min(1).max(100),
    /** Of a device by its name, or of the host. */
    set: z.record(z.string(), z.unknown()).optional(),
  }),
  steps: z.array(z.record(z.string(), z.unknown())).max(MOST_STEPS),
});
export type Case = z.output<typeof caseSchema>;

export type ReadStep =
  | { readonly ok: true; readonly step: Step }
  /** `key` of the step is not what it should be. */
  | { readonly ok: false; readonly key: string; readonly expected: string; readonly got: unknown };

/** Never throws: an unknown verb, a missing key, or a key that no step has is told. */
export function readStep(raw: Readonly<Record<string, unknown>>): ReadStep {
  const verb = raw['do'];
  if (typeof verb !== 'string' || !Object.hasOwn(STEP_SCHEMAS, verb))
    return { ok: false, key: 'do', expected: `one of ${Object.keys(STEP_SCHEMAS).join(', ')}`, got: verb };
  const strange = Object.keys(raw).find((key) => !STEP_KEYS.has(key));
  if (strange !== undefined)
    return {
      ok: false,
      key: strange.slice(0, 40),
      expected: 'no such key: no step of the format has it',
      got: raw[strange],
    };
  const read = STEP_SCHEMAS[verb as StepVerb].safeParse(raw);
  if (read.success) return { ok: true, step: read.data };
  const issue = read.error.issues[0];
  const key = String(issue?.path[0] ?? 'do');
  return { ok: false, key, expected: issue?.message ?? 'a value', got: raw[key] };
}
