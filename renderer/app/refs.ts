import { bothBases, formatApqn } from '../../shared/apqn.ts';
import type { Ref } from '../../shared/findings.ts';

/** A reference in words, where no family is at hand to name its guests. */
export function refText(ref: Ref): string {
  switch (ref.kind) {
    case 'apqn':
      return formatApqn(ref.apqn);
    case 'adapter':
      return `Adapter ${bothBases(ref.id)}`;
    case 'domain':
      return `Domain ${bothBases(ref.id)}`;
    case 'guest':
    case 'mask':
    case 'part':
      return ref.id;
    case 'file':
      return ref.path;
  }
}
