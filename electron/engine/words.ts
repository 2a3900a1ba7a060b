/** Parts of sentences that every family makes: counts, and lists that stay short. */

/** `dsa0, dsa2 and 3 more` */
export function listWords(items: readonly string[], most = 4): string {
  if (items.length <= 1) return items.join('');
  if (items.length > most)
    return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** `neither dsa0, dsa1 nor dsa2` */
export function neitherWords(items: readonly string[]): string {
  return `neither ${items.slice(0, -1).join(', ')} nor ${items.at(-1)}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Ends it with a full stop. The first letter stays: sentences often begin with a guest's name or a file's. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
