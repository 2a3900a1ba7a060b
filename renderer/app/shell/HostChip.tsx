import { useEffect, useState } from 'react';
import type { HostView } from '../../../shared/view.ts';
import { showHost, useHost, useWorkspace } from '../../store/studio.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { actionOf } from '../actions.ts';
import { menuEntryOf } from './menu-entry.ts';
import { ago, exactTime } from './ago.ts';

const SOURCES: Readonly<Record<HostView['source']['kind'], string>> = {
  folder: 'folder',
  archive: 'capture',
  text: 'text',
  'this-machine': 'this machine',
  ssh: 'over ssh',
  example: 'example',
  workspace: 'workspace file',
};

/** A capture can be older than its reading; not every source tells when it was taken. */
export function sourceText({ source }: HostView, now: number): string {
  const { takenAt } = source;
  // An example comes with the studio: when it was opened says nothing of its age.
  if (source.kind === 'example' && takenAt === undefined) return SOURCES.example;
  return `${SOURCES[source.kind]} ${takenAt === undefined ? '' : `taken ${ago(takenAt, now)}, `}read ${ago(source.readAt, now)}`;
}

/** The same as a hint: which file, and the exact times. */
export function sourceHint({ source }: HostView): string {
  const { takenAt } = source;
  return `${source.label}${takenAt === undefined ? '' : `, taken ${exactTime(takenAt)}`}, read ${exactTime(source.readAt)}`;
}

/** The time of day, renewed every half minute, for "2 minutes ago". */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Which host is shown, where it comes from and how old that is; the menu switches hosts and has the host's verbs. */
export function HostChip() {
  const host = useHost();
  const hosts = useWorkspace()?.hosts ?? [];
  const now = useNow();
  if (host === null) return null;
  const serious = host.findings.filter((finding) => finding.severity !== 'info').length;
  const entries = (): MenuEntry[] => [
    { kind: 'heading', id: 'hosts', label: hosts.length === 1 ? 'Host' : `${hosts.length} hosts` },
    ...hosts.map(
      (each): MenuEntry => ({
        kind: 'item',
        id: each.id,
        label: [each.name, each.machine].filter(Boolean).join(' · '),
        checked: each.id === host.id,
        onSelect: () => showHost(each.id),
      }),
    ),
    { kind: 'separator', id: 'line' },
    ...[
      'host.import',
      'host.readSsh',
      'host.refresh',
      'host.findings',
      'host.rename',
      'host.revert',
      'host.remove',
    ].flatMap((id) => menuEntryOf(actionOf(id))),
  ];
  const reread = actionOf('host.refresh');
  return (
    <span className="host-group">
      <Menu
        label="Host"
        entries={entries}
        trigger={
          <button type="button" className="chip host-chip" title={sourceHint(host)}>
            <Icon
              name={serious > 0 ? 'warning' : 'host'}
              className={serious > 0 ? 'host-chip-warning' : ''}
            />
            <span className="chip-strong truncate">{host.name}</span>
            <span className="host-chip-facts truncate">
              {[host.machine, host.kernel === null ? null : `kernel ${host.kernel}`, sourceText(host, now)]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <Icon name="chevronDown" size={13} />
          </button>
        }
      />
      {reread !== undefined && reread.unavailable() === null && (
        <IconButton
          icon="refresh"
          size="small"
          label="Read the host again"
          shortcut={reread.shortcut}
          onClick={() => void reread.run()}
        />
      )}
    </span>
  );
}
