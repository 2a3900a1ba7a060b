/** Who may talk to the web host: Host by name, a one-time token for a cookie, Origin of the socket. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;

/**
 * Against DNS rebinding: the name must be one of loopback. Any port is fine, because through `ssh -L 9000:…` the browser
 * says the port of its own end.
 */
export function isLoopbackHost(host: string | undefined): host is string {
  return host !== undefined && LOOPBACK_HOST.test(host);
}

/** A socket must come from a page of this very host; browsers always send Origin with it. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  return request.headers.origin === `http://${request.headers.host}`;
}

function sameSecret(given: string | undefined, wanted: string): boolean {
  if (given === undefined) return false;
  const left = Buffer.from(given);
  const right = Buffer.from(wanted);
  return left.length === right.length && timingSafeEqual(left, right);
}

function cookieValue(request: IncomingMessage, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return undefined;
}

export interface Access {
  /** A new one-time token; those given out before and not used stay good. */
  newToken(): string;
  /** The cookie header for a token that is good, which it then no longer is; null otherwise. */
  exchange(token: string): string | null;
  hasSession(request: IncomingMessage): boolean;
}

const MAX_TOKENS = 16;

/** `session`: a fixed secret, for development where the host restarts and the page should stay signed in. */
export function createAccess(session = randomBytes(32).toString('base64url')): Access {
  const tokens = new Set<string>();
  // Cookies ignore the port: with a name of its own, two hosts on one machine do not sign each other out.
  const cookie = `studio-${session.slice(0, 8)}`;
  const secret = session.slice(8);

  return {
    newToken() {
      const token = randomBytes(24).toString('base64url');
      tokens.add(token);
      if (tokens.size > MAX_TOKENS) tokens.delete([...tokens][0] ?? '');
      return token;
    },
    exchange(given) {
      const token = [...tokens].find((candidate) => sameSecret(given, candidate));
      if (token === undefined) return null;
      tokens.delete(token);
      return `${cookie}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    hasSession: (request) => sameSecret(cookieValue(request, cookie), secret),
  };
}
