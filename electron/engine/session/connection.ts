/** One client of the engine: its running calls, their cancellation, and the events it gets. Same for every transport. */
import { StudioError } from '../../../shared/errors.ts';
import type { AnswerFrame, ClientFrame, ServerFrame } from '../../../shared/wire.ts';
import type { Call } from './dispatch.ts';
import type { Engine } from './engine.ts';

export interface Connection {
  /** For transports that pair answers themselves (Electron's invoke). */
  call(call: Call): Promise<AnswerFrame>;
  cancel(id: number): void;
  /** For transports of frames: the answer goes out as a frame. */
  receive(frame: ClientFrame): void;
  /** Cancels what runs and ends the events. */
  close(): void;
}

// A page has a handful of calls at a time; this only stops a client that went wild.
const MAX_RUNNING = 256;

/** Input that has arrived meanwhile is read first: a cancellation may be among it. */
function afterInput(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

export function openConnection(engine: Engine, send: (frame: ServerFrame) => void): Connection {
  const running = new Map<number, AbortController>();
  const waiting = new Set<number>();
  let isClosed = false;
  let lastTurn = Promise.resolve();
  const unsubscribe = engine.onEvent((name, payload) => send({ type: 'event', name, payload }));

  function refuse(id: number, error: StudioError): AnswerFrame {
    return { type: 'error', id, error: { code: error.code, message: error.message } };
  }

  async function call(asked: Call): Promise<AnswerFrame> {
    if (running.has(asked.id))
      return refuse(asked.id, new StudioError('bad-request', 'That call number is in use already.'));
    if (running.size >= MAX_RUNNING)
      return refuse(asked.id, new StudioError('busy', 'Too many calls are running. Wait for some to end.'));
    const controller = new AbortController();
    running.set(asked.id, controller);
    try {
      // Calls begin in their order, one after the other: of many that came at once those that are cancelled cost nothing.
      waiting.add(asked.id);
      lastTurn = lastTurn.then(afterInput);
      await lastTurn;
      waiting.delete(asked.id);
      const answer = engine.dispatch(asked, {
        signal: controller.signal,
        progress: (text, fraction) => send({ type: 'progress', id: asked.id, text, fraction }),
      });
      if (isClosed) controller.abort();
      return await answer;
    } finally {
      running.delete(asked.id);
    }
  }

  function cancel(id: number): void {
    running.get(id)?.abort();
  }

  return {
    call,
    cancel,
    receive(frame) {
      if (frame.type === 'cancel') cancel(frame.id);
      else void call(frame).then(send);
    },
    close() {
      isClosed = true;
      unsubscribe();
      // What was asked before the end is still begun: an edit and a closed window are no cancelled edit.
      for (const [id, controller] of running) if (!waiting.has(id)) controller.abort();
    },
  };
}
