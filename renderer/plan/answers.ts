/** What the panels of a plan ask of the engine: each question once a state of the host, however many panels ask it. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { CallName, Input, Output } from '../../shared/contract.ts';
import type { HostView } from '../../shared/view.ts';
import { call, isDisconnected, sentenceOf } from '../store/api.ts';
import { useStudio } from '../store/studio.ts';

type HostQuery = Extract<
  CallName,
  `plan.${string}` | 'export.formats' | 'export.make' | 'apply.open' | 'apply.last' | 'apply.remaining'
>;

interface Asked {
  readonly promise: Promise<unknown>;
  /** There once it was answered. */
  answer?: { readonly value: unknown };
}

/** A view of a host is immutable: what was answered for it holds as long as it does. */
const known = new WeakMap<HostView, Map<string, Asked>>();

function keyOf(name: HostQuery, input: unknown): string {
  return `${name} ${JSON.stringify(input)}`;
}

export function askOnce<Name extends HostQuery>(
  host: HostView,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const answers = known.get(host) ?? new Map<string, Asked>();
  known.set(host, answers);
  const key = keyOf(name, input);
  const before = answers.get(key);
  if (before !== undefined) return before.promise as Promise<Output<Name>>;
  const promise = call(name, input);
  const asked: Asked = { promise };
  answers.set(key, asked);
  promise.then(
    (value) => {
      asked.answer = { value };
    },
    // A failed question may be asked again.
    () => answers.delete(key),
  );
  return promise;
}

/** What was answered already; null when it was not asked yet. */
export function knownAnswer<Name extends HostQuery>(
  host: HostView,
  name: Name,
  input: Input<Name>,
): Output<Name> | null {
  const asked = known.get(host)?.get(keyOf(name, input));
  return asked?.answer === undefined ? null : (asked.answer.value as Output<Name>);
}

/** Forgets what was answered about a host whose outside has changed, such as its journals. */
export function forgetAnswers(host: HostView): void {
  known.delete(host);
}

export interface HostAnswer<Value> {
  /** Null until the first answer to this question; the one about an earlier state stays until the new one is there. */
  readonly value: Value | null;
  readonly error: string | null;
  /** The answer to the question of now is on its way. */
  readonly waiting: boolean;
}

interface Answered<Value> {
  readonly key: string;
  readonly host: HostView;
  readonly value: Value | null;
  readonly error: string | null;
}

/** Input null = nothing is asked. */
export function useHostAnswer<Name extends HostQuery>(
  host: HostView,
  name: Name,
  input: Input<Name> | null,
): HostAnswer<Output<Name>> {
  const [answered, setAnswered] = useState<Answered<Output<Name>> | null>(null);
  const key = input === null ? null : JSON.stringify(input);
  const connected = useStudio((state) => state.connection === 'ready');
  const ask = useEffectEvent(() => (input === null ? null : askOnce(host, name, input)));
  useEffect(() => {
    if (key === null) return undefined;
    let current = true;
    ask()?.then(
      (value) => current && setAnswered({ key, host, value, error: null }),
      (thrown: unknown) => {
        // Asked again as soon as the engine is back.
        if (current && !isDisconnected(thrown))
          setAnswered({ key, host, value: null, error: sentenceOf(thrown) });
      },
    );
    return () => {
      current = false;
    };
  }, [host, name, key, connected]);
  if (key === null) return { value: null, error: null, waiting: false };
  if (answered?.key !== key) return { value: null, error: null, waiting: true };
  return { value: answered.value, error: answered.error, waiting: answered.host !== host };
}
