/** What a gesture would do before it is done: the operations of the model as they are typed, and their price. */
import { randomUUID } from 'node:crypto';
import type { DsaPreview, PreviewChoice, PreviewStep } from '../../../../shared/dsa/cards.ts';
import type { DsaEdit, DsaGesture } from '../../../../shared/dsa/edits.ts';
import { type DsaState, type WqMode, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Refusal } from '../../../../shared/findings.ts';
import { plural } from '../../words.ts';
import { applyGesture } from '../edits.ts';
import { modeFor } from '../edits/give.ts';
import { guestName } from '../edits/parts.ts';
import { priceOf } from '../edits/price.ts';
import { writesOf } from '../edits/values.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { findWay } from '../plan/find-way.ts';
import { commandOf } from './commands.ts';
import { proposals } from './proposals.ts';

/** More steps than that are counted in the last line. */
const MOST_STEPS = 200;

type Gesture<Kind extends DsaGesture['kind']> = Extract<DsaGesture, { readonly kind: Kind }>;

function titleOf(op: DsaOp): string {
  return op.op === 'write' ? `Write ${op.value} to ${op.at}` : commandOf(op).replace(/^# /, '');
}

/** The writes of a refused configuration up to the one that is refused. */
function refusedSteps(state: DsaState, edits: readonly DsaEdit[], refusal: Refusal): readonly PreviewStep[] {
  const [edit] = edits;
  if (edit?.op !== 'configure' || edit.through) return [];
  const steps: PreviewStep[] = [];
  let current = state;
  for (const op of writesOf(edit.part, edit.values)) {
    const result = applyOp(current, op);
    const step = { text: titleOf(op), command: commandOf(op) };
    steps.push({ ...step, refused: result.failure === null ? null : refusal });
    if (result.failure !== null) break;
    current = result.state;
  }
  return steps;
}

/** `labelled` may tell of the state that is there afterwards; where that is refused, of the one before. */
function choiceOf(
  state: DsaState,
  labelled: string | ((after: DsaState) => string),
  edits: readonly DsaEdit[],
  wq: string | null = null,
): PreviewChoice {
  const outcome = applyGesture(state, edits);
  const label = typeof labelled === 'string' ? labelled : labelled(outcome.ok ? outcome.state : state);
  if (!outcome.ok)
    return {
      label,
      wq,
      edits,
      steps: refusedSteps(state, edits, outcome.refusal),
      price: [],
      refusal: outcome.refusal,
    };
  const way = findWay(state, outcome.state, 'all');
  const steps = way.ok ? way.steps : [];
  const shown = steps
    .slice(0, MOST_STEPS)
    .map(({ op, title }): PreviewStep => ({ text: title, command: commandOf(op), refused: null }));
  const rest = steps.length - shown.length;
  const price = [...new Set([...(way.ok ? priceOf(state, way) : []), ...outcome.notes])];
  return {
    label,
    wq,
    edits,
    steps: rest > 0 ? [...shown, { text: plural(rest, 'more step'), command: '', refused: null }] : shown,
    price,
    refusal: null,
  };
}

/** Mode and sizes as they are when it is given. */
function giveLabel(after: DsaState, wq: string, mode: WqMode, guest: string): string {
  const found = wqNamed(after, wq)?.wq;
  const size = found && found.size > 0 ? `, ${plural(found.size, 'entry', 'entries')}` : '';
  const threshold = mode === 'shared' && found && found.threshold > 0 ? `, threshold ${found.threshold}` : '';
  return `Give ${wq} (${mode}${size}${threshold}) to ${guestName(after, guest)}`;
}

/** Without `through`; where that alone is in the way, with it: then the price tells what stops. */
function giveChoice(
  state: DsaState,
  gesture: Gesture<'give'>,
  wq: string,
  mode: WqMode | null,
): PreviewChoice {
  const found = wqNamed(state, wq);
  const values: Record<string, string> = mode === null ? {} : { mode };
  const edit: DsaEdit = {
    family: 'dsa',
    op: 'give',
    wq,
    guest: gesture.guest,
    uuid: randomUUID(),
    values,
    through: false,
  };
  const as = found ? modeFor(found.wq, values) : (mode ?? 'dedicated');
  const fresh = found?.wq.state === 'disabled' && as === 'shared';
  const named = (after: DsaState, down: boolean) =>
    `${giveLabel(after, wq, as, gesture.guest)}${down ? ', with what is in use taken down and up again' : ''}${fresh ? ': more guests can join it' : ''}`;
  const plain = choiceOf(state, (after) => named(after, false), [edit], wq);
  if (plain.refusal === null) return plain;
  const needsDown = plain.refusal.fixes.some((fix) =>
    fix.edits.some(
      (one) => fix.edits.length === 1 && one.op === 'give' && one['through'] === true && one['wq'] === wq,
    ),
  );
  return needsDown ? choiceOf(state, (after) => named(after, true), [{ ...edit, through: true }], wq) : plain;
}

function nothingToGive(state: DsaState, gesture: Gesture<'give'>): PreviewChoice {
  const where = gesture.device ?? 'This host';
  return {
    label: `Give a queue to ${guestName(state, gesture.guest)}`,
    wq: null,
    edits: [],
    steps: [],
    price: [],
    refusal: {
      rule: 'DSA-M15',
      message: `${where} has no${gesture.mode === null ? '' : ` ${gesture.mode}`} queue that could be given. Remove a device that no guest needs, or free a queue of the host.`,
      because: [],
      fixes: [],
    },
  };
}

function givePreview(state: DsaState, gesture: Gesture<'give'>): readonly PreviewChoice[] {
  if (gesture.wq !== null) {
    const found = wqNamed(state, gesture.wq);
    const choices = [giveChoice(state, gesture, gesture.wq, gesture.mode)];
    const blank = found?.wq.state === 'disabled' && found.wq.type === 'none' && gesture.mode === null;
    if (blank) {
      const other = modeFor(found.wq, {}) === 'dedicated' ? 'shared' : 'dedicated';
      choices.push(giveChoice(state, gesture, gesture.wq, other));
    }
    return choices;
  }
  const choices = proposals(state, gesture.device, gesture.mode).map(({ wq, mode }) =>
    giveChoice(state, gesture, wq, mode),
  );
  const good = choices.filter(({ refusal }) => refusal === null);
  if (good.length === 0) return choices.length > 0 ? choices.slice(0, 1) : [nothingToGive(state, gesture)];
  // Where none can be shared, one choice tells why.
  const isShared = ({ label }: PreviewChoice) => label.includes('(shared');
  const why = good.some(isShared) ? [] : choices.filter(isShared).slice(0, 1);
  return [...good, ...why];
}

function disableChoices(state: DsaState, part: string): readonly PreviewChoice[] {
  const edit = (keep: boolean): DsaEdit => ({ family: 'dsa', op: 'disable', part, keep });
  const kept = choiceOf(state, `Disable ${part} and write its settings again`, [edit(true)]);
  return kept.refusal === null
    ? [kept, choiceOf(state, `Disable ${part} and let the kernel forget its settings`, [edit(false)])]
    : [kept];
}

/** Pure, but for the UUIDs of devices it would make. */
export function previewGesture(state: DsaState, gesture: DsaGesture): DsaPreview {
  switch (gesture.kind) {
    case 'give':
      return { choices: givePreview(state, gesture) };
    case 'take':
      return {
        choices: [
          choiceOf(state, `Remove ${gesture.mdev}`, [
            { family: 'dsa', op: 'removeMdev', mdev: gesture.mdev },
          ]),
        ],
      };
    case 'move': {
      const edit = (through: boolean): DsaEdit => ({
        family: 'dsa',
        op: 'moveMdev',
        mdev: gesture.mdev,
        wq: gesture.wq,
        through,
      });
      const label = `Move ${gesture.mdev} to ${gesture.wq}`;
      const plain = choiceOf(state, label, [edit(false)]);
      return { choices: plain.refusal === null ? [plain] : [plain, choiceOf(state, label, [edit(true)])] };
    }
    case 'configure': {
      const edit: DsaEdit = {
        family: 'dsa',
        op: 'configure',
        part: gesture.part,
        values: gesture.values,
        through: false,
      };
      const files = Object.keys(gesture.values).join(', ');
      return { choices: [choiceOf(state, `Write ${files} of ${gesture.part}`, [edit])] };
    }
    case 'enable':
      return {
        choices: [
          choiceOf(state, `Enable ${gesture.part}`, [{ family: 'dsa', op: 'enable', part: gesture.part }]),
        ],
      };
    case 'disable':
      return { choices: disableChoices(state, gesture.part) };
  }
}
