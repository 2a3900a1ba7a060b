import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../shared/contract.ts';
import type { HostView } from '../../shared/view.ts';
import { setClient } from '../store/api.ts';
import { useNotices } from '../store/notices.ts';
import { refreshHost, rereadFault } from './refresh-host.ts';

function host(kind: HostView['source']['kind'], label: string): HostView {
  const source = { kind, label, readAt: '' };
  return { id: 'h1', name: 'kvm1', source, kernel: null, machine: null, findings: [] };
}

let inputs: unknown[] = [];
beforeEach(() => {
  inputs = [];
  setClient({
    call: (_name: string, input: unknown) => {
      inputs.push(input);
      return Promise.resolve({ differences: ['Adapter 5 is gone.', 'Adapter 6 is gone.'], findings: [] });
    },
  } as unknown as Client);
});

test('a host can be read again where its source is kept', () => {
  const hosts = [
    host('ssh', 'ssh kvm1'),
    host('folder', '/captures/kvm1'),
    host('archive', 'kvm1.tar.gz'),
    host('example', '/dist/examples/z16'),
  ];
  expect(hosts.map((each) => rereadFault(each) === null)).toEqual([true, true, false, false]);
});

test('it is read from its source, or from where an apply went, and what differs is told', async () => {
  await refreshHost(host('folder', '/captures/kvm1'));
  await refreshHost(host('folder', '/captures/kvm1'), { kind: 'this-machine', root: '/srv' });
  expect(inputs).toEqual([
    { hostId: 'h1' },
    { hostId: 'h1', target: { kind: 'this-machine', root: '/srv' } },
  ]);
  expect(useNotices.getState().announced).toBe('Read again: Adapter 5 is gone. And 1 more difference.');
});
