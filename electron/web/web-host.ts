/** The engine behind HTTP and WebSocket on loopback. Every request passes Host, then session, then method, in this order. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { MAX_FRAME } from '../../shared/wire.ts';
import type { Engine } from '../engine/session/engine.ts';
import { type Access, createAccess, isLoopbackHost, isOwnOrigin } from './access.ts';
import { contentSecurityPolicy, securityHeaders } from '../page/headers.ts';
import { refusalPage } from './refusal-page.ts';
import { attachSocket } from './socket.ts';
import { requestUrl, type ServeFiles } from './static-files.ts';

export interface WebHostOptions {
  readonly engine: Engine;
  readonly serveFiles: ServeFiles;
  /** 0 picks a free one. */
  readonly port?: number;
  /** Development only: Vite's page has inline scripts, and its own socket for hot reload. */
  readonly development?: { readonly onUpgrade: UpgradeListener; readonly session: string };
}

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface WebHost {
  readonly port: number;
  /** An address with a fresh one-time token. */
  newAddress(): string;
  close(): Promise<void>;
}

const SOCKET_PATH = '/socket';
const EXTRA_CLOSE_MILLISECONDS = 500;

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(refusalPage(sentence));
}

/** Gives a cookie for a good token and sends the browser to the address without it, so it stays out of the history. */
function signIn(access: Access, token: string, response: ServerResponse): void {
  const cookie = access.exchange(token);
  if (!cookie)
    return refuse(response, 403, 'This address was used already, or is not from this run of the program.');
  response.writeHead(303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' }).end();
}

function answerRequests({ serveFiles, development }: WebHostOptions, access: Access) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { host } = request.headers;
    const loopback = isLoopbackHost(host);
    const policy = contentSecurityPolicy({
      ...(loopback ? { connect: `ws://${host}` } : {}),
      inlineScripts: development !== undefined,
    });
    for (const [name, value] of Object.entries(securityHeaders(policy))) response.setHeader(name, value);
    if (!loopback) return refuse(response, 403, 'This program answers on this machine only.');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return refuse(response, 405, 'Only pages can be asked for here.');
    let url: URL;
    try {
      url = requestUrl(request);
    } catch {
      return refuse(response, 400, 'This address cannot be understood.');
    }
    const token = url.searchParams.get('token');
    if (url.pathname === '/' && token !== null && !access.hasSession(request))
      return signIn(access, token, response);
    if (!access.hasSession(request))
      return refuse(response, 403, 'Open the address that the program printed when it started.');
    // Signed in already: the token of a second address is not needed, and the address is cleaned of it.
    if (url.pathname === '/' && token !== null)
      return void response.writeHead(303, { location: '/', 'cache-control': 'no-store' }).end();
    serveFiles(request, response);
  };
}

function answerUpgrades({ engine, development }: WebHostOptions, access: Access, sockets: WebSocketServer) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const allowed =
      isLoopbackHost(request.headers.host) && isOwnOrigin(request) && access.hasSession(request);
    if (!allowed) return void socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    if (request.url === SOCKET_PATH)
      return sockets.handleUpgrade(request, socket, head, (webSocket) => attachSocket(webSocket, engine));
    if (development) return development.onUpgrade(request, socket, head);
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

/** Rejects with the system's error, e.g. EADDRINUSE, when the port cannot be had. */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const access = createAccess(options.development?.session);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: true });
  const server = createServer(answerRequests(options, access));
  server.on('upgrade', answerUpgrades(options, access, sockets));
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    newAddress: () => `http://127.0.0.1:${port}/?token=${access.newToken()}`,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'the program ends');
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
        server.closeAllConnections();
      }, EXTRA_CLOSE_MILLISECONDS).unref();
      server.closeIdleConnections();
      await closed;
    },
  };
}
