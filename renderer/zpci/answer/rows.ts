/** Which fields the table shows, which it folds away, and what the answer comes to in one sentence. */
import type { AnswerCard, AnswerField, ShownValue, ValueFate } from '../../../shared/zpci/cards.ts';
import type { FieldClass } from '../../../shared/zpci/fields.ts';

/** Fields that are 0 for most cards; they are folded only while they are. */
const FOLDABLE = new Set([
  'port',
  'rid',
  'tid',
  'maxfaal',
  'dnoi',
  'maxcpu',
  ...[0, 1, 2, 3, 4, 5].flatMap((bar) => [`bar${bar}`, `barSize${bar}`]),
]);

export function isZero(value: ShownValue | null): boolean {
  return value?.text != null && /^(?:0x)?0+$/.test(value.text);
}

/** QEMU says 0 instead of what the card has. */
export function isHidden({ fate, host, guest, lie }: AnswerField): boolean {
  return fate === 'hidden' && lie === null && host?.text != null && !isZero(host) && isZero(guest);
}

function isFolded(field: AnswerField): boolean {
  return (
    FOLDABLE.has(field.name) &&
    isZero(field.guest) &&
    (field.host === null || field.host.text === null || isZero(field.host)) &&
    field.lie === null &&
    field.changedFrom === null
  );
}

/** Only fields of one class, or only values that are not the card’s. */
export type Filter = FieldClass | 'lies';

export function passes(field: AnswerField, filter: Filter | null): boolean {
  if (filter === 'lies') return field.lie !== null;
  return filter === null || field.cls === filter;
}

export interface TableRows {
  readonly shown: readonly AnswerField[];
  readonly folded: readonly AnswerField[];
}

/** Length and response code belong to the bytes: no card has them. */
export function tableRows(card: AnswerCard, block: 'function' | 'group'): TableRows {
  const fields = card.fields.filter((field) => field.block === block && field.cls !== 'frame');
  return {
    shown: fields.filter((field) => !isFolded(field)),
    folded: fields.filter(isFolded),
  };
}

export function foldedWords(count: number): string {
  return count === 1 ? '1 field that is 0' : `${count} fields that are 0`;
}

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'plain';
  readonly text: string;
}

/** Fates that make a value right by what the card or its host says; where that is not known, nobody can call it right. */
const BY_THE_CARD: ReadonlySet<ValueFate> = new Set(['copied', 'cut', 'default', 'unknown']);

function isNotKnown({ guest, host, fate }: AnswerField): boolean {
  return guest.text === null || (host !== null && host.text === null && BY_THE_CARD.has(fate));
}

function restWords(unknown: number, hidden: number): string {
  const words = [
    unknown === 0 ? '' : `${unknown} ${unknown === 1 ? 'is' : 'are'} not known`,
    hidden === 0 ? '' : `${hidden} ${hidden === 1 ? 'is' : 'are'} hidden by QEMU`,
  ].filter((part) => part !== '');
  return words.length === 0 ? '' : `; ${words.join(', ')}`;
}

/** What a reader wants to know first. */
export function verdictOf(card: AnswerCard): Verdict {
  const values = card.fields.filter(({ cls, block }) => cls !== 'frame' && block !== 'list');
  const isOwn = card.mode === 'emulated';
  const unknown = values.filter((field) => (isOwn ? field.guest.text === null : isNotKnown(field))).length;
  const hidden = isOwn ? 0 : values.filter((field) => isHidden(field) && !isNotKnown(field)).length;
  const rest = restWords(unknown, hidden);
  if (card.refusal !== null) return { tone: 'bad', text: 'QEMU would not start with it' };
  if (card.mode === 'waiting') return { tone: 'bad', text: 'The guest reads nothing of it' };
  if (card.mode === 'emulated')
    return { tone: 'plain', text: `All ${values.length} values are QEMU’s own: no card is behind it${rest}` };
  if (card.lies > 0)
    return {
      tone: 'bad',
      text: `${card.lies} of ${values.length} values ${card.lies === 1 ? 'is' : 'are'} not this card’s${rest}`,
    };
  const wrong = unknown + hidden;
  const right = wrong === 0 ? `All ${values.length}` : `${values.length - wrong} of ${values.length}`;
  if (unknown === values.length) return { tone: 'plain', text: 'Not known whether its values are right' };
  return { tone: 'good', text: `${right} values are right for this card${rest}` };
}

export const MODE_WORDS: Readonly<Record<AnswerCard['mode'], string>> = {
  emulated: 'emulated',
  intercept: 'intercepted',
  interpret: 'interpreted',
  waiting: 'waits for its card',
};
