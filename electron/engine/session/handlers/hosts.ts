/** Hosts of the workspace: read in, named, reverted, taken out. Each is one undo step. */

import type { DeviceFamily } from '../../family.ts';
import { captureCommand } from '../../hosts/capture-command.ts';
import { freeHostName, removeHost, replaceHost, revertHost } from '../../workspace/document.ts';
import { addReadHost } from '../add-host.ts';
import type { CallContext, Handler } from '../dispatch.ts';
import type { CaptureOrigin } from '../import-capture.ts';
import { importJoined } from '../join-halves.ts';
import type { RecentList } from '../recent.ts';
import type { Session } from '../session.ts';

export interface HostHandlerParts {
  readonly session: Session;
  readonly families: readonly DeviceFamily[];
  readonly recent: RecentList;
}

export function hostHandlers({ session, families, recent }: HostHandlerParts) {
  async function add(origin: CaptureOrigin, context: CallContext) {
    const open = session.isOpen ? session.document.hosts : [];
    const { host, completes } = await importJoined(origin, families, context, open);
    if (completes === null) addReadHost(session, host);
    else
      session.change(
        `Complete host ${completes.name}`,
        replaceHost(session.document, { ...host, id: completes.id, name: completes.name }),
      );
    if (origin.kind === 'path') await recent.add(origin.path, host.name);
    return { hostId: completes?.id ?? host.id, findings: host.findings };
  }

  const importPath: Handler<'host.import'> = ({ path }, context) => add({ kind: 'path', path }, context);
  const importBytes: Handler<'host.importBytes'> = ({ name, bytes }, context) =>
    add({ kind: 'bytes', name, bytes }, context);
  const readThisMachine: Handler<'host.readThisMachine'> = (_input, context) =>
    add({ kind: 'this-machine' }, context);

  const rename: Handler<'host.rename'> = ({ hostId, name }) => {
    const host = session.host(hostId);
    if (host.name === name) return null;
    const renamed = { ...host, name: freeHostName(session.document, name) };
    session.change(`Rename host to ${renamed.name}`, replaceHost(session.document, renamed));
    return null;
  };

  const remove: Handler<'host.remove'> = ({ hostId }) => {
    const host = session.host(hostId);
    session.change(`Remove host ${host.name}`, removeHost(session.document, hostId));
    return null;
  };

  const revert: Handler<'host.revert'> = ({ hostId }) => {
    const host = session.host(hostId);
    const untouched = [...host.families.values()].every(({ observed, desired }) => observed === desired);
    if (!untouched)
      session.change(`Revert ${host.name} to what was read`, replaceHost(session.document, revertHost(host)));
    return null;
  };

  return {
    'capture.command': (() => captureCommand()) satisfies Handler<'capture.command'>,
    'host.import': importPath,
    'host.importBytes': importBytes,
    'host.readThisMachine': readThisMachine,
    'host.rename': rename,
    'host.remove': remove,
    'host.revert': revert,
  };
}
