import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, mergeCalls, output } from '../../../shared/call.ts';
import { CONTRACT } from '../../../shared/contract.ts';
import { StudioError } from '../../../shared/errors.ts';
import { type CallContext, createDispatch, mergeHandlers } from './dispatch.ts';
import { startTestEngine } from './testing/test-engine.ts';

const contract = { greet: command('Greets.', z.object({ name: z.string() }), output<string>()) };

function context(): CallContext & { controller: AbortController } {
  const controller = new AbortController();
  return { controller, signal: controller.signal, progress: () => {} };
}

describe('dispatch', () => {
  it('refuses to start when contract and handlers differ, naming every difference', () => {
    expect(() => createDispatch(contract, { wave: () => null }, () => {})).toThrow(
      'contract and handlers differ: greet has no handler; the handler wave is not in the contract',
    );
    const noSchema = { greet: { ...contract.greet, input: undefined as unknown as z.ZodType } };
    expect(() => createDispatch(noSchema, { greet: () => null }, () => {})).toThrow(
      'greet has no input schema',
    );
    expect(() => mergeHandlers([{ greet: () => 1 }, { greet: () => 2 }])).toThrow('two handlers for greet');
    expect(() => mergeCalls(contract, contract)).toThrow('declared twice in the contract: greet');
    expect(() => mergeCalls({}, noSchema)).toThrow('no input schema for greet');
  });

  it('has a handler for every call of the contract', () => {
    expect(() => startTestEngine()).not.toThrow();
    expect(Object.keys(CONTRACT).every((name) => /^[a-z]+\.[a-z][A-Za-z]+$/.test(name))).toBe(true);
  });

  it('answers unknown names, bad input, refusals and surprises each in their own way', async () => {
    const logged: unknown[] = [];
    const surprise = new Error('secret detail');
    const thrown: Record<string, Error> = {
      known: new StudioError('io', 'The disk is full.'),
      odd: surprise,
    };
    const handlers = {
      greet: ({ name }: { name: string }) => {
        if (thrown[name]) throw thrown[name];
        return `Hello ${name}`;
      },
    };
    const dispatch = createDispatch(contract, handlers, (_message, error) => logged.push(error));
    const ask = async (name: string, input: unknown) => dispatch({ id: 1, name, input }, context());
    expect(await ask('greet', { name: 'Ada' })).toEqual({ type: 'result', id: 1, value: 'Hello Ada' });
    expect(await ask('constructor', {})).toMatchObject({ error: { code: 'unknown-command' } });
    expect(await ask('greet', { name: 7 })).toMatchObject({ error: { code: 'bad-request' } });
    expect(await ask('greet', { name: 'known' })).toMatchObject({
      error: { code: 'io', message: 'The disk is full.' },
    });
    const internal = await ask('greet', { name: 'odd' });
    expect(internal).toMatchObject({ error: { code: 'internal' } });
    expect(JSON.stringify(internal)).not.toContain('secret');
    expect(logged).toEqual([surprise]);
  });

  it('makes a cancelled call cancelled, however its handler ends', async () => {
    const handlers = {
      greet: ({ name }: { name: string }) => (name === 'fail' ? Promise.reject(new Error()) : 1),
    };
    const logged: unknown[] = [];
    const dispatch = createDispatch(contract, handlers, (_message, error) => logged.push(error));
    for (const name of ['fail', 'work']) {
      const asked = context();
      const answer = dispatch({ id: 1, name: 'greet', input: { name } }, asked);
      asked.controller.abort();
      expect(await answer).toMatchObject({ type: 'error', error: { code: 'cancelled' } });
    }
    expect(logged).toEqual([]);
  });
});
