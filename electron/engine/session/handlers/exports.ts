/** Wishes and plans as files of an admin's tool, and back. */
import { StudioError } from '../../../../shared/errors.ts';
import path from 'node:path';
import { domainXml, exportFormats, makeExport, readExport } from '../../export/export-host.ts';
import { saveExport } from '../../export/save-export.ts';
import type { DeviceFamily } from '../../family.ts';
import { replaceHost, withDesired } from '../../workspace/document.ts';
import type { Handler } from '../dispatch.ts';
import type { Session } from '../session.ts';

export interface ExportHandlerParts {
  readonly session: Session;
  readonly families: readonly DeviceFamily[];
}

export function exportHandlers({ session, families }: ExportHandlerParts) {
  const formats: Handler<'export.formats'> = ({ hostId }) => exportFormats(families, session.host(hostId));

  const make: Handler<'export.make'> = ({ hostId, format, ...options }) =>
    makeExport(families, session.document, [hostId], format, options);

  const save: Handler<'export.save'> = ({ hostId, format, folder, overwrite, ...options }) => {
    if (!path.isAbsolute(folder))
      throw new StudioError('bad-request', 'The path of the folder must be absolute.');
    const { files } = makeExport(families, session.document, [hostId], format, options);
    return saveExport(folder, files, overwrite);
  };

  const read: Handler<'export.read'> = ({ hostId, format, files }) => {
    const host = session.host(hostId);
    const plain = files.map((file) => ({ ...file, executable: false }));
    const outcome = readExport(families, host, format, plain);
    if (!outcome.ok) return outcome;
    session.change(
      `Take the wish of ${files.length === 1 ? files[0]!.path : `${files.length} files`}`.slice(0, 200),
      replaceHost(session.document, withDesired(host, outcome.desired)),
    );
    return { ok: true, notes: outcome.notes };
  };

  const domain: Handler<'export.domainXml'> = ({ hostId, mdev, xml }) =>
    domainXml(families, session.host(hostId), mdev, xml);

  return {
    'export.formats': formats,
    'export.make': make,
    'export.save': save,
    'export.read': read,
    'export.domainXml': domain,
  };
}
