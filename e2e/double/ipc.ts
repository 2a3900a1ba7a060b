/** ipcMain of the double, and what a page sent to it. */
import { EventEmitter } from 'node:events';
import { strict } from './strict.ts';

type InvokeHandler = (event: unknown, ...given: unknown[]) => unknown;

export interface PageMessage {
  readonly kind: 'invoke' | 'send';
  readonly id: number;
  readonly channel: string;
  readonly given: readonly unknown[];
}

export interface Answer {
  readonly kind: 'answer';
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface IpcModel {
  readonly ipcMain: object;
  /** Null for a message nobody waits for. */
  receive(message: PageMessage, event: object): Promise<Answer | null>;
}

export function modelIpc(): IpcModel {
  const emitter = new EventEmitter();
  const handlers = new Map<string, InvokeHandler>();
  const ipcMain = Object.assign(emitter, {
    handle(channel: string, handler: InvokeHandler) {
      if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
      handlers.set(channel, handler);
    },
  });

  async function receive({ kind, id, channel, given }: PageMessage, event: object): Promise<Answer | null> {
    if (kind === 'send') {
      emitter.emit(channel, event, ...given);
      return null;
    }
    try {
      const handler = handlers.get(channel);
      if (!handler) throw new Error(`No handler registered for '${channel}'`);
      return { kind: 'answer', id, value: await handler(event, ...given) };
    } catch (error) {
      return { kind: 'answer', id, error: `Error invoking remote method '${channel}': ${String(error)}` };
    }
  }

  return { ipcMain: strict('ipcMain', ipcMain), receive };
}
