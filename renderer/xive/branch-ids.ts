/** Ids of new branches: readable in a file, from the name, unlike any there is. */
export function branchId(name: string, taken: readonly { readonly id: string }[]): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 48) || 'branch';
  const ids = new Set(taken.map(({ id }) => id));
  if (!ids.has(plain)) return plain;
  let number = 2;
  while (ids.has(`${plain}-${number}`)) number += 1;
  return `${plain}-${number}`;
}

/** `replug`, `replug 2`, `replug 3` */
export function freeName(wanted: string, taken: readonly { readonly name: string }[]): string {
  const names = new Set(taken.map(({ name }) => name));
  if (!names.has(wanted)) return wanted;
  let number = 2;
  while (names.has(`${wanted} ${number}`)) number += 1;
  return `${wanted} ${number}`;
}
