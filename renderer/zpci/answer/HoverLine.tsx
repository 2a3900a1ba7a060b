import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { Icon } from '../../ui/icons.tsx';
import { useZpciState } from '../zpci-context.ts';
import { FATES } from './fates.ts';

/** What is under the pointer or has the focus, in one place, so that rows keep theirs. */
export function HoverLine({ card }: { readonly card: AnswerCard }) {
  const hovered = useZpciState((state) => state.hovered);
  const field =
    hovered === null
      ? undefined
      : card.fields.find(({ block, name }) => block === hovered.block && name === hovered.name);
  if (field === undefined)
    return (
      <p className="zpci-hover-line faint">
        Point at a field or at its bytes: both light up. Arrow keys walk, Enter looks closer.
      </p>
    );
  if (field.lie !== null)
    return (
      <p className="zpci-hover-line" data-lie="true" title={`${field.lie.text} ${field.lie.notice}`}>
        <Icon name="warning" size={14} />
        <strong>{field.label}:</strong> {field.lie.text} {field.lie.notice}
      </p>
    );
  return (
    <p className="zpci-hover-line">
      <strong>{field.label}:</strong> {field.because === '' ? FATES[field.fate].about : `${field.because}.`}
    </p>
  );
}
