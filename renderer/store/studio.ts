/**
 * The renderer's mirror of the engine: its view of the open workspace, kept current by patches, and what the
 * person is looking at. State flows one way: nothing here changes a device, calls in api.ts ask the engine to.
 */
import { create } from 'zustand';
import type { AppInfo, Client, EventPayloads } from '../../shared/contract.ts';
import type { Ref } from '../../shared/findings.ts';
import { applyPatches, type Json } from '../../shared/patches.ts';
import type { HostView, WorkspaceView } from '../../shared/view.ts';

export type Connection = 'connecting' | 'ready' | 'reconnecting' | 'lost';

/** Things a link points out. `serial` grows, so pointing twice at the same thing is noticed. */
export interface Pointed {
  readonly hostId: string;
  readonly refs: readonly Ref[];
  readonly serial: number;
}

export interface StudioState {
  readonly connection: Connection;
  /** Why the connection is lost, as a sentence; null while it is not. */
  readonly connectionReason: string | null;
  /** Revision of `view`; -1 before the first one arrived. */
  readonly revision: number;
  readonly view: WorkspaceView | null;
  readonly info: AppInfo | null;
  /** The host whose devices are shown; null while the workspace has none. */
  readonly hostId: string | null;
  readonly pointed: Pointed | null;
}

const INITIAL: StudioState = {
  connection: 'connecting',
  connectionReason: null,
  revision: -1,
  view: null,
  info: null,
  hostId: null,
  pointed: null,
};

export const useStudio = create<StudioState>(() => INITIAL);

export function resetStudio(): void {
  useStudio.setState(INITIAL, true);
}

/** The host to show for a view: the one shown before while it still exists, else the first. */
export function hostToShow(view: WorkspaceView, shown: string | null): string | null {
  const hosts = view.workspace?.hosts ?? [];
  return hosts.some((host) => host.id === shown) ? shown : (hosts[0]?.id ?? null);
}

export function acceptView(revision: number, view: WorkspaceView): void {
  useStudio.setState(({ hostId }) => ({ revision, view, hostId: hostToShow(view, hostId) }));
}

/** Applies an event's patches; false when a revision is missing in between and the whole view has to be fetched. */
export function acceptPatches({ revision, patches }: EventPayloads['workspace.patches']): boolean {
  const { view, revision: current } = useStudio.getState();
  if (view === null) return false;
  if (revision <= current) return true;
  if (revision !== current + 1) return false;
  try {
    acceptView(revision, applyPatches(view as unknown as Json, patches) as unknown as WorkspaceView);
    return true;
  } catch {
    // A patch for a path the mirror does not have: the mirror is wrong, not the engine.
    return false;
  }
}

/** Keeps the mirror current from now on; the answer stops it. Fetches the whole view after a gap, once at a time. */
export function followEngine(client: Client): { stop: () => void; refetch: () => Promise<void> } {
  let fetching: Promise<void> | null = null;
  let again = false;
  async function fetchView(): Promise<void> {
    do {
      again = false;
      const answer = await client.call('workspace.view', {});
      acceptView(answer.revision, answer.view);
    } while (again);
  }
  function refetch(): Promise<void> {
    if (fetching !== null) {
      again = true;
      return fetching;
    }
    fetching = fetchView().finally(() => {
      fetching = null;
    });
    return fetching;
  }
  const stop = client.on('workspace.patches', (event) => {
    // While the whole view is on its way its revision is not known yet: look again after it arrived.
    if (fetching !== null) again = true;
    else if (!acceptPatches(event))
      refetch().catch(() => {
        // The transport reports a lost connection itself and fetches again when it is back.
      });
  });
  return { stop, refetch };
}

export function showHost(hostId: string): void {
  useStudio.setState({ hostId, pointed: null });
}

let pointedSerial = 0;
/** Points out things on a host; the family's view scrolls to them and marks them. */
export function pointAt(hostId: string, refs: readonly Ref[]): void {
  pointedSerial += 1;
  useStudio.setState({ hostId, pointed: { hostId, refs, serial: pointedSerial } });
}

const HOST_KEY = 'passthrough-studio.host';

/** Shows the host that this tab showed before it was loaded again, and keeps it in mind from now on. */
export function rememberHost(): void {
  try {
    useStudio.setState({ hostId: sessionStorage.getItem(HOST_KEY) });
  } catch {
    return;
  }
  useStudio.subscribe(({ hostId, view }, before) => {
    if (view === null || hostId === before.hostId) return;
    if (hostId === null) sessionStorage.removeItem(HOST_KEY);
    else sessionStorage.setItem(HOST_KEY, hostId);
  });
}

/** What tells two hosts with the same id apart: where they were read. Names can be changed, and a host can be read again. */
export function readingOf({ id, source }: Pick<HostView, 'id' | 'source'>): string {
  return [id, source.kind, source.label].join('\n');
}

export function hostOf(state: StudioState): HostView | null {
  return state.view?.workspace?.hosts.find((host) => host.id === state.hostId) ?? null;
}

/** The host that is shown. */
export function useHost(): HostView | null {
  return useStudio(hostOf);
}

export function useWorkspace(): NonNullable<WorkspaceView['workspace']> | null {
  return useStudio((state) => state.view?.workspace ?? null);
}
