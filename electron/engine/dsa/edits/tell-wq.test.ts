import { expect, it } from 'vitest';
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { fromFile, toFile } from '../file.ts';
import { observedFrom } from '../observe/testing/hosts.ts';
import { tellWq } from './tell-wq.ts';

const ID = '83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a0';
type Telling = Extract<DsaEdit, { readonly op: 'tellWq' }>;

function telling(mdev: number, wq: string | null): Telling {
  return { family: 'dsa', op: 'tellWq', mdev: `${ID}${mdev}`, wq };
}

function told(state: DsaState, ...tellings: readonly Telling[]): DsaState {
  return tellings.reduce((now, edit) => {
    const step = tellWq(now, edit);
    if (!step.ok) throw new Error(step.refused.message);
    return step.state;
  }, state);
}

function edges(state: DsaState) {
  return state.mdevs.map(({ id, wq, candidates, wqFrom }) =>
    [id.slice(-1), wq ?? candidates.join('|'), wqFrom ?? '-'].join(' '),
  );
}

async function busy(): Promise<DsaState> {
  return (await observedFrom('hostA-busy.tar.gz')).state;
}

it('DSA-O31 DSA-O32 two of three shared devices on the queue with two clients put the third on the other', async () => {
  const one = told(await busy(), telling(3, 'wq0.2'));
  const two = told(one, telling(4, 'wq0.2'));
  const other = told(await busy(), telling(3, 'wq0.3'));
  const back = told(two, telling(3, null));
  expect([one, two, other, back, told(back, telling(4, null))].map(edges)).toEqual([
    ['1 0 -', '3 2 told', '4 2|3 -', '5 2|3 -'],
    ['1 0 -', '3 2 told', '4 2 told', '5 3 follows'],
    ['1 0 -', '3 3 told', '4 2 follows', '5 2 follows'],
    ['1 0 -', '3 2|3 -', '4 2 told', '5 2|3 -'],
    edges(await busy()),
  ]);
});

it('DSA-O32 what no assignment allows is refused with numbers, and so is another queue than the known one', async () => {
  const two = told(await busy(), telling(3, 'wq0.2'), telling(4, 'wq0.2'));
  const refusal = (edit: Telling) => {
    const step = tellWq(two, edit);
    return step.ok
      ? step.notes
      : [step.refused.rule, step.refused.message, step.refused.fixes.map(({ label }) => label)];
  };
  expect([
    refusal(telling(5, 'wq0.2')),
    refusal(telling(1, 'wq0.1')),
    refusal(telling(1, 'wq0.0')),
    refusal(telling(5, null)),
  ]).toEqual([
    [
      'DSA-O32',
      `${ID}5 cannot have wq0.2: wq0.2 counts 2 clients, and ${ID}3 and ${ID}4 are known to be on it.`,
      ['It has wq0.3'],
    ],
    ['DSA-O32', expect.stringMatching(/cannot have wq0.1: only a queue of dsa0 for guests/), []],
    ['Nothing changes: it is known already.'],
    [expect.stringMatching(/^Nothing changes: its queue follows from/)],
  ]);
});

it('DSA-O32 what was told and what follows are kept apart in a file', async () => {
  const state = told(await busy(), telling(3, 'wq0.2'), telling(4, 'wq0.2'));
  const read = fromFile(JSON.parse(JSON.stringify(toFile(state))));
  expect([read, edges(told(read, telling(4, null)))]).toEqual([
    state,
    ['1 0 -', '3 2 told', '4 2|3 -', '5 2|3 -'],
  ]);
});

it('DSA-O32 where no counts were told, only the driver says which queues can be meant', async () => {
  const { state } = await observedFrom('hostA-busy.links.txt');
  const one = told(state, telling(3, 'wq0.3'));
  expect(edges(one)).toEqual(['1 0|1|2|3 -', '3 3 told', '4 0|1|2|3 -', '5 0|1|2|3 -']);
});
