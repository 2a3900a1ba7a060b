import { expect, test } from 'vitest';
import type { Client } from '../../shared/contract.ts';
import type { HostView } from '../../shared/view.ts';
import { setClient } from '../store/api.ts';
import { askOnce, forgetAnswers, knownAnswer } from './answers.ts';

function host(): HostView {
  const source = { kind: 'folder', label: '/c', readAt: '' } as const;
  return { id: 'h1', name: 'kvm1', source, kernel: null, machine: null, findings: [] };
}

test('a question is asked once a state of the host; a failed one may be asked again', async () => {
  const asked: string[] = [];
  let fails = true;
  setClient({
    call: (name: string) => {
      asked.push(name);
      if (name === 'plan.drift' && fails) return Promise.reject(new Error('no'));
      return Promise.resolve([name]);
    },
  } as unknown as Client);
  const now = host();
  const input = { hostId: 'h1' };
  expect(knownAnswer(now, 'plan.changes', input)).toBe(null);
  const both = [askOnce(now, 'plan.changes', input), askOnce(now, 'plan.changes', { ...input })];
  expect(await Promise.all(both)).toEqual([['plan.changes'], ['plan.changes']]);
  expect(knownAnswer(now, 'plan.changes', input)).toEqual(['plan.changes']);
  await askOnce(host(), 'plan.changes', input);
  await expect(askOnce(now, 'plan.drift', input)).rejects.toThrow('no');
  fails = false;
  await askOnce(now, 'plan.drift', input);
  forgetAnswers(now);
  await askOnce(now, 'plan.drift', input);
  expect(asked).toEqual(['plan.changes', 'plan.changes', 'plan.drift', 'plan.drift', 'plan.drift']);
});
