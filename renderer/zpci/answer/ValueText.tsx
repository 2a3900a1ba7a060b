import type { ShownValue } from '../../../shared/zpci/cards.ts';

/** A value and what it means; what is not known says so. */
export function ValueText({
  value,
  meaning = true,
}: {
  readonly value: ShownValue;
  readonly meaning?: boolean;
}) {
  return (
    <>
      {value.text === null ? (
        <span className="faint">not known</span>
      ) : (
        <span className="mono zpci-value">{value.text === '' ? '(empty)' : value.text}</span>
      )}
      {meaning && value.text !== null && value.meaning !== '' && (
        <span className="zpci-value-meaning"> {value.meaning}</span>
      )}
    </>
  );
}
