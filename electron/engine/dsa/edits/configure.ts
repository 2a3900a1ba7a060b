/** Settings of devices, groups, engines and wqs (dsa.md 3.3, 3.4). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { type DsaDevice, type DsaState, wqName } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { plural } from '../../words.ts';
import { capital, phraseOf } from './fix-words.ts';
import { mdevsOfWq, type Part, partNamed } from './parts.ts';
import { removalFix } from './removal-fix.ts';
import { settingFixes } from './setting-fixes.ts';
import { andThen, done, fixOf, partRef, refuse, runOps, type Step } from './step.ts';
import { endThrough, reach } from './through.ts';
import { type FileOf, fileNamed, type Values, writesOf } from './values.ts';

export function noSuchPart(name: string): Step {
  return refuse('DSA-O22', `This host has no ${name}. Choose one that it has, or read the host again.`, {
    errno: 'ENODEV',
  });
}

/** What has to be down before the file can be written; null = nothing, or it is down. */
export function frozenPart(part: Part, file: FileOf): 'device' | 'wq' | null {
  const { device } = part;
  if (file.frozenBy === 'device') return device.state === 'disabled' ? null : 'device';
  if (file.frozenBy === 'wq') return device.wqs[part.index]!.state === 'disabled' ? null : 'wq';
  return null;
}

/** DSA-O1, DSA-O16, DSA-O20: written at once, yet the hardware learns it when the device is enabled next. */
function learntLate(part: Part, file: FileOf): boolean {
  const late = file.file === 'group_id' || file.file.endsWith('_progress_limit');
  return late && part.device.state === 'enabled';
}

/** What must go down for all of `values` to work: the whole device, only the wq, or nothing. */
function throughLevel(part: Part, values: Values): 'device' | 'wq' | null {
  const files = Object.keys(values).flatMap((name) => fileNamed(part.kind, name) ?? []);
  const levels = files.map((file) => (learntLate(part, file) ? 'device' : frozenPart(part, file)));
  if (levels.includes('device')) return 'device';
  return levels.includes('wq') ? 'wq' : null;
}

/** An mdev's type tells the mode of its wq, so neither can change under it. */
function brokenMdevs(
  state: DsaState,
  part: Part,
  after: DsaState,
  edit: DsaEditOf<'configure'>,
): Step | null {
  if (part.kind !== 'wq') return null;
  const was = part.device.wqs[part.index]!;
  const wished = after.devices.find(({ name }) => name === part.device.name)!.wqs[part.index]!;
  const mdevs = mdevsOfWq(state, part.device, part.index);
  if (mdevs.length === 0 || (was.mode === wished.mode && was.type === wished.type)) return null;
  const refs = mdevs.map(({ id }) => partRef(id));
  return refuse(
    'DSA-O32',
    `${part.name} has ${plural(mdevs.length, 'device')} of guests that need it ${was.mode} and of type ${was.type}. Remove them first.`,
    {
      errno: 'EPERM',
      because: [{ text: `${plural(mdevs.length, 'device')} on ${part.name}.`, refs }],
      fixes: [removalFix(state, mdevs, phraseOf(state, edit), edit)],
    },
  );
}

/** DSA-O1, DSA-O16: written now, of use later. */
function lateNotes(part: Part, values: Values): string[] {
  return Object.keys(values).flatMap((name) => {
    const file = fileNamed(part.kind, name);
    return file && learntLate(part, file)
      ? [`The hardware learns ${file.file} of ${part.name} when ${part.device.name} is enabled next.`]
      : [];
  });
}

/** DSA-M25: nobody compares a smaller size with the threshold. */
function shrinkNotes(state: DsaState, device: DsaDevice, index: number): string[] {
  const wq = state.devices.find(({ name }) => name === device.name)!.wqs[index]!;
  return wq.mode === 'shared' && wq.threshold > wq.size && wq.size > 0
    ? [`The threshold of ${wqName(device, index)} (${wq.threshold}) is now above its size (${wq.size}).`]
    : [];
}

/** The same change with what freezes it taken down and up again; its price is what the way stops. */
function throughFix(state: DsaState, part: Part, edit: DsaEditOf<'configure'>): readonly Fix[] {
  const level = throughLevel(part, edit.values);
  if (edit.through || level === null) return [];
  const again = { ...edit, through: true };
  const tried = configure(state, again);
  const what = level === 'device' ? part.device.name : part.name;
  return tried.ok
    ? [
        fixOf(
          `${capital(phraseOf(state, edit))}, with ${what} taken down and up again`,
          [again],
          tried.notes.join(' '),
        ),
      ]
    : tried.refused.fixes;
}

export function configure(state: DsaState, edit: DsaEditOf<'configure'>): Step {
  const part = partNamed(state, edit.part);
  if (part === undefined) return noSuchPart(edit.part);
  const unknown = Object.keys(edit.values).find((name) => fileNamed(part.kind, name) === undefined);
  if (unknown !== undefined)
    return refuse(
      'DSA-O19',
      `${edit.part} has no file ${unknown}: this kind of device or its kernel lacks it. Leave it out.`,
      { errno: 'ENOENT' },
    );
  const writes = writesOf(edit.part, edit.values);
  const level = throughLevel(part, edit.values);
  if (edit.through && level !== null) {
    const only = level === 'wq' ? part.index : null;
    const end = endThrough(state, part.device, only, (thawed) => runOps(thawed, writes));
    if (!end.ok) return { ok: false, refused: { ...end.refused, fixes: settingFixes(part, edit) } };
    return brokenMdevs(state, part, end.state, edit) ?? andThen(end, (wished) => reach(state, wished));
  }
  const plain = runOps(state, writes);
  if (!plain.ok) {
    const frozen = Object.keys(edit.values).some((name) => frozenPart(part, fileNamed(part.kind, name)!));
    const fixes = frozen ? throughFix(state, part, edit) : settingFixes(part, edit);
    return { ok: false, refused: { ...plain.refused, fixes } };
  }
  const notes = part.kind === 'wq' ? shrinkNotes(plain.state, part.device, part.index) : [];
  return done(plain.state, ...lateNotes(part, edit.values), ...notes);
}
