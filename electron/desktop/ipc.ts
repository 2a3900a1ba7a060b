/** The engine over Electron's IPC: sender first, then the dispatcher. One connection a window, renewed when it reloads. */
import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { IPC } from '../../shared/ipc.ts';
import type { AnswerFrame, ServerFrame } from '../../shared/wire.ts';
import { type Connection, openConnection } from '../engine/session/connection.ts';
import type { Engine } from '../engine/session/engine.ts';
import { isOwnPage } from './scheme.ts';

/** Only the top frame of one of our own windows, while it shows our own page. */
function isTrusted({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url);
}

function forwardTo(contents: WebContents): (frame: ServerFrame) => void {
  return (frame) => {
    if (contents.isDestroyed()) return;
    if (frame.type === 'event') contents.send(IPC.event, frame.name, frame.payload);
    if (frame.type === 'progress') {
      const { id: callId, text, fraction } = frame;
      contents.send(IPC.event, 'call.progress', { callId, text, fraction });
    }
  };
}

function refused(id: number): AnswerFrame {
  const message = 'Only the program’s own page may ask the engine.';
  return { type: 'error', id, error: { code: 'forbidden', message } };
}

/** Answers the connector that every new window is given to. */
export function serveIpc(engine: Engine): (contents: WebContents) => void {
  const connections = new Map<WebContents, Connection>();

  ipcMain.handle(IPC.invoke, (event, id: unknown, name: unknown, input: unknown) => {
    const callId = Number.isSafeInteger(id) ? (id as number) : 0;
    const connection = connections.get(event.sender);
    if (!connection || !isTrusted(event)) return refused(callId);
    return connection.call({ id: callId, name: String(name), input });
  });
  ipcMain.on(IPC.cancel, (event, id: unknown) => {
    if (isTrusted(event) && Number.isSafeInteger(id)) connections.get(event.sender)?.cancel(id as number);
  });

  return (contents) => {
    const open = () => {
      connections.get(contents)?.close();
      connections.set(contents, openConnection(engine, forwardTo(contents)));
    };
    open();
    // A reloaded page counts its calls from 1 again.
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) open();
    });
    contents.on('destroyed', () => {
      connections.get(contents)?.close();
      connections.delete(contents);
    });
  };
}
