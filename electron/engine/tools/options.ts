/** Reading the arguments of a tool: long and short options, with their value behind `=` or as the next word. */
export interface OptionTable {
  /** Every spelling of an option, to its name. */
  readonly flags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
}

export interface Arguments {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
  /** The first option that is not in the table, or lacks its value, as a clause; null when all was understood. */
  readonly wrong: string | null;
}

function named(table: Readonly<Record<string, string>>, option: string): string | undefined {
  return Object.hasOwn(table, option) ? table[option] : undefined;
}

export function readArguments(argv: readonly string[], table: OptionTable): Arguments {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const words: string[] = [];
  let wrong: string | null = null;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at]!;
    if (!/^-./.test(word) || /^-\d/.test(word)) {
      words.push(word);
      continue;
    }
    const cut = word.startsWith('--') ? word.indexOf('=') : -1;
    const option = cut < 0 ? word : word.slice(0, cut);
    const flag = named(table.flags, option);
    const value = named(table.values, option);
    const glued =
      word.length > 2 && !word.startsWith('--') ? named(table.values, word.slice(0, 2)) : undefined;
    if (flag !== undefined && cut < 0) flags.add(flag);
    else if (value !== undefined) {
      const text = cut < 0 ? argv[++at] : word.slice(cut + 1);
      if (text === undefined) wrong ??= `${option} needs a value`;
      else values.set(value, [...(values.get(value) ?? []), text]);
    } else if (glued !== undefined) values.set(glued, [...(values.get(glued) ?? []), word.slice(2)]);
    else wrong ??= `the option ${option} is not known here`;
  }
  return { flags, values, words, wrong };
}

export function valueOf(parsed: Arguments, name: string): string | null {
  return parsed.values.get(name)?.at(-1) ?? null;
}
