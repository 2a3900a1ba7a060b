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

export function openConnection(engine: Engine, send: (frame: ServerFrame) => void): Connection {
  const running = new Map<number, AbortController>();
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
      return await engine.dispatch(asked, {
        signal: controller.signal,
        progress: (text, fraction) => send({ type: 'progress', id: asked.id, text, fraction }),
      });
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
      unsubscribe();
      for (const controller of running.values()) controller.abort();
    },
  };
}
