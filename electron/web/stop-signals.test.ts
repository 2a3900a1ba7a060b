import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SECOND_CHANCE_MILLISECONDS, untilStopped } from './stop-signals.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(name: string | null) {
  const signals = new EventEmitter();
  const said: string[] = [];
  let ended = false;
  void untilStopped(
    signals,
    () => Promise.resolve(name),
    (sentence) => void said.push(sentence),
  ).then(() => {
    ended = true;
  });
  const send = async (signal: string) => {
    signals.emit(signal);
    await vi.advanceTimersByTimeAsync(0);
    return ended;
  };
  return { send, said };
}

it('asks at the first Ctrl-C while changes are not saved, and ends at the second in time', async () => {
  const { send, said } = start('payments');
  expect(await send('SIGINT')).toBe(false);
  await vi.advanceTimersByTimeAsync(SECOND_CHANCE_MILLISECONDS + 1);
  expect([await send('SIGINT'), await send('SIGINT')]).toEqual([false, true]);
  const sentence =
    '“payments” has changes that are not saved. Save them in the studio, or press Ctrl-C again to end without them.';
  expect(said).toEqual([sentence, sentence]);
});

it('ends at once with nothing to lose, and at SIGTERM always', async () => {
  expect([await start(null).send('SIGINT'), await start('payments').send('SIGTERM')]).toEqual([true, true]);
});
