import { expect, test } from 'vitest';
import type { HostView } from '../../shared/view.ts';
import { useStudio } from '../store/studio.ts';
import { createPlanStore, planQuestion, planStoreOf, setStyle, START } from './plan-store.ts';
import { AT_START } from './scrubber.ts';

function host(label = '/c'): HostView {
  return {
    id: 'h1',
    name: 'kvm1',
    source: { kind: 'folder', label, readAt: '2026-01-01T00:00:00Z' },
    kernel: null,
    machine: null,
    findings: [],
  };
}

test('another plan is looked at from its start: other guests to restart, or a script instead', () => {
  const store = createPlanStore();
  const at = () => [store.getState().scrubber.at, store.getState().showing];
  store.getState().showStep(3, 7);
  expect(at()).toEqual([3, true]);
  store.getState().set({ source: 'plan' });
  expect(at()).toEqual([3, true]);
  store.getState().mayRestart(['a', 'b']);
  store.getState().mayRestart(['b']);
  expect([store.getState().restart, at()]).toEqual([
    ['a', 'b'],
    [0, false],
  ]);
  store.getState().showStep(2, 7);
  store.getState().set({ source: 'script', script: 'true' });
  expect(at()).toEqual([0, false]);
  store.getState().rehearseScript();
  expect(at()).toEqual([0, true]);
  store.getState().move({ kind: 'play' }, 4);
  store.getState().leave();
  expect(store.getState()).toMatchObject({ rehearsed: 'true', showing: false, scrubber: AT_START });
});

test('the question of a plan has the style of the host’s name and the guests that may be restarted', () => {
  planStoreOf(host()).getState().mayRestart(['a']);
  expect(planQuestion(host())).toEqual({ hostId: 'h1', style: 'both', restart: ['a'] });
  setStyle('kvm1', 'immediate');
  expect(planQuestion(host()).style).toBe('immediate');
});

test('what was looked at goes with the host it was about', () => {
  const first = planStoreOf(host());
  first.getState().set({ script: 'mine' });
  expect(planStoreOf({ ...host(), id: 'h1' })).toBe(first);
  const view = (hosts: readonly HostView[]) => ({
    workspace: { name: 'w', path: null, edited: false, undo: null, redo: null, hosts },
  });
  useStudio.setState({ view: view([host()]) });
  expect(planStoreOf(host()).getState().script).toBe('mine');
  useStudio.setState({ view: view([host('/other')]) });
  expect(planStoreOf(host('/other')).getState().script).toBe(START.script);
});
