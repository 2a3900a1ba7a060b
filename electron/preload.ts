/** The bridge: three functions, allow-lists both ways, nothing of ipcRenderer itself. */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { StudioBridge } from '../shared/bridge.ts';
import { CALL_NAMES, EVENT_NAMES } from '../shared/channels.ts';
import { IPC } from '../shared/ipc.ts';
import type { AnswerFrame } from '../shared/wire.ts';

const bridge: StudioBridge = {
  invoke(id, name, input) {
    if (CALL_NAMES.includes(name))
      return ipcRenderer.invoke(IPC.invoke, id, name, input) as Promise<AnswerFrame>;
    const error = { code: 'unknown-command' as const, message: 'There is no such command.' };
    return Promise.resolve({ type: 'error', id, error });
  },
  cancel(id) {
    ipcRenderer.send(IPC.cancel, id);
  },
  on(name, listener) {
    if (!EVENT_NAMES.includes(name)) throw new Error('There is no such event.');
    const forward = (_event: IpcRendererEvent, sent: unknown, payload: unknown) => {
      if (sent === name) listener(payload);
    };
    ipcRenderer.on(IPC.event, forward);
    return () => {
      ipcRenderer.removeListener(IPC.event, forward);
    };
  },
};

contextBridge.exposeInMainWorld('studioBridge', bridge);
