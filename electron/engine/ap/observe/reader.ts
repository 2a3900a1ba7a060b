/** What all AP observers share: the tree, the findings so far, and which facts no file told. */
import type { ApFact } from '../../../../shared/ap/types.ts';
import type { Finding } from '../../../../shared/findings.ts';
import { TreeReader } from '../../hosts/tree-reader.ts';

export class ApReader extends TreeReader {
  readonly unknown = new Set<ApFact>();

  /** Marks a fact as not told by this source and says what is assumed instead. */
  assume(fact: ApFact, file: string, message: string, severity: Finding['severity'] = 'info'): void {
    this.unknown.add(fact);
    this.find(severity, file, message);
  }
}
