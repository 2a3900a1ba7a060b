import { useEffect, useState } from 'react';

export type Answer<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'here'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

/** Asks when `key` changes; an answer that comes after the next question is dropped. */
export function useAnswer<Value>(key: string, question: () => Promise<Value>): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value> & { readonly key: string }>({ key, state: 'waiting' });
  useEffect(() => {
    let current = true;
    setAnswer({ key, state: 'waiting' });
    question().then(
      (value) => current && setAnswer({ key, state: 'here', value }),
      (error: unknown) => current && setAnswer({ key, state: 'failed', error }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return answer.key === key ? answer : { state: 'waiting' };
}
