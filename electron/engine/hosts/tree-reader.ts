/** What the observers of all families share: a host's tree, typed reads of its files, and the findings so far. */
import type { Finding } from '../../../shared/findings.ts';
import { FindingList } from './finding-list.ts';
import type { HostTree } from './tree.ts';

/** Longest piece of a file that is quoted back. */
const QUOTED = 60;

/** File content for a sentence: one line, printable, short. */
export function quoted(text: string): string {
  const line = text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
  return line.length > QUOTED ? `"${line.slice(0, QUOTED)}..."` : `"${line}"`;
}

export class TreeReader {
  readonly tree: HostTree;
  readonly #findings = new FindingList();

  constructor(tree: HostTree) {
    this.tree = tree;
  }

  /** `kind` groups complaints that differ only in the file they are about. */
  find(severity: Finding['severity'], file: string, message: string, kind = message): void {
    this.#findings.add({ severity, file, message }, kind);
  }

  findings(): Finding[] {
    return this.#findings.all();
  }

  /** Text of an attribute; undefined when absent, and with a finding when it was there but could not be read. */
  text(path: string): string | undefined {
    const text = this.tree.text(path);
    if (text !== undefined) return text;
    const entry = this.tree.entry(this.tree.resolve(path));
    if (entry?.kind === 'unreadable')
      this.find('warning', path, `This file could not be read on the host (${entry.why}).`);
    else if (entry?.kind === 'folder') this.find('warning', path, 'A folder is where a file was expected.');
    return undefined;
  }

  /** `0` or `1`; null when absent or, with a finding, when it holds something else. */
  flag(path: string): boolean | null {
    const text = this.text(path)?.trim();
    if (text === undefined) return null;
    if (text === '0' || text === '1') return text === '1';
    this.find('warning', path, `0 or 1 was expected, found ${quoted(text)}; taken as unknown.`, 'flag');
    return null;
  }

  /** A decimal number within bounds; null when absent or, with a finding, when it is none. */
  decimal(path: string, least: number, most: number): number | null {
    const text = this.text(path)?.trim();
    if (text === undefined) return null;
    const value = /^-?\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    const message = `A number from ${least} to ${most} was expected, found ${quoted(text)}; taken as unknown.`;
    this.find('warning', path, message, `decimal ${least} ${most}`);
    return null;
  }
}
