/** Case files: a JSON array of cases, an object with that array as `cases`, or one JSON object on each line. */

export interface ReadCase {
  /** Where it stands, for messages: `line 3` or `case 3`. */
  readonly position: string;
  /** Parsed JSON, whatever it is; undefined when `error` tells why there is none. */
  readonly parsed: unknown;
  readonly error: string | null;
}

export type CaseFile =
  | { readonly ok: true; readonly cases: readonly ReadCase[] }
  /** `why` is one sentence. */
  | { readonly ok: false; readonly why: string };

/** Texts as they are, and numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Integers of more than 53 bits become texts with their digits: as numbers they would lose the last ones. */
function withWholeIntegers(text: string): string {
  return text.replaceAll(TOKENS, (token) =>
    /^-?[1-9]\d{15,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  );
}

function parseJson(text: string): { readonly value: unknown; readonly error: string | null } {
  try {
    return { value: JSON.parse(withWholeIntegers(text)), error: null };
  } catch (problem) {
    return { value: undefined, error: problem instanceof Error ? problem.message : 'not JSON' };
  }
}

/** The cases of a whole JSON value: an array of them, an object that holds the array, or a single case. */
function casesIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const { cases } = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly cases?: unknown;
  };
  return Array.isArray(cases) ? cases : [value];
}

/** Reads any of the forms; a leading byte-order mark and blank lines are skipped. A broken line is one broken case. */
export function readCases(text: string): CaseFile {
  const body = text.replace(/^\uFEFF/, '');
  if (body.trim() === '')
    return { ok: false, why: 'The file is empty; expected cases as a JSON array or as JSON lines.' };
  const whole = parseJson(body);
  if (whole.error === null)
    return {
      ok: true,
      cases: casesIn(whole.value).map((parsed, index) => ({
        position: `case ${index + 1}`,
        parsed,
        error: null,
      })),
    };
  if (body.trimStart().startsWith('['))
    return { ok: false, why: `The file begins like a JSON array but cannot be read: ${whole.error}.` };
  const cases = body.split('\n').flatMap((line, index): ReadCase[] => {
    if (line.trim() === '') return [];
    const { value, error } = parseJson(line);
    return [{ position: `line ${index + 1}`, parsed: value, error }];
  });
  return { ok: true, cases };
}
