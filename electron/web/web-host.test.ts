import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { decodeServerFrame, encodeFrame, MAX_FRAME } from '../../shared/wire.ts';
import { startTestEngine } from '../engine/session/testing/test-engine.ts';
import { staticFiles } from './static-files.ts';
import { startWebHost, type WebHost } from './web-host.ts';

let host: WebHost;
let cookie = '';
let own = '';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A request as it is: fetch() would set Host itself and tidy up the path. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: host.port,
      path: target,
      method,
      headers: { host: own, ...headers },
    };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

interface SocketAttempt {
  readonly origin?: string;
  readonly host?: string;
  readonly cookie?: string;
  readonly path?: string;
}

/** `open`, or the HTTP status of the refusal. */
function tryOpen({
  origin,
  host: name,
  cookie: given,
  path: target,
}: SocketAttempt): Promise<WebSocket | number> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}${target ?? '/socket'}`, {
    ...(origin ? { origin } : {}),
    headers: { host: name ?? own, ...(given ? { cookie: given } : {}) },
  });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
  });
}

async function openSocket(): Promise<WebSocket> {
  const socket = await tryOpen({ origin: `http://${own}`, cookie });
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
  return socket;
}

const closeCode = (socket: WebSocket) => new Promise((resolve) => socket.on('close', resolve));

beforeAll(async () => {
  const root = mkdtempSync(path.join(tmpdir(), 'studio-web-'));
  mkdirSync(path.join(root, 'page/assets'), { recursive: true });
  writeFileSync(path.join(root, 'page/index.html'), '<title>Studio</title>');
  writeFileSync(path.join(root, 'page/assets/a.js'), '1');
  writeFileSync(path.join(root, 'secret.txt'), 'secret');
  symlinkSync(path.join(root, 'secret.txt'), path.join(root, 'page/link.txt'));
  const { engine } = startTestEngine();
  host = await startWebHost({ engine, serveFiles: staticFiles(path.join(root, 'page')) });
  own = `127.0.0.1:${host.port}`;
  const { headers } = await ask(new URL(host.newAddress()).pathname + new URL(host.newAddress()).search);
  cookie = String(headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(() => host.close());

describe('web host', () => {
  it('exchanges a token once for a strict cookie and takes it out of the address', async () => {
    const { pathname, search } = new URL(host.newAddress());
    const first = await ask(pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(String(first.headers['set-cookie'])).toMatch(
      /^studio-[\w-]{8}=[\w-]{35}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
    expect((await ask(pathname + search)).status).toBe(403);
    expect((await ask('/?token=guess')).status).toBe(403);
    expect(await ask(pathname + search, { cookie })).toMatchObject({
      status: 303,
      headers: { location: '/' },
    });
  });

  it('serves nothing without the session', async () => {
    const statuses = ['/', '/index.html', '/assets/a.js', '/socket'].map(
      async (at) => (await ask(at)).status,
    );
    expect(await Promise.all(statuses)).toEqual([403, 403, 403, 403]);
    expect((await ask('/', { cookie: `${cookie}x` })).status).toBe(403);
    expect(await ask('/', { cookie })).toMatchObject({ status: 200, body: '<title>Studio</title>' });
  });

  it('answers only to the names of loopback, at any port (DNS rebinding)', async () => {
    const status = async (name: string) => (await ask('/', { cookie, host: name })).status;
    const good = ['localhost', 'localhost:9000', '127.0.0.1:1', '[::1]:8080'];
    const bad = [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:80',
      '0.0.0.0',
      'localhost:',
      '[::2]',
    ];
    expect(await Promise.all(good.map(status))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(bad.map(status))).toEqual([403, 403, 403, 403, 403, 403]);
  });

  it('stays inside its folder', async () => {
    const outside = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/..%5c..%5csecret.txt',
    ];
    const odd = ['/link.txt', '/%00', '/%E0%A4%A', '/assets', '//secret.txt', '/assets/../../secret.txt'];
    for (const target of [...outside, ...odd]) {
      const { status, body } = await ask(target, { cookie });
      expect([target, [400, 404].includes(status), body.includes('secret')]).toEqual([target, true, false]);
    }
  });

  it('sends its security headers with every answer, also with refusals, and none of CORS', async () => {
    for (const { headers } of [
      await ask('/', { cookie }),
      await ask('/'),
      await ask('/x', { host: 'evil.example' }),
    ]) {
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
    expect((await ask('/', { cookie }, 'POST')).status).toBe(405);
  });

  it('opens a socket only for its own page with its session', async () => {
    const origin = `http://${own}`;
    const attempts: SocketAttempt[] = [
      { cookie },
      { cookie, origin: 'http://evil.example' },
      { cookie, origin: 'http://127.0.0.1:1' },
      { cookie, origin: 'null' },
      { origin },
      { origin: 'http://evil.example', host: 'evil.example', cookie },
    ];
    expect(await Promise.all(attempts.map(tryOpen))).toEqual([403, 403, 403, 403, 403, 403]);
    expect(await tryOpen({ cookie, origin, path: '/other' })).toBe(404);
    const tunnelled = await tryOpen({ cookie, origin: 'http://localhost:9000', host: 'localhost:9000' });
    expect(tunnelled).toBeInstanceOf(WebSocket);
    if (typeof tunnelled !== 'number') tunnelled.close();
  });

  it('answers calls and compresses its messages', async () => {
    const socket = await openSocket();
    expect(socket.extensions).toBe('permessage-deflate');
    const answer = new Promise((resolve) => {
      socket.on('message', (data: Buffer) => resolve(decodeServerFrame(data.toString('utf8'))));
    });
    socket.send(encodeFrame({ type: 'call', id: 4, name: 'app.info', input: {} }));
    expect(await answer).toMatchObject({ type: 'result', id: 4, value: { host: 'test', version: '1.2.3' } });
    socket.close();
  });

  it('closes on what is no frame, and on what is too large', async () => {
    const send = async (data: string | Buffer) => {
      const socket = await openSocket();
      const code = closeCode(socket);
      socket.on('error', () => {});
      socket.send(data);
      return code;
    };
    expect(await send('{')).toBe(1002);
    expect(await send(Buffer.from('{"type":"cancel","id":1}'))).toBe(1002);
    expect(await send('x'.repeat(MAX_FRAME + 1))).toBe(1009);
  });
});
