/** Names of hosts as parts of paths and as keys of an inventory: of plain letters, and each one once. */

/** Names that a file system, a shell or an inventory takes for something else. */
const TAKEN = /^(?:con|prn|aux|nul|com\d|lpt\d|all|ungrouped|localhost|implicit|.*_hosts)$/i;
const LONGEST = 60;

function plainName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll(/\.{2,}/g, '.')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST)
    .replace(/[-.]+$/, '');
  return plain === '' || TAKEN.test(plain) ? `host-${plain}`.replace(/-$/, '') : plain;
}

/** A name for each, in order, distinct even where upper and lower case are one. */
export function safeNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = plainName(name);
    let free = plain;
    for (let count = 2; taken.has(free.toLowerCase()); count++) free = `${plain}-${count}`;
    taken.add(free.toLowerCase());
    return free;
  });
}
