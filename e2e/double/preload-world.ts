/**
 * The isolated world the built preload runs in: `require('electron')` gives contextBridge and ipcRenderer and nothing
 * else, as in a sandboxed preload. Sent into the page as text, so it closes over nothing.
 */
import type { Codec } from './codec.ts';

export function installPreloadWorld(prefix: string, preload: string, makeCodec: () => Codec): void {
  type Callable = (...given: unknown[]) => unknown;
  type Shape = Record<string, unknown>;
  const world = globalThis as unknown as {
    studioDoubleToMain(message: string): void;
    studioDoubleDeliver(message: string): void;
  };
  const { encode, decode } = makeCodec();
  const functions: Callable[] = [];
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, Set<Callable>>();
  let lastPromise = 0;
  let lastInvoke = 0;

  const isShape = (value: unknown): value is Shape =>
    typeof value === 'object' && value !== null && value.constructor === Object;
  const mapShape = (shape: Shape, map: (value: unknown) => unknown) =>
    Object.fromEntries(Object.entries(shape).map(([key, value]) => [key, map(value)]));
  const fire = (type: string, detail: unknown) =>
    window.dispatchEvent(new CustomEvent(prefix + type, { detail }));
  const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

  const outward = (value: unknown): unknown => {
    if (typeof value === 'function') return { $function: functions.push(value as Callable) - 1 };
    if (Array.isArray(value)) return value.map(outward);
    return isShape(value) ? mapShape(value, outward) : value;
  };
  const inward = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inward);
    if (!isShape(value)) return value;
    const { $callback } = value;
    if (typeof $callback !== 'number') return mapShape(value, inward);
    return (...given: unknown[]) => {
      fire('callback', { id: $callback, given: outward(given) });
    };
  };

  window.addEventListener(`${prefix}call`, (event) => {
    const { id, given } = (event as CustomEvent<{ id: number; given: unknown }>).detail;
    try {
      const result = functions[id]?.(...(inward(given) as unknown[]));
      if (!(result instanceof Promise)) return fire('reply', { value: outward(result) });
      const promise = ++lastPromise;
      fire('reply', { promise });
      result.then(
        (value) => fire('settle', { id: promise, value: outward(value) }),
        (error: unknown) => fire('settle', { id: promise, error: messageOf(error) }),
      );
    } catch (error) {
      fire('reply', { error: messageOf(error) });
    }
  });

  const post = (message: unknown) => world.studioDoubleToMain(JSON.stringify(encode(message)));
  const ipcRenderer = {
    invoke(channel: string, ...given: unknown[]) {
      return new Promise((resolve, reject) => {
        const id = ++lastInvoke;
        pending.set(id, { resolve, reject });
        post({ kind: 'invoke', id, channel, given });
      });
    },
    send(channel: string, ...given: unknown[]) {
      post({ kind: 'send', channel, given });
    },
    on(channel: string, listener: Callable) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return ipcRenderer;
    },
    removeListener(channel: string, listener: Callable) {
      listeners.get(channel)?.delete(listener);
      return ipcRenderer;
    },
  };

  type Delivered = {
    kind: string;
    id: number;
    value: unknown;
    error?: string;
    channel: string;
    given: unknown[];
  };
  world.studioDoubleDeliver = (text) => {
    const message = decode(JSON.parse(text)) as Delivered;
    if (message.kind === 'event') {
      for (const listener of [...(listeners.get(message.channel) ?? [])])
        listener({ sender: ipcRenderer }, ...message.given);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  };

  const electron = {
    ipcRenderer,
    contextBridge: {
      exposeInMainWorld: (key: string, api: unknown) => fire('expose', { key, shape: outward(api) }),
    },
  };
  const require = (name: string) => {
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const sandboxed = { platform: 'linux', versions: {}, contextIsolated: true, sandboxed: true };
  // The preload is a CommonJS file; this is how a module wrapper runs one.
  const run = new Function('require', 'module', 'exports', 'process', preload) as Callable;
  run(require, { exports: {} }, {}, sandboxed);
}
