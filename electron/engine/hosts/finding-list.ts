import type { Finding } from '../../../shared/findings.ts';

/** A damaged capture can repeat one complaint for 65,536 files: this many of a kind are told one by one. */
const FINDINGS_OF_A_KIND = 20;

/** Findings in the order they were made; of many that differ only in the file, the first ones and a count. */
export class FindingList {
  readonly #findings: Finding[] = [];
  readonly #kinds = new Map<string, { count: number; last: Finding }>();

  add(finding: Finding, kind: string = finding.message): void {
    const count = (this.#kinds.get(kind)?.count ?? 0) + 1;
    this.#kinds.set(kind, { count, last: finding });
    if (count <= FINDINGS_OF_A_KIND) this.#findings.push(finding);
  }

  all(): Finding[] {
    const more = [...this.#kinds.values()].filter(({ count }) => count > FINDINGS_OF_A_KIND);
    return [
      ...this.#findings,
      ...more.map(({ count, last }) => ({
        ...last,
        message: `${count - FINDINGS_OF_A_KIND} more files have the same finding: ${last.message}`,
      })),
    ];
  }
}

/** Bytes of a name that came from outside, fit for a sentence: printable, at most 80 characters. */
export function printable(text: string): string {
  const clean = text.replaceAll(/[^\x20-\x7e]+/g, '?');
  return clean.length > 80 ? `${clean.slice(0, 77)}...` : clean;
}
