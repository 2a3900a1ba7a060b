/**
 * Frames between a client and the engine, the same for every transport. Over a WebSocket each is one JSON text in which
 * bytes are base64: no binary layout, so both ends may have any byte order. Electron's IPC carries the objects as they are.
 */
import type { CallName, EventName } from './contract.ts';
import type { WireError } from './errors.ts';
import { StudioError } from './errors.ts';

/** Largest dropped file that `host.importBytes` takes. */
export const MAX_IMPORT_BYTES = 64 * 1024 * 1024;
/** Largest frame in characters: base64 of the largest import plus room for the rest of the call. */
export const MAX_FRAME = Math.ceil(MAX_IMPORT_BYTES / 3) * 4 + 65_536;

export type ClientFrame =
  | { readonly type: 'call'; readonly id: number; readonly name: CallName; readonly input: unknown }
  | { readonly type: 'cancel'; readonly id: number };

export type AnswerFrame =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError };

export type ServerFrame =
  | AnswerFrame
  | {
      readonly type: 'progress';
      readonly id: number;
      readonly text: string;
      readonly fraction: number | null;
    }
  | { readonly type: 'event'; readonly name: EventName; readonly payload: unknown };

const BYTES_KEY = '$bytes';
// String.fromCharCode takes its bytes as arguments; engines allow at least this many.
const CHUNK = 0x8000;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

function fromBase64(text: string): Uint8Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
  return bytes;
}

/** One frame as text; throws `too-large` above {@link MAX_FRAME}. */
export function encodeFrame(frame: ClientFrame | ServerFrame): string {
  const text = JSON.stringify(frame, (_key, value: unknown) => {
    if (value instanceof Uint8Array) return { [BYTES_KEY]: toBase64(value) };
    return value;
  });
  if (text.length > MAX_FRAME) throw new StudioError('too-large', 'This is more than one message can carry.');
  return text;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(BYTES_KEY in value)) return value;
  const text = value[BYTES_KEY];
  return typeof text === 'string' && Object.keys(value).length === 1 ? fromBase64(text) : value;
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text, revive);
  } catch {
    throw new StudioError('bad-request', 'The message is not a frame of this program.');
  }
}

function hasId(frame: unknown): frame is { type: unknown; id: number; name?: unknown; input?: unknown } {
  return (
    typeof frame === 'object' &&
    frame !== null &&
    'type' in frame &&
    'id' in frame &&
    Number.isSafeInteger(frame.id)
  );
}

/** What a client sent. Only the frame's shape is checked here; the dispatcher checks name and input. */
export function decodeClientFrame(text: string): ClientFrame {
  const frame = decode(text);
  if (hasId(frame)) {
    if (frame.type === 'cancel') return { type: 'cancel', id: frame.id };
    if (frame.type === 'call' && typeof frame.name === 'string')
      return { type: 'call', id: frame.id, name: frame.name as CallName, input: frame.input };
  }
  throw new StudioError('bad-request', 'The message is not a call of this program.');
}

/** What the engine sent: from the trusted side, so nothing but its JSON is checked. */
export function decodeServerFrame(text: string): ServerFrame {
  return decode(text) as ServerFrame;
}
