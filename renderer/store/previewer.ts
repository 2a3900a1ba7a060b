/**
 * Asks the engine about the gesture under the pointer: one question in flight, the newest gesture wins, an answer
 * that is no longer wanted is cancelled and dropped.
 */
export interface Previewer<Question, Answer> {
  /** Null = nothing is wanted any more. */
  ask(question: Question | null): void;
  /** The answer to this question: the one at hand when it is the same, else a fresh one. */
  answerTo(question: Question): Promise<Answer>;
  /** The state changed: answers at hand are stale; what is wanted is asked again. */
  invalidate(): void;
}

export interface PreviewerOptions<Question, Answer> {
  readonly call: (question: Question, signal: AbortSignal) => Promise<Answer>;
  readonly same: (left: Question, right: Question) => boolean;
  /** Null while there is no answer to the question wanted last. */
  readonly onAnswer: (answer: Answer | null, question: Question | null) => void;
  readonly onError: (thrown: unknown, question: Question) => void;
}

export function createPreviewer<Question, Answer>(
  options: PreviewerOptions<Question, Answer>,
): Previewer<Question, Answer> {
  let wanted: Question | null = null;
  let flight: { readonly question: Question; readonly abort: AbortController } | null = null;
  let known: { readonly question: Question; readonly answer: Answer } | null = null;

  async function fly(question: Question): Promise<void> {
    const current = { question, abort: new AbortController() };
    flight = current;
    try {
      const answer = await options.call(question, current.abort.signal);
      if (!current.abort.signal.aborted) {
        known = { question, answer };
        if (wanted !== null && options.same(wanted, question)) options.onAnswer(answer, question);
      }
    } catch (thrown) {
      if (!current.abort.signal.aborted) options.onError(thrown, question);
    } finally {
      flight = null;
      if (wanted !== null && (current.abort.signal.aborted || !options.same(wanted, question)))
        void fly(wanted);
    }
  }

  function ask(question: Question | null): void {
    if (question !== null && wanted !== null && options.same(wanted, question)) return;
    wanted = question;
    if (question === null) {
      flight?.abort.abort();
      options.onAnswer(null, null);
    } else if (known && options.same(known.question, question)) {
      options.onAnswer(known.answer, question);
    } else {
      options.onAnswer(null, question);
      if (flight === null) void fly(question);
      else if (!options.same(flight.question, question)) flight.abort.abort();
    }
  }

  async function answerTo(question: Question): Promise<Answer> {
    if (known && options.same(known.question, question)) return known.answer;
    return options.call(question, new AbortController().signal);
  }

  function invalidate(): void {
    known = null;
    const again = wanted;
    if (again === null) return;
    if (flight === null) void fly(again);
    else flight.abort.abort();
  }

  return { ask, answerTo, invalidate };
}
