import './guest-swatch.css';

export interface GuestSwatchProps {
  /** 0..7 */
  readonly hue: number;
  /** One or two characters; empty for none. */
  readonly label: string;
  readonly large?: boolean;
}

/** The guest's colour with its short label on it, as in the picture of the view. */
export function GuestSwatch({ hue, label, large = false }: GuestSwatchProps) {
  return (
    <span
      className={large ? 'work-swatch work-swatch-large' : 'work-swatch'}
      data-hue={hue}
      aria-hidden="true"
    >
      {label}
    </span>
  );
}

/** The eight hues as a radio group; `label` stands on the one that is chosen. */
export function HueChoice({
  name,
  hue,
  label,
  onChoose,
}: {
  readonly name: string;
  readonly hue: number;
  readonly label: string;
  readonly onChoose: (hue: number) => void;
}) {
  return (
    <div className="work-hues" role="radiogroup" aria-label={`Colour of ${name}`}>
      {Array.from({ length: 8 }, (_, each) => (
        <button
          key={each}
          type="button"
          role="radio"
          aria-checked={each === hue}
          aria-label={`Colour ${each + 1}`}
          className="work-swatch"
          data-hue={each}
          onClick={() => onChoose(each)}
        >
          {each === hue ? label : ''}
        </button>
      ))}
    </div>
  );
}
