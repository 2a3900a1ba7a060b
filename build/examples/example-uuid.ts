/** UUIDs of the example machines. */

/** Deterministic version-4 UUIDs, so that a regenerated example does not differ. */
export function exampleUuid(group: number, index: number): string {
  const tail = (index * 0x9e3779b1 + group * 0x85ebca6b) >>> 0;
  const hex = (value: number, digits: number) =>
    (value >>> 0).toString(16).padStart(digits, '0').slice(-digits);
  return `${hex(tail, 8)}-${hex(group * 257 + 0x1a0, 4)}-4${hex(index, 3)}-a${hex(index * 7, 3)}-${hex(tail ^ 0x5bd1e995, 8)}${hex(index, 4)}`;
}
