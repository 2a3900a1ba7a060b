import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { stateOfHost } from '../cases/host.ts';
import { applyOp } from './apply-op.ts';
import type { DsaOp } from './kernel.ts';
import { readAttribute } from './read.ts';

function host(name: string): DsaState {
  const read = stateOfHost(
    JSON.parse(readFileSync(new URL(`../cases/fixtures/${name}.json`, import.meta.url), 'utf8')),
  );
  if (!read.ok) throw new Error(`${read.where}: ${read.expected}`);
  return read.state;
}

function play(state: DsaState, ops: readonly DsaOp[]): DsaState {
  return ops.reduce((before, op) => {
    const { failure, state: after } = applyOp(before, op);
    if (failure !== null) throw new Error(`${JSON.stringify(op)}: ${failure.errno} ${failure.message}`);
    return after;
  }, state);
}

const write = (at: string, value: string): DsaOp => ({ op: 'write', at, value });
const read = (state: DsaState, at: string): string => {
  const answer = readAttribute(state, at);
  return answer.ok ? answer.text : answer.errno;
};

const DEDICATED: readonly DsaOp[] = [
  write('wq0.0/mode', 'dedicated'),
  write('wq0.0/type', 'user'),
  write('wq0.0/name', 'app1'),
  write('wq0.0/driver_name', 'user'),
  write('wq0.0/size', '16'),
  write('wq0.0/group_id', '0'),
  write('wq0.0/priority', '10'),
  write('engine0.0/group_id', '0'),
];

describe('applyOp', () => {
  it('DSA-O20 DSA-O22 enables a dedicated user queue through files alone', () => {
    const state = play(host('hostA'), [
      ...DEDICATED,
      write('/sys/bus/dsa/drivers/idxd/bind', 'dsa0\n'),
      write('/sys/bus/dsa/drivers/user/bind', 'wq0.0'),
    ]);
    const path = '/sys/devices/pci0000:6a/0000:6a:01.0/dsa0/wq0.0';
    expect(['state', 'type', 'cdev_minor', 'clients'].map((file) => read(state, `${path}/${file}`))).toEqual([
      'enabled',
      'user',
      '0',
      '0',
    ]);
  });
});
