/** An event while it is written: texts of its fields, what they come to, and what is wrong with them. Pure. */
import { hex } from '../../../shared/xive/pages.ts';
import { type XiveEvent, type XiveOp, xiveEventSchema } from '../../../shared/xive/events.ts';
import { type FieldForm, MOST_CONNECTIONS } from './event-form.ts';
import { EVENT_FORMS } from './event-forms.ts';

/** Field name -> text as typed; `yes` fields are `true` or `false`. */
export type Draft = Readonly<Record<string, string>>;

/** What the place and the selection suggest for new events. */
export interface Hints {
  readonly lisn: number;
  readonly parity: 0 | 1;
  readonly page: number;
  /** A device that is plugged; empty = none is. */
  readonly device: string;
  readonly newDevice: string;
  /** `phb1`: a bridge that no plugged device uses. */
  readonly phb: string;
  readonly vectors: number;
  readonly region: string;
}

/** `0x1304`, `4868`, `-0x10`; null when it is no whole number. */
export function numberOf(text: string): number | null {
  const found = /^(-?)(0x[0-9a-f]+|\d+)$/i.exec(text.trim());
  if (found === null) return null;
  const value = Number(found[2]);
  return Number.isSafeInteger(value) ? (found[1] === '-' && value !== 0 ? -value : value) : null;
}

function suggested(op: XiveOp, field: FieldForm, hints: Hints): string {
  if (field.choices !== undefined) {
    if (field.name === 'parity') return String(hints.parity);
    return field.choices[0]?.value ?? '';
  }
  const start = hints.page - (((hints.page % 2) + 2) % 2);
  const texts: Readonly<Record<string, string>> = {
    lisn: hex(hints.lisn),
    first: hex(hints.lisn),
    firstLisn: hex(hints.lisn),
    page: hex(hints.page),
    at: hex(op === 'mmap' || op === 'overlayRegion' ? 0x8000 : start),
    pages: String(hints.vectors * 2),
    to: String(hints.vectors),
    pgoff: hex(4 + start),
    n: String(hints.vectors),
    vectors: String(hints.vectors),
    count: String(hints.vectors),
    times: '10',
    source: `${hints.phb}[0]`,
    dev: op === 'plug' ? hints.newDevice : hints.device,
    server: '0',
    priority: '6',
    eisn: '0x20',
    offset: op === 'store' ? 'trigger' : '0x0',
    level: 'true',
    text: '7ffef7c40000-7fff37c40000 rw-s 00040000 00:0f 69  anon_inode:kvm-xive-native',
  };
  if (field.optional === true) return field.kind === 'yes' ? 'false' : '';
  if (field.name === 'owner') return field.kind === 'owners' ? hints.phb : `${hints.phb}[0]`;
  if (field.name === 'name')
    return op === 'fork' ? 'child' : op === 'removeOverlayRegion' ? hints.region : 'xive.esb-pt0';
  return texts[field.name] ?? '';
}

export function newDraft(op: XiveOp, hints: Hints): Draft {
  return Object.fromEntries(EVENT_FORMS[op].fields.map((field) => [field.name, suggested(op, field, hints)]));
}

/** The texts of an event that is there; its `vm` and `note` too. */
export function draftOf(event: XiveEvent): Draft {
  const values = event as unknown as Readonly<Record<string, unknown>>;
  const texts = EVENT_FORMS[event.op].fields.map(({ name, kind, choices }) => {
    const value = values[name];
    if (kind === 'yes') return [name, value === true ? 'true' : 'false'];
    if (value === undefined) return [name, choices?.[0]?.value ?? ''];
    if (Array.isArray(value)) return [name, value.join(', ')];
    if (typeof value === 'number' && (kind === 'hex' || kind === 'offset')) return [name, hex(value)];
    return [
      name,
      typeof value === 'number' || typeof value === 'boolean'
        ? `${value}`
        : typeof value === 'string'
          ? value
          : '',
    ];
  });
  return { ...Object.fromEntries(texts), vm: event.vm ?? '', note: event.note ?? '' };
}

const EXPECTED: Readonly<Partial<Record<FieldForm['kind'], string>>> = {
  hex: 'Expected a whole number such as 0x1304 or 4868.',
  decimal: 'Expected a whole number such as 8 or 0x8.',
  offset: 'Expected an offset from 0x0 to 0xfff, or the trigger page.',
};

function valueOf(field: FieldForm, text: string): unknown {
  const { kind } = field;
  if (kind === 'yes' || field.values === 'booleans') return text === 'true';
  if (kind === 'long') return text;
  const trimmed = text.trim();
  if (kind === 'hex' || kind === 'decimal' || field.values === 'numbers') return numberOf(trimmed) ?? trimmed;
  if (kind === 'offset') return trimmed === 'trigger' ? trimmed : (numberOf(trimmed) ?? trimmed);
  // One page alone names the first source of a bridge; several name one for each vector.
  if (kind === 'owners' && (trimmed.includes(',') || trimmed.startsWith('ipi')))
    return trimmed.split(',').map((part) => part.trim());
  return trimmed;
}

export interface Written {
  /** Null while something is wrong. */
  readonly event: XiveEvent | null;
  /** Field name -> sentence. */
  readonly errors: Readonly<Record<string, string>>;
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly maximum?: number | bigint;
  readonly minimum?: number | bigint;
}

/** A number as its field shows numbers. */
function shownNumber(field: FieldForm, value: number): string {
  return field.kind === 'decimal' ? value.toLocaleString('en') : hex(value);
}

/** The largest number a field takes, found by asking the schema; null where it sets no bound. */
function largestOf(
  op: XiveOp,
  field: FieldForm,
  candidate: Readonly<Record<string, unknown>>,
): number | null {
  const { error } = xiveEventSchema.safeParse({ ...candidate, op, [field.name]: Number.MAX_SAFE_INTEGER });
  const issue = error?.issues.find(({ code, path }) => code === 'too_big' && path[0] === field.name);
  const bound = issue === undefined || !('maximum' in issue) ? null : Number(issue.maximum);
  if (field.most === undefined) return bound;
  return bound === null ? field.most : Math.min(field.most, bound);
}

/** Digits only, or hex digits, whatever their number. */
const WHOLE = /^(?:0x[0-9a-f]+|\d+)$/i;

function isNumber({ kind }: FieldForm): boolean {
  return kind === 'hex' || kind === 'decimal' || kind === 'offset';
}

function sentence(issue: Issue, field: FieldForm | undefined, text: string): string {
  if (text.trim() === '') return `${field?.label ?? 'This'} is needed.`;
  if (field !== undefined && isNumber(field) && issue.code === 'too_small')
    return `${field.label}: at least ${shownNumber(field, Number(issue.minimum))}.`;
  const expected = field === undefined ? undefined : EXPECTED[field.kind];
  if (expected !== undefined) return expected;
  if (field?.kind === 'owners')
    return 'Expected a PHB such as phb1 or phb1[4], or pages such as phb1[2], phb1[5].';
  if (field?.kind === 'owner') return 'Expected a hardware page such as phb1[2] or ipi(0x40).';
  if (issue.code === 'too_big') return `At most ${String(issue.maximum)} characters.`;
  return `Expected ${issue.message.replace(/^Invalid (input|string): /, '')}.`;
}

/** The event that the texts come to. */
export function writtenEvent(op: XiveOp, draft: Draft): Written {
  const { fields } = EVENT_FORMS[op];
  const candidate: Record<string, unknown> = { op };
  for (const field of fields) {
    const text = draft[field.name] ?? '';
    if (field.optional === true && (text.trim() === '' || (field.kind === 'yes' && text === 'false')))
      continue;
    // The default of an optional choice is left out, so that an event says only what was chosen.
    if (field.optional === true && field.choices?.[0]?.value === text) continue;
    candidate[field.name] = valueOf(field, text);
  }
  for (const name of ['vm', 'note'] as const)
    if ((draft[name] ?? '').trim() !== '') candidate[name] = draft[name]?.trim();
  const parsed = xiveEventSchema.safeParse(candidate);
  const errors: Record<string, string> = {};
  for (const field of fields) {
    const text = (draft[field.name] ?? '').trim();
    if (!isNumber(field) || !WHOLE.test(text)) continue;
    const most = largestOf(op, field, candidate);
    if (most !== null && Number(text) > most)
      errors[field.name] = `${field.label}: at most ${shownNumber(field, most)}.`;
  }
  if (op === 'plugUnplugLoop' && Object.keys(errors).length === 0) {
    const [times, each] = [numberOf(draft['times'] ?? ''), numberOf(draft['vectors'] ?? '')];
    if (times !== null && each !== null && times * each > MOST_CONNECTIONS)
      errors['times'] =
        `Rounds by vectors make at most ${MOST_CONNECTIONS.toLocaleString('en')}: with ${each} vectors that is ${Math.floor(MOST_CONNECTIONS / each).toLocaleString('en')} rounds.`;
  }
  if (parsed.success)
    return Object.keys(errors).length === 0 ? { event: parsed.data, errors } : { event: null, errors };
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? '');
    errors[name] ??= sentence(
      issue,
      fields.find((field) => field.name === name),
      draft[name] ?? '',
    );
  }
  return { event: null, errors };
}
