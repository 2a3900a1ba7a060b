/** Where unexpected errors of the engine go: the terminal, in full, with a time. */
import { inspect } from 'node:util';

export function logToStderr(message: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  process.stderr.write(`${new Date().toISOString()} ${message}: ${detail}\n`);
}
