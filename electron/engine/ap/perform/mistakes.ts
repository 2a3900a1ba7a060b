/** What admins get wrong when they write by hand, in the words of ap.md 7. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { adapterOf, bothBases, domainOf, parseApqn } from '../../../../shared/apqn.ts';
import { hasId, idsOf } from '../../../../shared/mask.ts';
import { parseAbsoluteMask, parseId } from '../kernel/grammar.ts';
import { adapterWords, domainWords } from '../wording.ts';
import type { Advice } from '../../perform/outcome.ts';
import type { Place } from './place.ts';

const MASKS: ReadonlySet<string> = new Set(['apmask', 'aqmask']);

/** Name of the assign or unassign file; null for any other place. */
function assignment(place: Place): string | null {
  return place.kind === 'mdev' && /^(un)?assign_/.test(place.name) ? place.name : null;
}

/** One sentence on what the refused text probably meant; null where nothing can be guessed. */
export function hintFor(place: Place, text: string, errno: string | null): string | null {
  const assigns = assignment(place);
  if (assigns !== null && errno === 'EINVAL') return idHint(assigns, text.trim());
  if (assigns !== null && errno === 'ENODEV') return decimalHint(text.trim());
  if (place.kind === 'bus' && MASKS.has(place.name) && errno === 'EINVAL') return maskHint(text.trim());
  return null;
}

function idHint(name: string, text: string): string | null {
  const apqn = /[.]/.test(text) ? parseApqn(text) : null;
  if (apqn !== null) {
    const part = name.endsWith('adapter') ? adapterOf(apqn) : domainOf(apqn);
    return `${text} names a queue in hex; this file takes one number alone, here ${bothBases(part)}.`;
  }
  if (/^[0-9]*[a-f][0-9a-f]*$/i.test(text) || /^0[0-9]*[89]/.test(text)) {
    const hex = Number.parseInt(text, 16);
    return `A hex number needs 0x in front: 0x${text.replace(/^0+(?=.)/, '').toLowerCase()} is ${hex}.`;
  }
  if (/[,\s]|\d-\d/.test(text))
    return 'Lists and ranges are not understood here; write each number by itself.';
  return null;
}

/** Mistake 2 the other way round: a decimal number with 0x in front. */
function decimalHint(text: string): string | null {
  const digits = /^0x([0-9]{1,3})$/i.exec(text)?.[1];
  if (digits === undefined || Number(digits) > 255) return null;
  return `${text} is hex; if ${Number(digits)} was meant, write ${bothBases(Number(digits))}.`;
}

function maskHint(text: string): string | null {
  if (/^[+-]/.test(text)) return 'Every id needs its own + or -, and none may be above 255.';
  if (/^[0-9]+([,-][0-9]+)+$/.test(text))
    return `Ids alone are chzdev's form; the file wants a sign on each: +${text.replaceAll(',', ',+')} for the host, - for guests.`;
  return /[,]/.test(text) ? 'A change starts with + or -; without a sign the text is a hex mask.' : null;
}

/** Writes that succeed and do something other than what they look like. */
export function adviceOnWrite(state: ApState, place: Place, text: string): Advice[] {
  const assigns = assignment(place);
  if (assigns !== null) return [...octalAdvice(assigns, text), ...hexAdvice(state, assigns, text)];
  if (place.kind === 'bus' && MASKS.has(place.name)) return maskAdvice(state, place.name, text);
  if (place.kind === 'mdev' && place.name === 'ap_config') return configAdvice(text);
  return [];
}

/** The LPAR lacks the decimal number and has the one that the same digits are in hex. */
function hexAdvice(state: ApState, name: string, text: string): Advice[] {
  if (!/^[1-9][0-9]{1,2}\n?$/.test(text) || name.startsWith('un')) return [];
  const decimal = Number(text);
  const hex = Number.parseInt(text, 16);
  const [what, has, rule] = name.endsWith('adapter')
    ? (['adapter', state.lpar.apm, 'AP-U10'] as const)
    : (['domain', name.includes('control') ? state.lpar.adm : state.lpar.aqm, 'AP-U11'] as const);
  if (hex > 255 || decimal > 255 || hasId(has, decimal) || !hasId(has, hex)) return [];
  return [
    {
      rule,
      text: `The LPAR has no ${what} ${bothBases(decimal)}, but it has ${bothBases(hex)}: names of queues are hex, this file reads decimal. If ${hex} was meant, write ${hex} or 0x${text.trim()}.`,
    },
  ];
}

/** Mistake 2. */
function octalAdvice(name: string, text: string): Advice[] {
  const number = /^\+?0[0-7]+\n?$/.test(text) ? parseId(text) : null;
  if (!number?.ok) return [];
  const read = Number(number.value);
  const looks = text.trim();
  if (Number(looks) === read) return [];
  const rule = name.includes('control') ? 'AP-U14' : name.includes('adapter') ? 'AP-U10' : 'AP-U11';
  const hex = Number.parseInt(looks, 16);
  return [
    {
      rule,
      text: `${name} reads ${looks} as octal, since it begins with 0: that is ${bothBases(read)}. Names of queues are hex: 0x${hex.toString(16)} would be ${hex}.`,
    },
  ];
}

/** Mistakes 1 and 23. */
function maskAdvice(state: ApState, name: string, text: string): Advice[] {
  if (/^[+-]/.test(text)) return [];
  const digits = /^(?:0x|x)?([0-9a-f]*)$/i.exec(text.trim())?.[1];
  const mask = parseAbsoluteMask(text);
  if (digits === undefined || !mask.ok || digits.length === 64) return [];
  const what = name === 'apmask' ? 'adapter' : 'domain';
  if (digits === '')
    return [
      {
        rule: 'AP-M2',
        text: `An empty text is a mask of zeros: ${name} keeps no ${what}s for the host any more, and every queue goes to guests.`,
      },
    ];
  const meant = idsOf(mask.value);
  const last = name === 'apmask' ? state.max.adapter : state.max.domain;
  return [
    {
      rule: 'AP-M2',
      text: `Bits count from the left: ${text.trim()} is filled up with zeros at the right, so ${kept(what, meant, last)}. A full mask has 64 digits.`,
    },
  ];
}

function kept(what: string, ids: readonly number[], last: number): string {
  if (ids.length === 0) return `the host keeps no ${what} at all`;
  const words = what === 'adapter' ? adapterWords(ids) : domainWords(ids);
  return `the host keeps ${words} of 0 to ${last} and nothing else`;
}

function configAdvice(text: string): Advice[] {
  const short = text
    .split(',')
    .map((part) => /^(?:0x|x)?([0-9a-f]*)$/i.exec(part.trim())?.[1])
    .filter((digits) => digits !== undefined && digits.length < 64);
  if (short.length === 0) return [];
  return [
    {
      rule: 'AP-U16',
      text: 'A mask of fewer than 64 digits is left-aligned: bits count from the left, and the missing digits are zeros at the right.',
    },
  ];
}
