/** The closed set of ways a call over the wire can fail. A refusal by a device rule is not among them: it is an answer. */
export const ERROR_CODES = [
  'unknown-command',
  'bad-request',
  'forbidden',
  'not-found',
  'unreadable',
  'too-large',
  'stale',
  'cancelled',
  'io',
  'busy',
  'disconnected',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface WireError {
  readonly code: ErrorCode;
  /** One sentence for the user: what happened and what was expected. */
  readonly message: string;
}

/** Thrown by handlers and by clients; carries exactly what crosses the wire. */
export class StudioError extends Error implements WireError {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'StudioError';
    this.code = code;
  }
}

/** Any thrown value as a wire error; details of unexpected ones stay on the trusted side. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof StudioError) return { code: thrown.code, message: thrown.message };
  return {
    code: 'internal',
    message: 'The engine met an error it did not expect. Nothing was changed; details are in its log.',
  };
}
