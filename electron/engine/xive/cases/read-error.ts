/** Where a case cannot be read: the key, and what was expected of it. */
export interface ReadError {
  readonly key: string;
  readonly expected: string;
  readonly got: unknown;
}

export interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly expected?: string | undefined;
  readonly values?: readonly unknown[];
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: string | undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
};

/** What the schema wants, in words: the libraries' own say what came as well, which is told apart from it. */
function wantedBy({ code, message, expected, values, errors = [], minimum, maximum, origin }: Issue): string {
  if (code === 'invalid_type') return KINDS[expected ?? ''] ?? message;
  if (code === 'invalid_value' && values !== undefined) return values.map(String).join(' or ');
  if (code === 'invalid_union' && message === 'Invalid input' && errors.length > 0)
    return errors.map((one) => (one[0] === undefined ? '' : wantedBy(one[0]))).join(' or ');
  const unit = origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';
  if (code === 'too_small') return `at least ${String(minimum)}${unit}`;
  if (code === 'too_big') return `at most ${String(maximum)}${unit}`;
  return message;
}

/** The innermost complaint about a value. */
export function explain(issue: Issue, root: unknown): ReadError {
  const key = issue.path.map(String).join('.');
  const got = issue.path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? (value as Readonly<Record<string, unknown>>)[String(part)]
        : undefined,
    root,
  );
  if (issue.code === 'unrecognized_keys')
    return {
      key: [...(key === '' ? [] : [key]), issue.keys?.[0] ?? ''].join('.'),
      expected: 'no such key',
      got: 'an unknown key',
    };
  return { key, expected: wantedBy(issue), got };
}
