import { Button } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import { FaultSteps } from './FaultSteps.tsx';

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** The readings of a guest in the order they were taken: a timeline of what was really seen. */
export function ReadingTimeline({ reading: shown }: { readonly reading: string }) {
  const { host, store } = useXive();
  const { readings } = host.desired;
  const { open, set } = store.getState();
  const small = useXiveState((state) => state.small);
  const traced = readings.find(({ id }) => id === shown)?.traced ?? 0;
  const at = readings.findIndex(({ id }) => id === shown);
  const before = readings[at - 1];
  return (
    <div className="xive-readings">
      <header className="xive-readings-head">
        <p className="quiet xive-readings-about">
          {readings.length === 1
            ? 'One reading of the real guest. Read the host again, and the next one stands beside it.'
            : `${readings.length} readings of the real guest, in the order they were taken.`}
        </p>
        {traced > 0 && (
          <Button size="small" icon="list" onClick={() => set({ small: 0 })}>
            Step through the trace
          </Button>
        )}
        {before !== undefined && (
          <Button
            size="small"
            icon="layers"
            onClick={() => {
              // In the order of time, so that the words say what came, not what went.
              open({ kind: 'reading', id: before.id });
              set({
                beside: { kind: 'reading', hostId: host.host.id, reading: shown },
                bottomTab: 'comparison',
                bottomOpen: true,
              });
            }}
          >
            Compare with the one before
          </Button>
        )}
        <Button
          size="small"
          variant="primary"
          icon="play"
          onClick={() => set({ dialog: { kind: 'study-reading', reading: shown } })}
        >
          Study it as a branch…
        </Button>
      </header>
      {small !== null && <FaultSteps />}
      <ol hidden={small !== null} className="xive-reading-list" aria-label="Readings">
        {readings.map((reading, index) => (
          <li key={reading.id}>
            <button
              type="button"
              className="xive-reading"
              ref={reading.id === shown ? intoView : undefined}
              aria-current={reading.id === shown ? 'true' : undefined}
              onClick={() => open({ kind: 'reading', id: reading.id })}
            >
              <span className="xive-reading-dot" aria-hidden="true">
                {index + 1}
              </span>
              <strong className="truncate">{reading.name}</strong>
              <span className="quiet">
                {count(reading.sources, 'source', 'sources')},{' '}
                {reading.told.owners ? `${reading.passedThrough} passed through` : 'owners not told'},{' '}
                {reading.told.vmas
                  ? `${reading.vmas} ESB + ${count(reading.timaVmas, 'TIMA mapping', 'TIMA mappings')}`
                  : 'mappings not told'}
              </span>
              <span className="faint truncate" title={reading.texts.join(', ')}>
                {reading.texts.join(', ')}
              </span>
              {reading.traced > 0 && (
                <Badge tone="accent">{count(reading.traced, 'traced event', 'traced events')}</Badge>
              )}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
