import { memo } from 'react';
import type { AnswerField } from '../../../shared/zpci/cards.ts';
import { Icon } from '../../ui/icons.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { ClassBadge } from './ClassBadge.tsx';
import { FatePath } from './FatePath.tsx';
import { ValueText } from './ValueText.tsx';

function GuestValue({ field }: { readonly field: AnswerField }) {
  const { guest, changedFrom } = field;
  return (
    // A new value is a new element, so that it blinks once.
    <span key={guest.text} className="zpci-guest-value" data-changed={changedFrom !== null}>
      <ValueText value={guest} />
      {changedFrom !== null && (
        <span className="zpci-was">
          was <span className="mono">{changedFrom.text ?? 'not known'}</span>
        </span>
      )}
    </span>
  );
}

/** One field of the table; it draws itself again only when its own light changes. */
export const FieldRow = memo(function FieldRow({
  field,
  isTabStop,
  isEmulated,
}: {
  readonly field: AnswerField;
  readonly isTabStop: boolean;
  readonly isEmulated: boolean;
}) {
  const { store } = useZpci();
  const isLit = useZpciState(({ hovered }) => hovered?.block === field.block && hovered.name === field.name);
  const isPicked = useZpciState(
    (state) => state.field?.block === field.block && state.field.name === field.name,
  );
  const place = { block: field.block, name: field.name };
  const { set } = store.getState();
  return (
    <tr
      data-name={field.name}
      data-lit={isLit}
      data-lie={field.lie !== null}
      data-changed={field.changedFrom !== null}
      aria-selected={isPicked}
      aria-description={
        field.lie === null ? undefined : `Not this card’s. ${field.lie.text} ${field.lie.notice}`
      }
      tabIndex={isTabStop ? 0 : -1}
      onMouseEnter={() => set({ hovered: place })}
      onMouseLeave={() => set({ hovered: null })}
      onFocus={() => set({ hovered: place })}
      onBlur={() => set({ hovered: null })}
      onClick={() => set({ field: place })}
    >
      <th scope="row">
        <span className="zpci-field-label">{field.label}</span>
        <span className="mono faint zpci-field-name">{field.name}</span>
      </th>
      <td className="zpci-host-cell">
        {field.host === null ? (
          <span className="faint">{isEmulated ? 'no card behind it' : '–'}</span>
        ) : (
          <ValueText value={field.host} />
        )}
      </td>
      <td className="zpci-fate-cell">
        <FatePath fate={field.fate} cls={field.cls} />
      </td>
      <td className="zpci-guest-cell">
        <GuestValue field={field} />
        {field.lie !== null && (
          <Tooltip
            content={
              <span className="zpci-notice">
                <strong>{field.lie.text}</strong> {field.lie.notice}
              </span>
            }
          >
            <span className="zpci-lie">
              <Icon name="warning" size={12} />
              not this card’s
            </span>
          </Tooltip>
        )}
      </td>
      <td>
        <ClassBadge cls={field.cls} wide />
      </td>
      <td className="zpci-because">{field.because}</td>
    </tr>
  );
});
