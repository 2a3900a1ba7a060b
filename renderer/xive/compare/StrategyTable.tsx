import { strategyOf } from '../../../shared/xive/strategies.ts';
import type { StrategyId } from '../../../shared/xive/types.ts';
import { WhyLink } from '../../app/rules.tsx';

/** What two strategies promise, row by row; rows that differ are marked. */
export function StrategyTable({ left: leftId, right: rightId }: { left: StrategyId; right: StrategyId }) {
  const [left, right] = [strategyOf(leftId), strategyOf(rightId)];
  const heads = [left, right];
  const rows = [
    { name: 'idea', values: heads.map(({ summary }) => summary) },
    { name: 'who knows about it', values: heads.map(({ knows }) => knows) },
    { name: 'needs of the kernel', values: heads.map(({ needs }) => needs ?? 'nothing: runs as merged') },
    { name: 'status', values: heads.map(({ status }) => status) },
    ...left.facts.map(({ name, value }) => ({
      name,
      values: [value, right.facts.find((fact) => fact.name === name)?.value ?? ''],
    })),
  ];
  return (
    <section className="xive-strategies" aria-label="The two strategies">
      <h3>The two strategies</h3>
      <table className="xive-facts">
        <thead>
          <tr>
            <td />
            {heads.map(({ id, short, title, rule }) => (
              <th key={id} scope="col" title={title}>
                {short} <WhyLink rule={rule} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, values }) => (
            <tr key={name} data-differs={values[0] !== values[1]}>
              <th scope="row">{name}</th>
              {values.map((value, at) => (
                // The two columns may say the same.
                <td key={`${at} ${value}`}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
