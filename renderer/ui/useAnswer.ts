import { useEffect, useEffectEvent, useState } from 'react';

export type Answer<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'here'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

const WAITING = { state: 'waiting' } as const;

/** Asks when `key` changes; an answer that comes after the next question is dropped. */
export function useAnswer<Value>(key: string, question: () => Promise<Value>): Answer<Value> {
  const [answered, setAnswered] = useState<{ readonly key: string; readonly answer: Answer<Value> } | null>(
    null,
  );
  const ask = useEffectEvent(question);
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => current && setAnswered({ key, answer: { state: 'here', value } }),
      (error: unknown) => current && setAnswered({ key, answer: { state: 'failed', error } }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return answered?.key === key ? answered.answer : WAITING;
}
