/** What the preload puts on `window.studioBridge`, and the transport over it. Plain values cross; no Electron object does. */
import type { Transport } from './client.ts';
import type { EventName } from './contract.ts';
import { StudioError } from './errors.ts';
import type { AnswerFrame, ServerFrame } from './wire.ts';

export interface StudioBridge {
  /** The answer as a frame, because an Error would lose its code on the way. */
  invoke(id: number, name: string, input: unknown): Promise<AnswerFrame>;
  cancel(id: number): void;
  /** Returns the function that ends it. */
  on(name: EventName, listener: (payload: unknown) => void): () => void;
}

interface Progress {
  readonly callId: number;
  readonly text: string;
  readonly fraction: number | null;
}

export function bridgeTransport(bridge: StudioBridge, events: readonly EventName[]): Transport {
  let deliver: (frame: ServerFrame) => void = () => {};
  for (const name of events) {
    bridge.on(name, (payload) => {
      if (name !== 'call.progress') return deliver({ type: 'event', name, payload });
      const { callId, text, fraction } = payload as Progress;
      deliver({ type: 'progress', id: callId, text, fraction });
    });
  }
  return {
    send(frame) {
      if (frame.type === 'cancel') return bridge.cancel(frame.id);
      bridge.invoke(frame.id, frame.name, frame.input).then(
        (answer) => deliver(answer),
        () => {
          const error = new StudioError('disconnected', 'The engine did not answer.');
          deliver({ type: 'error', id: frame.id, error: { code: error.code, message: error.message } });
        },
      );
    },
    onFrame(listener) {
      deliver = listener;
    },
    // The main process outlives its windows: this transport closes with the page.
    onClose() {},
  };
}
