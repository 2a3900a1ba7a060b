/**
 * The single way from a call to its handler, for every transport: name known -> input checked -> handler -> answer.
 * Whether the sender may call at all has been decided before (desktop/ipc.ts, web/socket.ts).
 */
import type { z } from 'zod';
import type { CallName, Output, ParsedInput } from '../../../shared/contract.ts';
import type { CallDeclaration } from '../../../shared/call.ts';
import { StudioError, toWireError } from '../../../shared/errors.ts';
import type { AnswerFrame } from '../../../shared/wire.ts';

export interface CallContext {
  /** Aborted when the client cancels or goes away. */
  readonly signal: AbortSignal;
  readonly progress: (text: string, fraction: number | null) => void;
}

export type Handler<Name extends CallName> = (
  input: ParsedInput<Name>,
  context: CallContext,
) => Output<Name> | Promise<Output<Name>>;

/** Where unexpected errors are told in full; users only get a sentence. */
export type Log = (message: string, error: unknown) => void;

export interface Call {
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
export type Dispatch = (call: Call, context: CallContext) => Promise<AnswerFrame>;

type AnyHandler = (input: unknown, context: CallContext) => unknown;
type Contract = Readonly<Record<string, CallDeclaration>>;

/** Several tables as one; a call with two handlers fails. */
export function mergeHandlers(parts: readonly object[]): Record<string, AnyHandler> {
  const merged: Record<string, AnyHandler> = {};
  for (const [name, handler] of parts.flatMap((part) => Object.entries(part))) {
    if (Object.hasOwn(merged, name)) throw new Error(`two handlers for ${name}`);
    merged[name] = handler as AnyHandler;
  }
  return merged;
}

function checkTables(contract: Contract, handlers: Readonly<Record<string, unknown>>): void {
  const complaints = [
    ...Object.entries(contract).flatMap(([name, declaration]) => {
      if (typeof declaration.input?.safeParse !== 'function') return [`${name} has no input schema`];
      return typeof handlers[name] === 'function' ? [] : [`${name} has no handler`];
    }),
    ...Object.keys(handlers).flatMap((name) =>
      Object.hasOwn(contract, name) ? [] : [`the handler ${name} is not in the contract`],
    ),
  ];
  if (complaints.length > 0) throw new Error(`contract and handlers differ: ${complaints.join('; ')}`);
}

/** First complaints of a schema as one sentence; a hostile input cannot make it long. */
function inputSentence(name: string, error: z.ZodError): string {
  const issues = error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
  return `${name} was asked with something it cannot take (${issues.join('; ').slice(0, 400)}).`;
}

/** Throws at once when a call has no handler or schema, or a handler no call. */
export function createDispatch(
  contract: Contract,
  handlers: Readonly<Record<string, unknown>>,
  log: Log,
): Dispatch {
  checkTables(contract, handlers);

  async function run({ name, input }: Call, context: CallContext): Promise<unknown> {
    const declaration = Object.hasOwn(contract, name) ? contract[name] : undefined;
    if (!declaration)
      throw new StudioError('unknown-command', `There is no command ${JSON.stringify(name.slice(0, 60))}.`);
    const parsed = declaration.input.safeParse(input);
    if (!parsed.success) throw new StudioError('bad-request', inputSentence(name, parsed.error));
    // Cancelled before it began.
    if (context.signal.aborted && declaration.answersCancelled !== true)
      throw new StudioError('cancelled', 'Cancelled.');
    const value = await (handlers[name] as AnyHandler)(parsed.data, context);
    if (context.signal.aborted && declaration.answersCancelled !== true)
      throw new StudioError('cancelled', 'Cancelled.');
    return value ?? null;
  }

  return async (call, context) => {
    try {
      return { type: 'result', id: call.id, value: await run(call, context) };
    } catch (thrown) {
      const toldByItself =
        Object.hasOwn(contract, call.name) && contract[call.name]?.answersCancelled === true;
      if (context.signal.aborted && !toldByItself)
        return { type: 'error', id: call.id, error: { code: 'cancelled', message: 'Cancelled.' } };
      const error = toWireError(thrown);
      if (error.code === 'internal') log(`call ${call.name}`, thrown);
      return { type: 'error', id: call.id, error };
    }
  };
}
