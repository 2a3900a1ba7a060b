import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { Button } from '../../ui/Button.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { FieldRow } from './FieldRow.tsx';
import { type Filter, foldedWords, passes, tableRows } from './rows.ts';

function rowsOf(body: HTMLElement): readonly HTMLElement[] {
  return [...body.querySelectorAll<HTMLElement>('tr[data-name]')];
}

function stepOf(key: string, at: number, count: number): number | null {
  if (key === 'ArrowDown') return Math.min(count - 1, at + 1);
  if (key === 'ArrowUp') return Math.max(0, at - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

/** The fields of one answer: host value, what happens to it, guest value. Arrow keys walk, Enter looks closer. */
export function FieldTable({
  card,
  block,
  filter,
  busy,
}: {
  readonly card: AnswerCard;
  readonly block: 'function' | 'group';
  /** Null = all fields. */
  readonly filter: Filter | null;
  readonly busy: boolean;
}) {
  const { store } = useZpci();
  const [open, setOpen] = useState(false);
  const [stop, setStop] = useState<string | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const { shown, folded } = useMemo(() => tableRows(card, block), [card, block]);
  const picked = useZpciState(({ field }) => (field?.block === block ? field.name : null));
  const isOpen = open || folded.some(({ name }) => name === picked);
  const some = folded.filter((field) => passes(field, filter));
  const rows = [...shown.filter((field) => passes(field, filter)), ...(isOpen ? some : [])];
  const wanted = stop ?? picked;
  const tabStop = rows.some(({ name }) => name === wanted) ? wanted : (rows[0]?.name ?? null);

  function onKeyDown(event: KeyboardEvent): void {
    const row = (event.target as HTMLElement).closest<HTMLElement>('tr[data-name]');
    if (row === null || body.current === null) return;
    if (event.key === 'Enter' || event.key === ' ') {
      store.getState().set({ field: { block, name: row.dataset['name']! } });
      event.preventDefault();
      return;
    }
    const all = rowsOf(body.current);
    const to = stepOf(event.key, all.indexOf(row), all.length);
    if (to === null) return;
    all[to]?.focus();
    event.preventDefault();
  }

  return (
    <table
      role="grid"
      className="zpci-fields"
      aria-label={block === 'function' ? 'Query function' : 'Query group'}
      aria-busy={busy}
    >
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">On the host</th>
          <th scope="col">What happens</th>
          <th scope="col">The guest reads</th>
          <th scope="col">Class</th>
          <th scope="col" className="zpci-because">
            Because
          </th>
        </tr>
      </thead>
      <tbody
        ref={body}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const name = (event.target as HTMLElement).dataset['name'];
          if (name !== undefined) setStop(name);
        }}
      >
        {rows.map((field) => (
          <FieldRow
            key={field.name}
            field={field}
            isTabStop={field.name === tabStop}
            isEmulated={card.mode === 'emulated'}
          />
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={6} className="faint">
              No field of this answer is like that.
            </td>
          </tr>
        )}
        {some.length > 0 && (
          <tr className="zpci-folded">
            <td colSpan={6}>
              <Button
                variant="quiet"
                size="small"
                icon={isOpen ? 'chevronDown' : 'chevronRight'}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                {foldedWords(some.length)}
              </Button>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
