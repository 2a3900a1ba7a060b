import type { AnswerField } from '../../../shared/zpci/cards.ts';
import { Icon } from '../../ui/icons.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { ClassBadge } from './ClassBadge.tsx';
import { CLASS_LOOKS, countClasses } from './classes.ts';
import type { Filter } from './rows.ts';

/** Classes with how many fields each has; one that is pressed is the only one shown. */
export function ClassLegend({
  fields,
  filter,
  onFilter,
}: {
  readonly fields: readonly AnswerField[];
  readonly filter: Filter | null;
  readonly onFilter: (filter: Filter | null) => void;
}) {
  const lies = fields.filter(({ lie }) => lie !== null).length;
  return (
    <div className="zpci-classes" role="group" aria-label="Classes: show one only">
      {countClasses(fields).map(({ cls, count }) => (
        <Tooltip key={cls} content={CLASS_LOOKS[cls].about}>
          <button
            type="button"
            className="zpci-classes-chip"
            aria-pressed={filter === cls}
            aria-label={`${CLASS_LOOKS[cls].name}, ${count}`}
            onClick={() => onFilter(filter === cls ? null : cls)}
          >
            <ClassBadge cls={cls} wide />
            <span className="tabular">{count}</span>
          </button>
        </Tooltip>
      ))}
      {(lies > 0 || filter === 'lies') && (
        <button
          type="button"
          className="zpci-classes-chip"
          aria-pressed={filter === 'lies'}
          aria-label={`not this card’s, ${lies}`}
          onClick={() => onFilter(filter === 'lies' ? null : 'lies')}
        >
          <span className="zpci-lie zpci-lie-chip">
            <Icon name="warning" size={12} />
            not this card’s
          </span>
          <span className="tabular">{lies}</span>
        </button>
      )}
    </div>
  );
}
