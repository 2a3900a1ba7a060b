/** A host's variables of the Ansible project as a wish. */
import { z } from 'zod';
import type { ApState, MatrixMasks } from '../../../../shared/ap/types.ts';
import { type Mask, maskFromHex } from '../../../../shared/mask.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { parseApConfig, readDefinition } from '../observe/mdev-definition.ts';
import { parseMaskText } from '../observe/mask-text.ts';
import { strictUuid } from '../../export/uuid.ts';
import { lasting } from './reading.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { takeWish, type ToldMdev } from './take-wish.ts';

const uuid = z.string().refine((text) => strictUuid(text) !== null, 'expected a UUID');
const hexMask = z.string().transform((text, context): Mask => {
  const mask = maskFromHex(text);
  if (mask !== null) return mask;
  context.addIssue({ code: 'custom', message: 'expected 0x and 64 hex digits' });
  return z.NEVER;
});
const device = z.object({
  uuid,
  parent: z.literal('matrix'),
  state: z.enum(['started', 'defined', 'absent']),
  kept: z.boolean().optional(),
  forgotten: z.boolean().optional(),
  definition: z.unknown().optional(),
  ap_config: z.string().optional(),
});
const variables = z.object({
  ap_masks: z.object({ apmask: hexMask.optional(), aqmask: hexMask.optional() }).default({}),
  ap_rule: z.object({ state: z.string(), text: z.string().optional() }).optional(),
  mdevs: z.array(device).max(65_536).default([]),
  guest_names: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
});
type Variables = z.infer<typeof variables>;
type Device = z.infer<typeof device>;

/** The masks of a rule 41-ap.rules; a rule without one of them sets none. */
function ruleMasks(text: string): { readonly apmask: Mask | null; readonly aqmask: Mask | null } {
  const one = (name: string): Mask | null => {
    const match = new RegExp(String.raw`^ATTR\{\.\./\.\./bus/ap/${name}\}="([^"]{1,70})"$`, 'm').exec(text);
    const parsed = match && parseMaskText(match[1]!);
    return parsed?.digits === 64 ? parsed.mask : null;
  };
  return { apmask: one('apmask'), aqmask: one('aqmask') };
}

function toldMdev(one: Device, name: string | undefined, base: ApState): ToldMdev | { readonly why: string } {
  const id = one.uuid.toLowerCase();
  const result = readDefinition(one.definition);
  if (!result.ok) return { why: `the definition of ${id} cannot be read: ${result.why}` };
  const { masks, start } = result.definition;
  const running: MatrixMasks | null = one.ap_config === undefined ? null : parseApConfig(one.ap_config);
  if (one.ap_config !== undefined && running === null)
    return { why: `ap_config of ${id} is not three masks` };
  const known = base.mdevs.find((mdev) => mdev.id === id);
  const named = { id, active: one.state === 'started', ...(name !== undefined && { name }) };
  // Neither kept nor forgotten, without queues: nobody knew them, so they stay as they are.
  if (known && one.kept === false && one.forgotten === false && running === null) return named;
  return { ...named, stored: masks, matrix: running ?? masks, defined: one.kept === false ? null : start };
}

function take(told: Variables, base: ApState): ReadFormat<ApState> {
  const devices = told.mdevs.filter(({ state }) => state !== 'absent');
  const mdevs: ToldMdev[] = [];
  for (const one of devices) {
    const name = told.guest_names[one.uuid];
    const mdev = toldMdev(one, Array.isArray(name) ? name.join('') : name, base);
    if ('why' in mdev) return notRead('AP-D1', `These variables cannot be taken: ${mdev.why}.`);
    mdevs.push(mdev);
  }
  if (new Set(mdevs.map(({ id }) => id)).size < mdevs.length)
    return notRead('AP-D1', 'These variables tell a device twice.');
  const { state, text } = told.ap_rule ?? { state: 'untouched' };
  const persistent =
    state === 'present' ? ruleMasks(text ?? '') : state === 'absent' ? { apmask: null, aqmask: null } : {};
  const { apmask, aqmask } = told.ap_masks;
  return lasting(
    takeWish(base, {
      ...(apmask && { apmask }),
      ...(aqmask && { aqmask }),
      persistent,
      mdevs,
      removed: told.mdevs.filter((one) => one.state === 'absent').map((one) => one.uuid.toLowerCase()),
    }),
    [],
  );
}

/** One host's file of host_vars (JSON, as it was written); the other files of the project say nothing of a wish. */
export function readAnsible(files: readonly ExportFile[], base: ApState): ReadFormat<ApState> {
  const told = files.filter(({ path }) => /(?:^|\/)host_vars(?:\/[^/]+)?\.(?:yml|yaml|json)$/.test(path));
  const [file, second] = told.length > 0 ? told : files;
  if (!file) return notRead('AP-D1', 'A file host_vars/HOST.yml was expected.');
  if (second)
    return notRead(
      'AP-D1',
      'There are variables of several hosts; choose the one file that is about this host.',
    );
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch {
    return notRead(
      'AP-D1',
      `${quotedLine(file.path)} is not in the JSON form of YAML that this program writes.`,
    );
  }
  const parsed = variables.safeParse(value);
  if (parsed.success) return take(parsed.data, base);
  const [issue] = parsed.error.issues;
  return notRead(
    'AP-D1',
    `${quotedLine(file.path)}: ${quotedLine(issue?.path.join('.') ?? '')} ${issue?.message ?? ''}.`,
  );
}
