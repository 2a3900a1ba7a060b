import type { KeyboardEvent } from 'react';

/** Makes a part of a picture a button; nothing without a handler. */
export function onKeys(run: (() => void) | undefined) {
  if (run === undefined) return {};
  return {
    role: 'button',
    tabIndex: 0,
    onClick: run,
    onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      run();
    },
  };
}
