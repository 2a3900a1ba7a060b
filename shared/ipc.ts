/** The three channels of Electron's IPC; names of calls and events travel inside them. */
export const IPC = { invoke: 'studio:invoke', cancel: 'studio:cancel', event: 'studio:event' } as const;
