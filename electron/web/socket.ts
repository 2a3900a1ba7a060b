/** One engine connection a WebSocket. Whether the socket may be opened was decided by its upgrade (web-host.ts). */
import type { WebSocket } from 'ws';
import { toWireError } from '../../shared/errors.ts';
import { decodeClientFrame, encodeFrame, type ServerFrame } from '../../shared/wire.ts';
import { openConnection } from '../engine/session/connection.ts';
import type { Engine } from '../engine/session/engine.ts';

/** RFC 6455 close code for a peer that breaks the protocol. */
const PROTOCOL_ERROR = 1002;
const PING_MILLISECONDS = 30_000;

function sendFrame(socket: WebSocket, frame: ServerFrame): void {
  if (socket.readyState !== socket.OPEN) return;
  try {
    socket.send(encodeFrame(frame));
  } catch (thrown) {
    // An answer too large to send still has to end its call.
    if (frame.type === 'result')
      socket.send(encodeFrame({ type: 'error', id: frame.id, error: toWireError(thrown) }));
  }
}

/** Ends sockets whose peer went away without a word (a closed laptop, a cut tunnel). */
function watchPulse(socket: WebSocket): void {
  let alive = true;
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MILLISECONDS);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => clearInterval(timer));
}

export function attachSocket(socket: WebSocket, engine: Engine): void {
  const connection = openConnection(engine, (frame) => sendFrame(socket, frame));
  socket.on('message', (data, isBinary) => {
    try {
      // Text frames arrive as one Buffer: ws gives arrays only when told to.
      if (isBinary || !Buffer.isBuffer(data)) throw new Error('not a text message');
      connection.receive(decodeClientFrame(data.toString('utf8')));
    } catch {
      // A page of ours never sends this; there is no call to answer.
      socket.close(PROTOCOL_ERROR, 'not a frame of this program');
    }
  });
  // ws reports an oversized message here and closes with 1009 itself.
  socket.on('error', () => {});
  socket.on('close', () => connection.close());
  watchPulse(socket);
}
