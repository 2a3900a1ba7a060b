/** Field by way: what each way tells of this function, where it stands, and what it does not tell. */
import type { SourceCell, SourcesCard } from '../../../shared/zpci/cards.ts';
import { Icon } from '../../ui/icons.tsx';
import { WAYS } from './sources-model.ts';

const TELLS = {
  yes: { icon: 'check', words: 'told' },
  raw: { icon: 'warning', words: 'raw, not what the guest needs' },
  partly: { icon: 'minus', words: 'only indirectly' },
  no: { icon: 'close', words: 'not told' },
} as const;

function Cell({ cell }: { readonly cell: SourceCell }) {
  const { icon, words } = TELLS[cell.tells];
  return (
    <td className={`source-cell source-${cell.tells}`}>
      <span className="source-mark">
        <Icon name={icon} size={13} />
        <span className="visually-hidden">{words}. </span>
        {cell.value === null ? (
          <span className="faint">
            {cell.tells === 'no' ? 'no' : cell.tells === 'yes' ? 'not read' : words}
          </span>
        ) : (
          <span className="mono" title={cell.value.meaning === '' ? undefined : cell.value.meaning}>
            {cell.value.text ?? 'not known'}
          </span>
        )}
      </span>
      <span className="source-where">{cell.where}</span>
    </td>
  );
}

export function SourcesMatrix({ card }: { readonly card: SourcesCard }) {
  return (
    <table className="source-matrix">
      <caption className="visually-hidden">What each way tells of this function</caption>
      <thead>
        <tr>
          <th scope="col">Field</th>
          {WAYS.map((way) => {
            const told = card.rows.filter(({ cells }) => cells[way].tells === 'yes').length;
            return (
              <th key={way} scope="col">
                {card.ways.find((one) => one.way === way)?.title ?? way}{' '}
                <span className="faint tabular">
                  {told} of {card.rows.length}
                </span>
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {card.rows.map(({ field, label, cells }) => (
          <tr key={field}>
            <th scope="row">{label}</th>
            {WAYS.map((way) => (
              <Cell key={way} cell={cells[way]} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
