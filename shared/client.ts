/** The renderer's side of the wire, once for all transports: numbers calls, pairs answers, forwards events. */
import type { CallName, Client, EventName, EventPayloads, Input, Output } from './contract.ts';
import { StudioError } from './errors.ts';
import type { ClientFrame, ServerFrame } from './wire.ts';

export interface Transport {
  /** Throws StudioError `disconnected` when nothing can be sent. */
  send(frame: ClientFrame): void;
  /** Called once by the client; frames in the order they were sent. */
  onFrame(listener: (frame: ServerFrame) => void): void;
  /** The other side is gone: every call that waits fails with this sentence. */
  onClose(listener: (why: string) => void): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  progress(text: string, fraction: number | null): void;
}

type Listeners = Map<EventName, Set<(payload: never) => void>>;

function emit(listeners: Listeners, name: EventName, payload: unknown): void {
  for (const listener of listeners.get(name) ?? []) listener(payload as never);
}

function receive(frame: ServerFrame, waiting: Map<number, Waiting>, listeners: Listeners): void {
  if (frame.type === 'event') {
    emit(listeners, frame.name, frame.payload);
    return;
  }
  const call = waiting.get(frame.id);
  // The answer to a call that was cancelled meanwhile has nobody left to hear it.
  if (!call) return;
  if (frame.type === 'progress') {
    call.progress(frame.text, frame.fraction);
    emit(listeners, 'call.progress', { callId: frame.id, text: frame.text, fraction: frame.fraction });
    return;
  }
  waiting.delete(frame.id);
  if (frame.type === 'result') call.resolve(frame.value);
  else call.reject(new StudioError(frame.error.code, frame.error.message));
}

export function createClient(transport: Transport): Client {
  const waiting = new Map<number, Waiting>();
  const listeners: Listeners = new Map();
  let lastId = 0;

  transport.onFrame((frame) => receive(frame, waiting, listeners));
  transport.onClose((why) => {
    const calls = [...waiting.values()];
    waiting.clear();
    for (const call of calls) call.reject(new StudioError('disconnected', why));
  });

  function call<Name extends CallName>(
    name: Name,
    input: Input<Name>,
    options: Parameters<Client['call']>[2] = {},
  ): Promise<Output<Name>> {
    const { signal, onProgress, awaitsAnswer = false } = options;
    const id = ++lastId;
    return new Promise<Output<Name>>((resolve, reject) => {
      const cancelled = () => new StudioError('cancelled', 'Cancelled.');
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      const cancel = () => {
        if (!waiting.has(id)) return;
        if (!awaitsAnswer) {
          waiting.delete(id);
          reject(cancelled());
        }
        try {
          transport.send({ type: 'cancel', id });
        } catch {
          // Without a connection the engine has already dropped the call.
        }
      };
      const settled = () => signal?.removeEventListener('abort', cancel);
      waiting.set(id, {
        resolve: (value) => (settled(), resolve(value as Output<Name>)),
        reject: (error) => (settled(), reject(error)),
        progress: (text, fraction) => onProgress?.(text, fraction),
      });
      signal?.addEventListener('abort', cancel, { once: true });
      try {
        transport.send({ type: 'call', id, name, input });
      } catch (error) {
        waiting.delete(id);
        settled();
        reject(error instanceof Error ? error : new StudioError('disconnected', String(error)));
      }
    });
  }

  function on<Name extends EventName>(name: Name, listener: (payload: EventPayloads[Name]) => void) {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set.add(listener));
    return () => {
      set.delete(listener);
    };
  }

  return { call, on };
}
