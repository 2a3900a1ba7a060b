/** The value of `-device`, `-object` and their like: `driver,key=value` with `,,` for a comma, or JSON. */

export interface DeviceProperties {
  readonly driver: string;
  /** In order; JSON numbers and truth values as text. */
  readonly properties: readonly (readonly [name: string, value: string])[];
}

const MOST_PROPERTIES = 64;

function fromJson(value: string, kind: string): DeviceProperties | null {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    const entries = Object.entries(parsed).slice(0, MOST_PROPERTIES);
    const named = entries.find(([name]) => name === kind)?.[1];
    if (typeof named !== 'string') return null;
    const properties = entries
      .filter(([name]) => name !== kind)
      .map(
        ([name, one]) =>
          [
            name,
            typeof one === 'boolean'
              ? one
                ? 'on'
                : 'off'
              : typeof one === 'object'
                ? JSON.stringify(one)
                : String(one),
          ] as const,
      );
    return { driver: named, properties };
  } catch {
    return null;
  }
}

/** `kind`: the property that the first word stands for, `driver` or `qom-type`. Null when it names none. */
export function propertiesOf(value: string, kind: 'driver' | 'qom-type'): DeviceProperties | null {
  if (value.startsWith('{')) return fromJson(value, kind);
  const parts = value.replaceAll(',,', '\0').split(',').slice(0, MOST_PROPERTIES);
  const pairs = parts.map((part): readonly [string, string] => {
    const cut = part.indexOf('=');
    const plain = (text: string) => text.replaceAll('\0', ',');
    // A name alone is switched on, as in `-device x,multifunction`.
    return cut < 0 ? [plain(part), 'on'] : [plain(part.slice(0, cut)), plain(part.slice(cut + 1))];
  });
  const first = parts[0]?.includes('=') === false ? pairs[0]![0] : undefined;
  const driver = first ?? pairs.find(([name]) => name === kind)?.[1];
  if (driver === undefined || driver === '') return null;
  const properties = pairs.filter(([name], index) => name !== kind && !(index === 0 && first !== undefined));
  return { driver, properties };
}
