/**
 * The engine as this page reaches it: the desktop's bridge where there is one, else a WebSocket to the host that served
 * the page. The client outlives a broken socket: it is mended in the background, calls meanwhile fail as `disconnected`.
 */
import { bridgeTransport, type StudioBridge } from '../../shared/bridge.ts';
import { createClient, type Transport } from '../../shared/client.ts';
import { type Client, EVENT_ABOUT, type EventName } from '../../shared/contract.ts';
import { StudioError } from '../../shared/errors.ts';
import { decodeServerFrame, encodeFrame, type ServerFrame } from '../../shared/wire.ts';

export type ConnectionState = 'connected' | 'reconnecting' | 'lost';

export interface ConnectionReport {
  readonly state: ConnectionState;
  /** A sentence for the user; null while connected. */
  readonly reason: string | null;
}

declare global {
  interface Window {
    readonly studioBridge?: StudioBridge;
  }
}

// 0.25 s, 0.5 s, 1 s … 8 s: about half a minute in all, longer than a laptop's network needs after sleep.
const FIRST_WAIT_MILLISECONDS = 250;
const LONGEST_WAIT_MILLISECONDS = 8000;
const ATTEMPTS = 8;

const RECONNECTING = 'The connection to the engine broke. Trying again.';
const GONE = 'The engine cannot be reached any more. Start the program again and open the address it prints.';
const SIGNED_OUT =
  'The engine was started again and does not know this page. Open the address it printed last.';

const watchers = new Set<(report: ConnectionReport) => void>();
let report: ConnectionReport = { state: 'reconnecting', reason: null };
let reopen: () => void = () => {};

function tell(state: ConnectionState, reason: string | null): void {
  report = { state, reason };
  for (const watcher of watchers) watcher(report);
}

/** Calls `watcher` at every change from now on; the answer ends that. */
export function onConnection(watcher: (report: ConnectionReport) => void): () => void {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
}

/** Tries again at once, also after the connection was given up as lost. */
export function reconnect(): void {
  reopen();
}

function socketAddress(): string {
  const address = new URL('/socket', location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return address.href;
}

/** A closed socket does not say why: the page itself does, because a host that does not know us answers 403. */
async function isSignedOut(): Promise<boolean> {
  try {
    const answer = await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return answer.status === 403;
  } catch {
    return false;
  }
}

function socketTransport(): Transport {
  let deliver: (frame: ServerFrame) => void = () => {};
  let closed: (why: string) => void = () => {};
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  async function mend(): Promise<void> {
    if (await isSignedOut()) return tell('lost', SIGNED_OUT);
    if (attempt >= ATTEMPTS) return tell('lost', GONE);
    tell('reconnecting', RECONNECTING);
    const wait = Math.min(FIRST_WAIT_MILLISECONDS * 2 ** attempt, LONGEST_WAIT_MILLISECONDS);
    attempt++;
    timer = setTimeout(open, wait);
  }

  function open(): void {
    const opened = new WebSocket(socketAddress());
    socket = opened;
    opened.addEventListener('open', () => {
      attempt = 0;
      tell('connected', null);
    });
    opened.addEventListener('message', ({ data }) => deliver(decodeServerFrame(String(data))));
    opened.addEventListener('close', () => {
      if (socket !== opened) return;
      socket = null;
      closed(RECONNECTING);
      void mend();
    });
  }

  reopen = () => {
    if (socket !== null) return;
    clearTimeout(timer);
    attempt = 0;
    open();
  };
  open();

  return {
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN)
        throw new StudioError('disconnected', report.reason ?? RECONNECTING);
      socket.send(encodeFrame(frame));
    },
    onFrame(listener) {
      deliver = listener;
    },
    onClose(listener) {
      closed = listener;
    },
  };
}

function firstConnection(): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = onConnection(({ state, reason }) => {
      if (state === 'reconnecting') return;
      stop();
      if (state === 'connected') resolve();
      else reject(new StudioError('disconnected', reason ?? GONE));
    });
  });
}

/** Resolves once the engine answers; rejects with `disconnected` when it cannot be reached. */
export async function connect(): Promise<Client> {
  if (window.studioBridge) {
    const client = createClient(
      bridgeTransport(window.studioBridge, Object.keys(EVENT_ABOUT) as EventName[]),
    );
    tell('connected', null);
    return client;
  }
  const connected = firstConnection();
  const client = createClient(socketTransport());
  await connected;
  return client;
}
