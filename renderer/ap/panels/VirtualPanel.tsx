import { useState } from 'react';
import type { Mdev } from '../../../shared/ap/types.ts';
import { bothBases } from '../../../shared/apqn.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Badge, Callout } from '../../ui/Callout.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp } from '../ap-context.ts';
import { allCandidates, mappingText, readMapping, virtualConflicts } from '../virtual-mapping.ts';
import { CellLinks } from './CellLinks.tsx';
import { RuleLink } from './Fixes.tsx';
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
  const lists = [...(axis === 'adapter' ? mdev.virtualAdapters : mdev.virtualDomains)];
  const maximum = host.desired.max[axis];
  async function write(value: string): Promise<void> {
    const field = readMapping(value, maximum);
    if (!field.ok) return setError(field.message);
    setError(null);
    const made = await store
      .getState()
      .edit(`Map virtual ${axis} ${field.virtual} of ${mdev.name}`, [
        { family: 'ap', op: axis === 'adapter' ? 'virtualAdapter' : 'virtualDomain', mdev: mdev.id, value },
      ]);
    if (made) setText('');
  }
  return (
    <div className="ap-subsection">
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
                <td className="ap-row">
                  <IconButton
                    icon="edit"
                    size="small"
                    label={`Edit virtual ${axis} ${virtual}`}
                    onClick={() => setText(mappingText(virtual, real))}
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
        className="ap-inline-form"
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
  const { host, store } = useAp();
  const candidates = allCandidates(mdev);
  return (
    <section className="ap-card" aria-label={`Virtual type of ${mdev.name}`}>
      <header className="ap-card-head">
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
      <div className="ap-row">
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
      {virtualConflicts(host.desired, mdev).map((conflict) => (
        <Callout key={conflict.text} tone="danger" actions={<RuleLink rule={conflict.rule} />}>
          {conflict.text} <CellLinks cells={conflict.cells} most={4} />
        </Callout>
      ))}
      {candidates.length > 0 && <VirtualRun mdev={mdev} />}
    </section>
  );
}
