/** Document -> what the renderer shows. Parts that did not change keep their identity, so the difference is cheap. */
import type { HostView, WorkspaceView } from '../../../shared/view.ts';
import type { DeviceFamily } from '../family.ts';
import type { FamilyStates, HostDocument, WorkspaceDocument } from '../workspace/document.ts';
import type { History } from '../workspace/history.ts';

interface Shown {
  readonly name: string;
  readonly history: History;
  readonly path: string | null;
  readonly saved: WorkspaceDocument | null;
}

/** A view function with its own memory of parts already made. */
export function createViewer(families: readonly DeviceFamily[]): (open: Shown | null) => WorkspaceView {
  const byId = new Map(families.map((family) => [family.id, family]));
  const parts = new WeakMap<FamilyStates, unknown>();
  const hosts = new WeakMap<HostDocument, HostView>();

  function part(id: string, states: FamilyStates): unknown {
    if (!parts.has(states)) parts.set(states, byId.get(id)?.view(states.observed, states.desired));
    return parts.get(states);
  }

  function showHost(host: HostDocument): HostView {
    const known = hosts.get(host);
    if (known) return known;
    const { id, name, source, kernel, machine, findings } = host;
    const familyParts = [...host.families].map(([family, states]) => [family, part(family, states)]);
    const view = { id, name, source, kernel, machine, findings, ...Object.fromEntries(familyParts) };
    hosts.set(host, view as HostView);
    return view as HostView;
  }

  return (open) => {
    if (!open) return { workspace: null };
    const { present, past, future } = open.history;
    return {
      workspace: {
        name: open.name,
        path: open.path,
        // What was just read, or made empty, can be read or made again: until it is changed nothing can be lost.
        edited: open.saved === null ? past.length + future.length > 0 : present !== open.saved,
        undo: past.at(-1)?.label ?? null,
        redo: future[0]?.label ?? null,
        hosts: present.hosts.map(showHost),
      },
    };
  };
}
