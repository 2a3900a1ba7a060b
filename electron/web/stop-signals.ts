/** Ctrl-C in a terminal is pressed easily; with changes that are not saved it takes two. */
import type { EventEmitter } from 'node:events';

/** A second Ctrl-C means the first one's question only while that is still in view. */
export const SECOND_CHANCE_MILLISECONDS = 10_000;

/**
 * Resolves when the program should end: at SIGTERM, at a Ctrl-C with nothing to lose, or at the second Ctrl-C in time.
 * `unsaved` tells the name of what would be lost, or null.
 */
export function untilStopped(
  signals: Pick<EventEmitter, 'on' | 'off'>,
  unsaved: () => Promise<string | null>,
  say: (sentence: string) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let asked = Number.NEGATIVE_INFINITY;
    function end(): void {
      signals.off('SIGINT', interrupt);
      signals.off('SIGTERM', end);
      resolve();
    }
    function interrupt(): void {
      if (Date.now() - asked <= SECOND_CHANCE_MILLISECONDS) return end();
      const at = Date.now();
      void unsaved()
        .catch(() => null)
        .then((name) => {
          if (name === null) return end();
          asked = at;
          say(
            `“${name}” has changes that are not saved. Save them in the studio, or press Ctrl-C again to end without them.`,
          );
        });
    }
    signals.on('SIGINT', interrupt);
    signals.on('SIGTERM', end);
  });
}
