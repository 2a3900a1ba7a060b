/** The answer that is looked at: asked once for all parts that draw it, and drawn until the next one is there. */
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Input } from '../../../shared/contract.ts';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { call, isDisconnected, sentenceOf } from '../../store/api.ts';
import { createPreviewer } from '../../store/previewer.ts';
import { useStudio } from '../../store/studio.ts';
import { useAnswered, useZpci, useZpciState } from '../zpci-context.ts';
import type { ZpciStore } from '../zpci-view-state.ts';

type Question = Input<'zpci.answer'>;

export interface Answered {
  /** The newest answer there is; it may be to the question before. */
  readonly card: AnswerCard | null;
  readonly error: string | null;
  /** True while a newer answer is on its way. */
  readonly busy: boolean;
}

const NOTHING: Answered = { card: null, error: null, busy: false };

interface Desk {
  readonly answered: StoreApi<Answered>;
  readonly ask: (question: Question | null) => void;
  readonly again: () => void;
  /** Asks again when what the answer follows from is another than before. */
  readonly follow: (from: readonly unknown[]) => void;
  /** A part that draws it comes; the last one that goes cancels what is under way. */
  readonly join: () => () => void;
}

function createDesk(): Desk {
  const answered = createStore<Answered>(() => NOTHING);
  let users = 0;
  let followed: readonly unknown[] | null = null;
  const previewer = createPreviewer<Question, AnswerCard>({
    call: (question, signal) => call('zpci.answer', question, { signal }),
    same: (left, right) => JSON.stringify(left) === JSON.stringify(right),
    onAnswer: (card, question) => {
      if (question === null) answered.setState(NOTHING);
      else if (card === null) answered.setState({ busy: true });
      else answered.setState({ card, error: null, busy: false });
    },
    onError: (thrown) => {
      // It is asked again as soon as the engine is back.
      if (isDisconnected(thrown)) return;
      answered.setState({ card: null, error: sentenceOf(thrown), busy: false });
    },
  });
  const again = () => {
    if (users === 0) return;
    answered.setState({ busy: true });
    previewer.invalidate();
  };
  return {
    answered,
    ask: (question) => previewer.ask(question),
    again,
    follow: (from) => {
      const isSame = followed === null || from.every((each, at) => each === followed?.[at]);
      followed = from;
      if (!isSame) again();
    },
    join: () => {
      users += 1;
      return () => {
        users -= 1;
        if (users === 0) previewer.ask(null);
      };
    },
  };
}

const desks = new WeakMap<StoreApi<ZpciStore>, Desk>();

function deskOf(store: StoreApi<ZpciStore>): Desk {
  let desk = desks.get(store);
  if (desk === undefined) {
    desk = createDesk();
    desks.set(store, desk);
  }
  return desk;
}

export interface ShownAnswer extends Answered {
  /** False while nothing of a guest is selected. */
  readonly asked: boolean;
  readonly again: () => void;
}

export function useAnswerCard(): ShownAnswer {
  const { host, store } = useZpci();
  const about = useAnswered();
  const whatIf = useZpciState((state) => state.whatIf);
  const connected = useStudio((state) => state.connection === 'ready');
  const desk = deskOf(store);
  const answered = useStore(desk.answered);
  const key = about === null ? null : JSON.stringify({ hostId: host.host.id, ...about, whatIf });
  useEffect(() => desk.join(), [desk]);
  useEffect(() => desk.ask(key === null ? null : (JSON.parse(key) as Question)), [desk, key]);
  useEffect(
    () => desk.follow([host.observed, host.desired, connected]),
    [desk, host.observed, host.desired, connected],
  );
  if (key === null) return { ...NOTHING, asked: false, again: desk.again };
  return { ...answered, asked: true, again: desk.again };
}
