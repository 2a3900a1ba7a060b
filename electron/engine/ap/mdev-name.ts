/** What a mediated device is called as long as no guest gives it a name. */

/** `mdev 9f1c2a30`, or as much more of the UUID as it takes to tell it from `others` (ids and names). */
export function mdevName(id: string, others: readonly string[]): string {
  const forms = [
    [`mdev ${id.slice(0, 8)}`, (other: string) => other.startsWith(id.slice(0, 8))],
    [
      `mdev ${id.slice(0, 8)}...${id.slice(-4)}`,
      (other: string) => other.startsWith(id.slice(0, 8)) && other.endsWith(id.slice(-4)),
    ],
  ] as const;
  const rivals = others.filter((other) => other !== id);
  const form = forms.find(
    ([name, looksAlike]) => !rivals.some((other) => other === name || looksAlike(other)),
  );
  return form?.[0] ?? `mdev ${id}`;
}
