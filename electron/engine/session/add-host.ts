/** A host that was read goes into the open workspace, or into a new one named after it. */
import { addHost, emptyDocument, freeHostName, type HostDocument } from '../workspace/document.ts';
import type { Session } from './session.ts';

export function addReadHost(session: Session, host: HostDocument): void {
  // Only now: a host that cannot be read must not leave an empty workspace behind.
  if (!session.isOpen) session.start(emptyDocument(host.name), { path: null, saved: false });
  const name = freeHostName(session.document, host.name);
  session.change(`Add host ${name}`, addHost(session.document, host));
}
