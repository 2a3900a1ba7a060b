import { useState } from 'react';
import type { SysfsFile } from '../../../shared/ap/cards.ts';
import { Callout } from '../../ui/Callout.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';

/** Longer files show their first lines; the copy button has them all. */
const MOST_LINES = 12;

/** Guests whose files are shown while none is picked. */
const MOST_GUESTS = 4;

function FileRow({ file, before }: { readonly file: SysfsFile; readonly before: SysfsFile | undefined }) {
  const lines = file.text.split('\n').filter((line) => line !== '');
  const differs = before !== undefined && before.text !== file.text;
  return (
    <tr>
      <th scope="row">
        <code>{file.path.split('/').slice(-1)}</code>
        {differs && (
          <span className="ap-differs" title="Differs from the host">
            changed
          </span>
        )}
      </th>
      <td>
        <pre className="ap-file-text">
          {lines.length === 0 ? '(empty)' : lines.slice(0, MOST_LINES).join('\n').replaceAll(',0x', ',\n0x')}
          {lines.length > MOST_LINES ? `\n… ${lines.length - MOST_LINES} more lines` : ''}
        </pre>
        {file.truncated && (
          <span className="work-note-warning">
            The kernel cuts this file off after 4095 bytes; ap_config has it all.
          </span>
        )}
      </td>
      <td className="quiet">
        {file.decoded.map((line) => (
          <div key={line}>{line}</div>
        ))}
      </td>
      <td>
        <CopyButton label={`Copy ${file.path}`} text={file.text} />
      </td>
    </tr>
  );
}

function FileGroup({
  title,
  files,
  others,
}: {
  readonly title: string;
  readonly files: readonly SysfsFile[];
  readonly others: readonly SysfsFile[];
}) {
  return (
    <tbody>
      <tr className="ap-file-group">
        <th colSpan={4} scope="rowgroup">
          {title}
        </th>
      </tr>
      {files.map((file) => (
        <FileRow key={file.path} file={file} before={others.find((other) => other.path === file.path)} />
      ))}
    </tbody>
  );
}

/** The exact file contents behind the picture: of the host, and of the guest that is picked or of the first ones. */
export function FilesPanel() {
  const { host } = useAp();
  const [side, setSide] = useState<'desired' | 'observed'>('desired');
  const guestId = useApState((state) => state.guestId);
  const { mdevs } = host[side];
  const picked = mdevs.filter((mdev) => mdev.id === guestId);
  const shown = picked.length > 0 ? picked : mdevs.slice(0, MOST_GUESTS);
  const { value, error } = useEngineQuery(host, 'ap.files', {
    hostId: host.host.id,
    mdevs: shown.map(({ id }) => id),
  });
  const folders = value?.[side] ?? [];
  const others = value?.[side === 'desired' ? 'observed' : 'desired'] ?? [];
  const nameOf = (id: string) => mdevs.find((mdev) => mdev.id === id)?.name ?? id;
  return (
    <div className="ap-files">
      <div className="ap-files-head">
        <Segmented
          label="Which contents"
          value={side}
          onChange={setSide}
          options={[
            { value: 'desired', label: 'As wished' },
            { value: 'observed', label: 'On the host now' },
          ]}
        />
        <span className="faint">
          {picked.length > 0
            ? 'Bit 0 is the leftmost digit’s highest bit.'
            : `Bit 0 is the leftmost digit’s highest bit. ${mdevs.length > shown.length ? `The first ${shown.length} of ${mdevs.length} guests; pick one for its files.` : ''}`}
        </span>
      </div>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      <div className="ap-files-scroll">
        <table>
          <thead className="visually-hidden">
            <tr>
              <th>File</th>
              <th>Contents</th>
              <th>Decoded</th>
              <th>Copy</th>
            </tr>
          </thead>
          {folders.map(({ path, mdev, files }) => (
            <FileGroup
              key={path}
              title={mdev === null ? path : `${nameOf(mdev)}: ${path}`}
              files={files}
              others={others.find((other) => other.path === path)?.files ?? []}
            />
          ))}
        </table>
      </div>
    </div>
  );
}
