/** What the store of a family's view needs of the rest of the program, on the real program. */
import type { Refusal } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import type { Client, EditAnswer } from '../../shared/contract.ts';
import type { Edit } from '../../shared/edit.ts';
import { call } from '../store/api.ts';
import { dismissRefusal, showRefusal, toast } from '../store/notices.ts';
import { useStudio } from '../store/studio.ts';
import { useAnnouncement } from './Announcer.tsx';

export interface ViewPort<State> {
  readonly hostId: string;
  readonly call: Client['call'];
  /** The host as shown now; null while it is not there. */
  readonly host: () => { readonly observed: State; readonly desired: State } | null;
  /** Label of the gesture that undo would take back. */
  readonly undoLabel: () => string | null;
  /** Sentence for the live region (`done`) or for a toast, which is read out too. */
  readonly say: (text: string, tone: 'done' | 'info' | 'error') => void;
  /** The engine's last no; null when it is settled. */
  readonly refused: (refusal: { readonly what: string; readonly refusal: Refusal } | null) => void;
}

/** Asks the engine for one undo step. Throws what the call throws. */
export function sendEdits(
  { call: send, hostId }: ViewPort<unknown>,
  label: string,
  edits: readonly Edit[],
): Promise<EditAnswer> {
  return send('workspace.edit', {
    hostId,
    label: label.slice(0, 200),
    edits: edits.map((one) => ({ ...one })),
  });
}

/** `statesOf` gives null for a host without devices of the family. */
export function viewPort<State>(
  hostId: string,
  statesOf: (host: HostView) => { readonly observed: State; readonly desired: State } | null,
): ViewPort<State> {
  return {
    hostId,
    call,
    host: () => {
      const host = useStudio.getState().view?.workspace?.hosts.find((one) => one.id === hostId);
      return host === undefined ? null : statesOf(host);
    },
    undoLabel: () => useStudio.getState().view?.workspace?.undo ?? null,
    say: (text, tone) => {
      if (tone === 'done') useAnnouncement.setState({ text });
      else toast(tone === 'error' ? 'danger' : 'info', text, tone === 'info' ? { topic: 'gesture' } : {});
    },
    refused: (refused) => {
      if (!refused) return dismissRefusal();
      showRefusal(hostId, refused.what, refused.refusal);
      useAnnouncement.setState({ text: refused.refusal.message });
    },
  };
}
