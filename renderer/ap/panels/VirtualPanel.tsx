import { useRef, useState } from 'react';
import type { VirtualCheck } from '../../../shared/ap/cards.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { bothBases } from '../../../shared/apqn.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge } from '../../ui/Callout.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp } from '../ap-context.ts';
import { realApqns } from '../virtual-cells.ts';
import { VirtualRun } from './VirtualRun.tsx';

interface MappingTableProps {
  readonly mdev: Mdev;
  readonly axis: 'adapter' | 'domain';
}

/** One list of `virtual:real,real`; a new line replaces the old list of the same virtual number (AP-VP2). */
function MappingTable({ mdev, axis }: MappingTableProps) {
  const { host, store } = useAp();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  /** Grows with every question and every change of the text; an answer to an older one is dropped. */
  const asked = useRef(0);
  const lists = [...(axis === 'adapter' ? mdev.virtualAdapters : mdev.virtualDomains)];
  async function write(value: string): Promise<void> {
    const current = ++asked.current;
    let check: VirtualCheck;
    try {
      check = await call('ap.virtualCheck', { hostId: host.host.id, mdev: mdev.id, axis, value });
    } catch (thrown) {
      return setError(sentenceOf(thrown));
    }
    // Something else was typed or written in the meantime.
    if (current !== asked.current) return;
    // A text that says nothing is told at its field; one that stands against something is refused, with its fixes.
    if (!check.ok && check.refusal.rule === 'AP-VP1') return setError(check.refusal.message);
    setError(null);
    const op = axis === 'adapter' ? 'virtualAdapter' : 'virtualDomain';
    const label = `Map virtual ${axis} ${value.split(':')[0]} of ${mdev.name}`;
    if (await store.getState().edit(label, [{ family: 'ap', op, mdev: mdev.id, value }])) setText('');
  }
  return (
    <div className="work-subsection">
      <h3>Virtual {axis}s</h3>
      {lists.length > 0 && (
        <table className="ap-mapping">
          <thead>
            <tr>
              <th scope="col">Virtual</th>
              <th scope="col">Stands for, in this order</th>
              <th>
                <span className="visually-hidden">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lists.map(([virtual, real]) => (
              <tr key={virtual}>
                <th scope="row">{bothBases(virtual)}</th>
                <td>{real.map(bothBases).join(', ')}</td>
                <td className="work-row">
                  <IconButton
                    icon="edit"
                    size="small"
                    label={`Edit virtual ${axis} ${virtual}`}
                    onClick={() => setText(`${virtual}:${real.join(',')}`)}
                  />
                  <IconButton
                    icon="trash"
                    size="small"
                    label={`Remove virtual ${axis} ${virtual}`}
                    onClick={() => void write(`${virtual}:`)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <form
        className="work-inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          void write(text.trim());
        }}
      >
        <TextField
          label={`Mapping of a virtual ${axis}`}
          hideLabel
          mono
          placeholder={axis === 'adapter' ? '4:3,22,254' : '0:8,0x47'}
          value={text}
          onChange={(next) => {
            asked.current++;
            setText(next);
            setError(null);
          }}
          error={error}
        />
        <Button type="submit" size="small">
          Map
        </Button>
      </form>
    </div>
  );
}

/** The virtual matrix type proposed in 2017 and never built: mapping tables and a step-through (ap.md 4). */
export function VirtualPanel({ mdev }: { readonly mdev: Mdev }) {
  const { store } = useAp();
  const candidates = realApqns(mdev);
  return (
    <section className="work-card" aria-label={`Virtual type of ${mdev.name}`}>
      <header className="work-card-head">
        <h2>
          <Term id="virtual-matrix">Virtual matrix</Term>
        </h2>
        <Badge tone="accent">Simulation</Badge>
      </header>
      <p className="quiet">
        Simulation: never part of a released kernel. Every AP instruction of the guest is intercepted and sent
        to one of the real queues below.
      </p>
      <MappingTable mdev={mdev} axis="adapter" />
      <MappingTable mdev={mdev} axis="domain" />
      <div className="work-row">
        <span>
          {candidates.length} real {candidates.length === 1 ? 'queue' : 'queues'} behind{' '}
          {mdev.virtualAdapters.size} × {mdev.virtualDomains.size} virtual
        </span>
        <Button
          size="small"
          disabledReason={candidates.length === 0 ? 'Map an adapter and a domain first.' : null}
          onClick={() => store.getState().set({ highlight: candidates })}
        >
          Show in the grid
        </Button>
      </div>
      {candidates.length > 0 && <VirtualRun mdev={mdev} />}
    </section>
  );
}
