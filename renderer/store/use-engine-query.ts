/** What a panel asks the engine: asked again when the host changes, and an answer nobody wants any more is dropped. */
import { useEffect, useRef, useState } from 'react';
import type { CallName, Input, Output } from '../../shared/contract.ts';
import { call, isDisconnected, sentenceOf } from './api.ts';
import { createPreviewer, type Previewer } from './previewer.ts';
import { useStudio } from './studio.ts';

export interface EngineAnswer<Value> {
  /** Null until the first answer to this question; after a change of the host the old one stays until the new one is there. */
  readonly value: Value | null;
  readonly error: string | null;
}

interface Question<Name extends CallName> {
  readonly key: string;
  readonly input: Input<Name>;
}

/** `observed` and `desired` are what the answer follows from, of whatever family. */
export function useEngineQuery<Name extends CallName>(
  { observed, desired }: { readonly observed: unknown; readonly desired: unknown },
  name: Name,
  input: Input<Name>,
): EngineAnswer<Output<Name>> {
  const [answered, setAnswered] = useState<EngineAnswer<Output<Name>> & { readonly key: string }>({
    key: '',
    value: null,
    error: null,
  });
  const [previewer] = useState<Previewer<Question<Name>, Output<Name>>>(() =>
    createPreviewer<Question<Name>, Output<Name>>({
      call: (question, signal) => call(name, question.input, { signal }),
      same: (left, right) => left.key === right.key,
      onAnswer: (value, question) => {
        if (value !== null && question !== null) setAnswered({ key: question.key, value, error: null });
      },
      onError: (thrown, question) => {
        // It is asked again as soon as the engine is back.
        if (isDisconnected(thrown)) return;
        setAnswered({ key: question.key, value: null, error: sentenceOf(thrown) });
      },
    }),
  );
  const key = JSON.stringify(input);
  const question = useRef<Question<Name>>({ key, input });
  question.current = { key, input };
  useEffect(() => {
    previewer.ask(question.current.key === key ? question.current : null);
    return () => previewer.ask(null);
  }, [previewer, key]);
  const seen = useRef<unknown>(null);
  useEffect(() => {
    // What was asked at first is asked by the effect above.
    if (seen.current !== null) previewer.invalidate();
    seen.current = [observed, desired];
  }, [previewer, observed, desired]);
  const connected = useStudio((state) => state.connection === 'ready');
  const before = useRef(connected);
  useEffect(() => {
    if (connected && !before.current) previewer.invalidate();
    before.current = connected;
  }, [previewer, connected]);
  return answered.key === key ? answered : { value: null, error: null };
}
