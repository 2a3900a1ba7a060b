import { expect, test } from 'vitest';
import type { HostView, WorkspaceView } from '../../shared/view.ts';
import { acceptView } from '../store/studio.ts';
import { apStoreOf } from './ap-stores.ts';

function host(label: string, name = 'z16', readAt = '2026-01-01T00:00:00Z'): HostView {
  const source = { kind: 'example', label, readAt } as const;
  return { id: 'h1', name, source, kernel: null, machine: null, findings: [] };
}

function open(hosts: readonly HostView[] | null): void {
  const workspace = { name: 'w', path: null, edited: false, undo: null, redo: null };
  acceptView(1, { workspace: hosts && { ...workspace, hosts } } satisfies WorkspaceView);
}

test('a host that is read again is looked at as before: the open tab stays', () => {
  const first = host('z16');
  open([first]);
  apStoreOf(first).setState({ bottomTab: 'changes', guestId: 'payments-a' });
  const again = host('z16 over ssh');
  open([again]);
  const { bottomTab, guestId } = apStoreOf(again).getState();
  open(null);
  open([first]);
  expect([bottomTab, guestId, apStoreOf(first).getState().bottomTab]).toEqual(['changes', null, 'problems']);
});

test('what the view remembers of a host outlives edits, renames and another reading, and goes with its workspace', () => {
  const first = host('z16');
  open([first]);
  const store = apStoreOf(first);
  store.setState({ guestId: 'payments-a' });
  const renamed = host('z16', 'other', '2026-02-02T00:00:00Z');
  open([renamed]);
  const kept = apStoreOf(renamed) === store;
  const second = host('another');
  open([second]);
  const other = apStoreOf(second).getState().guestId;
  open(null);
  open([first]);
  expect([kept, other, apStoreOf(first).getState().guestId]).toEqual([true, null, null]);
});
