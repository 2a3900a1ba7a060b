import { expect, it } from 'vitest';
import type { AnswerFrame, ServerFrame } from '../../../shared/wire.ts';
import { openConnection } from './connection.ts';
import type { Call } from './dispatch.ts';
import type { Engine } from './engine.ts';

function connected() {
  const begun: number[] = [];
  const sent: ServerFrame[] = [];
  const signals: AbortSignal[] = [];
  const engine = {
    onEvent: () => () => {},
    dispatch: ({ id }: Call, { signal }: { readonly signal: AbortSignal }): Promise<AnswerFrame> => {
      if (!signal.aborted) begun.push(id);
      signals.push(signal);
      return Promise.resolve({ type: 'result', id, value: id });
    },
  } as unknown as Engine;
  const connection = openConnection(engine, (frame) => sent.push(frame));
  const call = (id: number) => connection.call({ id, name: 'greet', input: {} });
  return { begun, connection, call, signals };
}

it('begins calls in their order, and none that was cancelled while it waited', async () => {
  const { begun, connection, call } = connected();
  const calls = [1, 2, 3].map(call);
  connection.cancel(2);
  await Promise.all(calls);
  expect(begun).toEqual([1, 3]);
});

it('reads what has arrived between two calls', async () => {
  const { begun, connection, call } = connected();
  const calls = [1, 2].map(call);
  await calls[0];
  connection.cancel(2);
  await calls[1];
  expect(begun).toEqual([1]);
});

it('begins what was asked before the connection ended, and cancels it then', async () => {
  const { begun, connection, call, signals } = connected();
  const calls = [1, 2].map(call);
  connection.close();
  await Promise.all(calls);
  expect([begun, signals.map(({ aborted }) => aborted)]).toEqual([
    [1, 2],
    [true, true],
  ]);
});
