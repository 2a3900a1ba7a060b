import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { ZPCI_CALLS } from '../../../shared/zpci/calls.ts';
import { passed, stateOf } from './derive/testing.ts';
import { ZPCI_REGISTRATION } from './queries.ts';

const state = stateOf([passed('h0', 0)]);
const answers = ZPCI_REGISTRATION.queries(() => ({
  observed: state,
  desired: state,
})) as unknown as Readonly<Record<string, (input: unknown) => unknown>>;

const QUESTIONS: Readonly<Record<keyof typeof ZPCI_CALLS, object>> = {
  'zpci.preview': { gesture: { kind: 'take', guest: 'g', device: 'h0' } },
  'zpci.answer': { guest: 'g', device: 'h0', whatIf: { profile: 'fixed-2019' } },
  'zpci.function': { fid: 0 },
  'zpci.sources': { fid: 0 },
  'zpci.groups': {},
  'zpci.list': { guest: 'g', rspLen: 4064, token: '0x0' },
  'zpci.life': { guest: 'g', device: 'h0', life: 'plug' },
};

describe('the calls of the zPCI family', () => {
  it('answer from the wish', () => {
    const told = Object.entries(QUESTIONS).map(([name, question]) => {
      const input = ZPCI_CALLS[name as keyof typeof ZPCI_CALLS].input.parse({ hostId: 'h', ...question });
      return answers[name]!(input);
    });
    expect(told).toMatchObject([
      { choices: [{ refusal: null }, { refusal: null }] },
      { device: 'h0', profile: 'fixed-2019', group: 1 },
      { fid: 0, owners: [{ guest: 'g', device: 'h0' }] },
      { fid: 0, neighbourCount: 2 },
      { host: [{ number: 7 }] },
      { rsp: '0x0010', total: 1 },
      { life: 'plug' },
    ]);
  });

  it('say so when a thing is gone', () => {
    const gone: readonly [string, object][] = [
      ['zpci.answer', { guest: 'g', device: 'h9', whatIf: {} }],
      ['zpci.function', { fid: 77 }],
      ['zpci.sources', { fid: 77 }],
      ['zpci.list', { guest: 'x', rspLen: 4064, token: '0x0' }],
      ['zpci.life', { guest: 'g', device: 'h9', life: 'plug' }],
    ];
    for (const [name, question] of gone)
      expect(() => answers[name]!({ hostId: 'h', ...question })).toThrow(StudioError);
  });
});
