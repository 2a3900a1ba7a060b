import { useNotices } from '../../store/notices.ts';
import { useStudio } from '../../store/studio.ts';
import { Progress } from '../../ui/Callout.tsx';

const CONNECTION = {
  connecting: 'Connecting',
  ready: 'Connected',
  reconnecting: 'Reconnecting',
  lost: 'Not connected',
} as const;

const HOSTS = { electron: 'desktop', web: 'web host', test: 'in this page' } as const;

export function StatusBar() {
  const connection = useStudio((state) => state.connection);
  const info = useStudio((state) => state.info);
  const undo = useStudio((state) => state.view?.workspace?.undo ?? null);
  const work = useNotices((state) => state.work);
  return (
    <footer className="status-bar">
      <span className={`status-connection status-${connection}`}>
        <span className="status-dot" aria-hidden="true" />
        {CONNECTION[connection]}
      </span>
      {info !== null && (
        <span title={`Node ${info.node}${info.electron === null ? '' : `, Electron ${info.electron}`}`}>
          Engine {info.version} · {HOSTS[info.host]} · {info.platform}
        </span>
      )}
      {undo !== null && <span className="truncate status-last">Last change: {undo}</span>}
      <div className="status-work">
        {work.map((entry) => (
          <Progress
            key={entry.id}
            label={entry.label}
            text={entry.text}
            fraction={entry.fraction}
            onCancel={entry.cancel}
          />
        ))}
      </div>
    </footer>
  );
}
