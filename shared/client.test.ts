import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import type { ClientFrame, ServerFrame } from './wire.ts';

function harness() {
  const sent: ClientFrame[] = [];
  let answer: (frame: ServerFrame) => void = () => {};
  let close: (why: string) => void = () => {};
  const client = createClient({
    send: (frame) => sent.push(frame),
    onFrame: (listener) => {
      answer = listener;
    },
    onClose: (listener) => {
      close = listener;
    },
  });
  return { client, sent, answer: (frame: ServerFrame) => answer(frame), close: (why: string) => close(why) };
}

describe('client', () => {
  it('pairs answers with calls by their number, in any order', async () => {
    const { client, answer } = harness();
    const first = client.call('capture.command', {});
    const second = client.call('capture.command', {});
    answer({ type: 'result', id: 2, value: 'two' });
    answer({ type: 'result', id: 1, value: 'one' });
    expect(await Promise.all([first, second])).toEqual(['one', 'two']);
  });

  it('makes cancelling an outcome of its own and tells the engine', async () => {
    const { client, sent, answer } = harness();
    const controller = new AbortController();
    const call = client.call('host.readThisMachine', {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    // The late answer is dropped, not an error.
    answer({ type: 'result', id: 1, value: null });
  });

  it('goes on waiting for the answer of a cancelled call where that is asked for', async () => {
    const { client, sent, answer } = harness();
    const controller = new AbortController();
    const call = client.call('host.readThisMachine', {}, { signal: controller.signal, awaitsAnswer: true });
    controller.abort();
    expect(sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    const value = { hostId: 'h1', findings: [] };
    answer({ type: 'result', id: 1, value });
    expect(await call).toEqual(value);
  });

  it('does not send a call that is cancelled before it starts', async () => {
    const { client, sent } = harness();
    const call = client.call('app.info', {}, { signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    expect(sent).toEqual([]);
  });

  it('tells progress to the call and to listeners, and ends subscriptions', async () => {
    const { client, answer } = harness();
    const seen: unknown[] = [];
    const off = client.on('call.progress', (progress) => seen.push(progress));
    const onProgress = (text: string, fraction: number | null) => seen.push([text, fraction]);
    const call = client.call('host.readThisMachine', {}, { onProgress });
    answer({ type: 'progress', id: 1, text: 'Reading', fraction: 0.5 });
    off();
    answer({ type: 'progress', id: 1, text: 'Reading', fraction: 0.7 });
    expect(seen).toEqual([['Reading', 0.5], { callId: 1, text: 'Reading', fraction: 0.5 }, ['Reading', 0.7]]);
    answer({ type: 'error', id: 1, error: { code: 'unreadable', message: 'No.' } });
    await expect(call).rejects.toMatchObject({ code: 'unreadable', message: 'No.' });
  });

  it('fails what waits when the connection goes', async () => {
    const { client, close } = harness();
    const call = client.call('app.info', {});
    close('The line broke.');
    await expect(call).rejects.toMatchObject({ code: 'disconnected', message: 'The line broke.' });
  });
});
