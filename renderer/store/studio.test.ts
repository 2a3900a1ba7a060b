import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Client, EventPayloads } from '../../shared/contract.ts';
import type { HostView, WorkspaceView } from '../../shared/view.ts';
import { edit, setClient } from './api.ts';
import { clearNotices, useNotices } from './notices.ts';
import { formatRoute, parseRoute } from './route.ts';
import { readPreferences } from './preferences.ts';
import {
  acceptPatches,
  acceptView,
  followEngine,
  rememberHost,
  resetStudio,
  showHost,
  useStudio,
} from './studio.ts';

const HOST: HostView = {
  id: 'h1',
  name: 'lpar1',
  source: { kind: 'text', label: 'paste', readAt: '2026-01-01T00:00:00Z' },
  kernel: null,
  machine: null,
  findings: [],
};

function viewNamed(name: string, hosts: readonly HostView[] = []): WorkspaceView {
  return { workspace: { name, path: null, edited: false, undo: null, redo: null, hosts } };
}

interface FakeEngine {
  readonly client: Client;
  readonly asked: string[];
  send(event: EventPayloads['workspace.patches']): void;
}

/** Answers calls by name from a table; an `Error` in the table is thrown. */
function fakeEngine(answers: Readonly<Record<string, () => unknown>>): FakeEngine {
  const asked: string[] = [];
  let listener: (event: EventPayloads['workspace.patches']) => void = () => {};
  const client = {
    async call(name: string) {
      asked.push(name);
      const answer = answers[name]?.();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    on(_name: string, heard: typeof listener) {
      listener = heard;
      return () => {
        listener = () => {};
      };
    },
  };
  return { client: client as unknown as Client, asked, send: (event) => listener(event) };
}

const rename = (name: string) => [{ path: ['workspace', 'name'], value: name }];
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  resetStudio();
  useNotices.setState({ toasts: [], refusal: null, work: [] });
});

describe('the mirror of the engine', () => {
  test('applies the next revision and keeps untouched branches identical', () => {
    acceptView(4, viewNamed('a', [HOST]));
    const before = useStudio.getState().view?.workspace?.hosts;
    expect(acceptPatches({ revision: 5, patches: rename('b') })).toBe(true);
    const { revision, view } = useStudio.getState();
    expect({ revision, name: view?.workspace?.name }).toEqual({ revision: 5, name: 'b' });
    expect(view?.workspace?.hosts).toBe(before);
  });

  test('ignores a revision it already has', () => {
    acceptView(4, viewNamed('a'));
    expect(acceptPatches({ revision: 4, patches: rename('old') })).toBe(true);
    expect(useStudio.getState().view?.workspace?.name).toBe('a');
  });

  test('a gap and a patch for a missing path both ask for the whole view', async () => {
    const engine = fakeEngine({ 'workspace.view': () => ({ revision: 9, view: viewNamed('whole') }) });
    followEngine(engine.client);
    acceptView(4, viewNamed('a'));
    engine.send({ revision: 6, patches: rename('lost') });
    await settled();
    engine.send({ revision: 10, patches: [{ path: ['workspace', 'hosts', 3, 'name'], value: 'x' }] });
    await settled();
    expect(engine.asked).toEqual(['workspace.view', 'workspace.view']);
    expect(useStudio.getState().revision).toBe(9);
  });

  test('patches that come while the whole view is on its way are not lost', async () => {
    let revision = 5;
    const engine = fakeEngine({ 'workspace.view': () => ({ revision, view: viewNamed(`at ${revision}`) }) });
    const { refetch } = followEngine(engine.client);
    const fetched = refetch();
    revision = 6;
    engine.send({ revision: 6, patches: rename('at 6') });
    await fetched;
    expect(useStudio.getState().view?.workspace?.name).toBe('at 6');
  });

  test('shows the first host, stays with the chosen one, leaves a host that went', () => {
    const second = { ...HOST, id: 'h2' };
    const shown: (string | null)[] = [];
    acceptView(1, viewNamed('a', [HOST, second]));
    shown.push(useStudio.getState().hostId);
    useStudio.setState({ hostId: 'h2' });
    acceptView(2, viewNamed('a', [HOST, second]));
    shown.push(useStudio.getState().hostId);
    acceptView(3, viewNamed('a', [HOST]));
    shown.push(useStudio.getState().hostId);
    acceptView(4, { workspace: null });
    shown.push(useStudio.getState().hostId);
    expect(shown).toEqual(['h1', 'h2', 'h1', null]);
  });
});

describe('where the answers of the engine go', () => {
  const refusal = { rule: 'AP-U10', errno: 'EADDRINUSE', message: 'Taken.', because: [], fixes: [] };
  const move = [{ family: 'ap', op: 'assign' }];

  test('a refusal goes to its slot and not to a toast; the next accepted edit clears it', async () => {
    setClient(fakeEngine({ 'workspace.edit': () => ({ ok: false, refusal }) }).client);
    expect(await edit('h1', 'Give 6 to a', move)).toBe(false);
    const { refusal: shown, toasts } = useNotices.getState();
    expect({ shown, toasts }).toEqual({ shown: { hostId: 'h1', label: 'Give 6 to a', refusal }, toasts: [] });
    setClient(
      fakeEngine({
        'workspace.edit': () => ({ ok: true, revision: 2, notes: ['Two queues were zeroized.'] }),
      }).client,
    );
    expect(await edit('h1', 'Give 6 to a', move)).toBe(true);
    expect(useNotices.getState().refusal).toBe(null);
    expect(useNotices.getState().toasts.map(({ tone, text }) => [tone, text])).toEqual([
      ['info', 'Two queues were zeroized.'],
    ]);
  });

  test('an error is one toast with its sentence, a cancelled call says nothing', async () => {
    setClient(fakeEngine({ 'workspace.edit': () => new Error('The disk is full.') }).client);
    await edit('h1', 'x', move);
    await edit('h1', 'x', move);
    const cancelled = Object.assign(new Error('Cancelled.'), { code: 'cancelled' });
    setClient(fakeEngine({ 'workspace.edit': () => cancelled }).client);
    await edit('h1', 'x', move);
    expect(useNotices.getState().toasts.map(({ text }) => text)).toEqual(['The disk is full.']);
  });

  test('a newer error of the same call takes the place of the older, and a new workspace clears them', async () => {
    setClient(fakeEngine({ 'workspace.edit': () => new Error('The disk is full.') }).client);
    await edit('h1', 'x', move);
    setClient(fakeEngine({ 'workspace.edit': () => new Error('The disk is gone.') }).client);
    await edit('h1', 'x', move);
    expect(useNotices.getState().toasts.map(({ text }) => text)).toEqual(['The disk is gone.']);
    clearNotices();
    expect(useNotices.getState()).toMatchObject({ toasts: [], refusal: null });
  });
});

test('addresses and stored preferences are read back as they were written, and rubbish falls back', () => {
  const routes = [
    { view: 'ap', part: null },
    { view: 'learn', part: 'word-ap config/x' },
    { view: 'learn', part: 'rules/AP-U10' },
  ];
  expect(routes.map((route) => parseRoute(formatRoute(route)))).toEqual(routes);
  expect(formatRoute({ view: 'learn', part: 'rules/AP-U10' })).toBe('#/learn/rules/AP-U10');
  expect(parseRoute('')).toEqual({ view: 'overview', part: null });
  const kept = {
    theme: 'light',
    density: 'compact',
    zoom: 1.25,
    sizes: { inspector: 320 },
    planStyles: { kvm1: 'immediate' },
    sshHosts: ['root@kvm1'],
  };
  expect(readPreferences(JSON.stringify(kept))).toEqual(kept);
  const defaults = {
    theme: 'system',
    density: 'comfortable',
    zoom: 1,
    sizes: {},
    planStyles: {},
    sshHosts: [],
  };
  const rubbish = '{"theme":7,"zoom":99,"sizes":{"a":"b"},"planStyles":{"kvm1":"soon"},"sshHosts":[7]}';
  expect(readPreferences(rubbish)).toEqual(defaults);
  expect(readPreferences('not json')).toEqual(defaults);
});

test('the host that was shown is shown again after the page was loaded again, while it exists', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
  const view = viewNamed('a', [HOST, { ...HOST, id: 'h2' }]);
  rememberHost();
  acceptView(1, view);
  showHost('h2');
  resetStudio();
  rememberHost();
  acceptView(2, view);
  const again = useStudio.getState().hostId;
  acceptView(3, viewNamed('b', [HOST]));
  expect([again, useStudio.getState().hostId, [...stored.values()]]).toEqual(['h2', 'h1', ['h1']]);
  vi.unstubAllGlobals();
});
