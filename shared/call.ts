/** How a call is declared. Families declare theirs beside their types (shared/<family>/calls.ts); contract.ts merges them. */
import type { z } from 'zod';

/** Type of a call's output without a run-time schema: outputs come from the trusted side. */
export function output<Output>(): { readonly type?: Output } {
  return {};
}

export interface CallDeclaration<Input extends z.ZodType = z.ZodType, Output = unknown> {
  /** A command changes something, a query only reads. */
  readonly kind: 'command' | 'query';
  /** One sentence for docs/ipc.md. */
  readonly about: string;
  readonly input: Input;
  readonly output: { readonly type?: Output };
  /** Cancelling stops it early, and its answer tells how far it came; other calls answer `cancelled`. */
  readonly answersCancelled?: true;
}

/** A call whose answer is wanted also after it was cancelled: it has changed something by then. */
export function answersCancelled<Declaration extends CallDeclaration>(declaration: Declaration) {
  return { ...declaration, answersCancelled: true as const };
}

export function command<Input extends z.ZodType, Output>(
  about: string,
  input: Input,
  out: { readonly type?: Output },
) {
  return { kind: 'command' as const, about, input, output: out };
}

export function query<Input extends z.ZodType, Output>(
  about: string,
  input: Input,
  out: { readonly type?: Output },
) {
  return { kind: 'query' as const, about, input, output: out };
}

type Calls = Readonly<Record<string, CallDeclaration>>;

/** Both tables as one; a name that is in both, or a call without a schema, fails as soon as the module is loaded. */
export function mergeCalls<First extends Calls, Second extends Calls>(
  first: First,
  second: Second,
): First & Second {
  const twice = Object.keys(second).filter((name) => name in first);
  if (twice.length > 0) throw new Error(`declared twice in the contract: ${twice.join(', ')}`);
  const merged = { ...first, ...second };
  for (const [name, declaration] of Object.entries(merged)) {
    if (typeof declaration.input?.safeParse !== 'function')
      throw new Error(`the contract has no input schema for ${name}`);
  }
  return merged;
}
