import { beforeEach, expect, test } from 'vitest';
import type { Client } from '../../shared/contract.ts';
import type { HostView } from '../../shared/view.ts';
import { useDialog } from '../app/dialogs.ts';
import { setClient } from '../store/api.ts';
import { useNotices } from '../store/notices.ts';
import { resetStudio, useStudio } from '../store/studio.ts';
import { isIconName } from '../ui/icons.tsx';
import { planActions } from './actions.ts';
import { askOnce } from './answers.ts';
import { planStoreOf } from './plan-store.ts';

const SOURCE = { kind: 'folder', label: '/c', readAt: '' } as const;
let host: HostView;
let lines: number;

function show(): void {
  host = { id: 'h1', name: 'kvm1', source: SOURCE, kernel: null, machine: null, findings: [] };
  const workspace = { name: 'w', path: null, edited: false, undo: null, redo: null, hosts: [host] };
  useStudio.setState({ view: { workspace }, hostId: 'h1' });
}

beforeEach(() => {
  resetStudio();
  lines = 0;
  setClient({
    call: (name: string) =>
      Promise.resolve(
        name === 'plan.changes'
          ? [{ family: 'ap', title: 'a', refs: [], lines: Array.from({ length: lines }) }]
          : { style: 'both', hash: 'h', steps: [], notes: [], blocks: [{ message: 'payments-a runs.' }] },
      ),
  } as unknown as Client);
});

function why(id: string, family: string | null = 'ap'): string | null | undefined {
  return planActions(() => family)
    .find((action) => action.id === id)
    ?.unavailable();
}

test('a verb says why it cannot run: no host, no devices, nothing changed', async () => {
  expect(why('plan.rehearse')).toBe('No host is shown.');
  show();
  expect(why('plan.rehearse', null)).toBe('This host has no devices that the studio knows.');
  // Not known yet: whoever asks is told when it is.
  expect(why('plan.rehearse')).toBe(null);
  await askOnce(host, 'plan.changes', { hostId: 'h1' });
  expect([why('plan.rehearse'), why('plan.script')]).toEqual([
    'The wish is what the host has: change something first.',
    null,
  ]);
  show();
  lines = 2;
  await askOnce(host, 'plan.changes', { hostId: 'h1' });
  expect(why('plan.rehearse')).toBe(null);
});

test('verbs lead to the tab, the dialog, or say what is in the way', async () => {
  show();
  const run = (id: string) =>
    planActions(() => 'ap')
      .find((action) => action.id === id)
      ?.run();
  globalThis.location ??= { hash: '' } as Location;
  await run('plan.drift');
  expect(planStoreOf(host).getState()).toMatchObject({ asked: 'changes', part: 'drift' });
  await run('plan.rehearse');
  expect(planStoreOf(host).getState()).toMatchObject({ asked: 'rehearsal', source: 'plan', showing: true });
  await run('plan.apply');
  expect(useDialog.getState().open).toEqual({ kind: 'apply', hostId: 'h1' });
  await run('plan.copyCommands');
  await new Promise((resolve) => setTimeout(resolve));
  expect(useNotices.getState().announced).toBe('payments-a runs.');
});

test('every verb has an icon that exists and a label in sentence case', () => {
  expect(
    planActions(() => 'ap').filter(({ icon, label }) => !isIconName(icon) || !/^[A-Z][^.]+$/.test(label)),
  ).toEqual([]);
});
