/** What all DSA observers share: the tree, how much its source can tell, and typed reads. */
import { quoted, TreeReader } from '../../hosts/tree-reader.ts';
import type { HostTree } from '../../hosts/tree.ts';

export interface SourceForm {
  /**
   * `text`: only lines with a value, so an empty value and a missing file look alike. `config`: what accel-config wrote,
   * which has fewer files than there are.
   */
  readonly form: 'sysfs' | 'text' | 'config';
  readonly attributesTold: boolean;
  /** Addresses, drivers, mediated devices. */
  readonly linksTold: boolean;
}

export class DsaReader extends TreeReader {
  readonly source: SourceForm;

  constructor(tree: HostTree, source: SourceForm) {
    super(tree);
    this.source = source;
  }

  /** Content without the final newline; undefined when absent or (told as a finding) unreadable. */
  value(path: string): string | undefined {
    return this.text(path)?.replace(/\n$/, '');
  }

  /** As {@link value}, for files that many a device cannot read: that is no finding. */
  valueIfAny(path: string): string | undefined {
    const text = this.tree.text(path)?.replace(/\n$/, '');
    return text === '' ? undefined : text;
  }

  /** A whole number, decimal or 0x; null when absent, or with a finding when it is none or out of bounds. */
  number(path: string, least: number, most: number): number | null {
    const text = this.value(path);
    return text === undefined ? null : this.numberIn(path, text, least, most);
  }

  numberIn(path: string, text: string, least: number, most: number): number | null {
    const plain = text.trim();
    const value = /^(?:-?\d{1,15}|0[xX][0-9a-fA-F]{1,12})$/.test(plain) ? Number(plain) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.find(
      'warning',
      path,
      `A number from ${least} to ${most} was expected, found ${quoted(text)}; taken as unknown.`,
      `number ${least} ${most}`,
    );
    return null;
  }
}
