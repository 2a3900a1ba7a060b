import type { AnswerField } from '../../../shared/zpci/cards.ts';
import type { FieldClass } from '../../../shared/zpci/fields.ts';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { ClassBadge } from './ClassBadge.tsx';
import { CLASS_LOOKS, countClasses } from './classes.ts';

/** Classes with how many fields each has; one that is pressed is the only one shown. */
export function ClassLegend({
  fields,
  filter,
  onFilter,
}: {
  readonly fields: readonly AnswerField[];
  readonly filter: FieldClass | null;
  readonly onFilter: (cls: FieldClass | null) => void;
}) {
  return (
    <div className="zpci-legend" role="group" aria-label="Classes: show one only">
      {countClasses(fields).map(({ cls, count }) => (
        <Tooltip key={cls} content={CLASS_LOOKS[cls].about}>
          <button
            type="button"
            className="zpci-legend-chip"
            aria-pressed={filter === cls}
            aria-label={`${CLASS_LOOKS[cls].name}, ${count}`}
            onClick={() => onFilter(filter === cls ? null : cls)}
          >
            <ClassBadge cls={cls} wide />
            <span className="tabular">{count}</span>
          </button>
        </Tooltip>
      ))}
    </div>
  );
}
