import type { Strategy } from '../../../shared/dsa/strategies.ts';
import { Icon } from '../../ui/icons.tsx';
import { PROPERTIES } from './player-model.ts';

/** One strategy's properties, or two side by side with what differs marked. */
export function PropertyTable({ strategies }: { readonly strategies: readonly Strategy[] }) {
  return (
    <table className="player-facts">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Property</span>
          </th>
          {strategies.map(({ id, number, title }) => (
            <th key={id} scope="col">
              {number} {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {PROPERTIES.map(({ label, value }) => {
          const values = strategies.map(value);
          const differs = new Set(values).size > 1;
          return (
            <tr key={label} className={differs ? 'player-differs' : undefined}>
              <th scope="row">
                {label}
                {differs && <span className="player-differs-mark">differs</span>}
              </th>
              {values.map((text, index) => (
                <td key={strategies[index]!.id}>{text}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Points({
  label,
  icon,
  points,
}: {
  readonly label: string;
  readonly icon: 'plus' | 'minus';
  readonly points: readonly string[];
}) {
  return (
    <div className={`player-points player-points-${icon}`}>
      <h4>{label}</h4>
      <ul>
        {points.map((point) => (
          <li key={point}>
            <Icon name={icon} size={13} />
            <span>{point}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What was said for and against it, in our words. */
export function Arguments({ strategy }: { readonly strategy: Strategy }) {
  return (
    <section className="player-arguments" aria-label={`Arguments: ${strategy.title}`}>
      <h3>
        {strategy.number} {strategy.title}
      </h3>
      <p className="quiet">{strategy.summary}</p>
      <Points label="For it" icon="plus" points={strategy.inFavour} />
      <Points label="Against it" icon="minus" points={strategy.against} />
    </section>
  );
}
