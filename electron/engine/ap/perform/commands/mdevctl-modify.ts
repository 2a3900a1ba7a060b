/** The switches of mdevctl modify that change a definition piece by piece (AP-D2). */
import type { Definition } from '../../tools/mdevctl.ts';
import type { Outcome } from '../outcome.ts';
import { failed } from '../../../perform/outcome.ts';
import type { Request } from './mdevctl-answers.ts';
import { valueOf } from '../../../tools/options.ts';

function wrongIndex({ state, parsed }: Request): Outcome {
  const index = valueOf(parsed, 'index');
  return failed(
    state,
    null,
    'AP-D2',
    `mdevctl ends with exit status 1: there is no attribute with index ${index}.`,
    [`Error: Attribute index ${index} is invalid`],
  );
}

/** With `--addattr`, `--delattr`, `--auto` and `--manual` applied. Without an index the last place is meant. */
export function editAttributes(
  request: Request,
  definition: Definition,
): { readonly definition: Definition } | Outcome {
  const { state, parsed } = request;
  const attrs = [...definition.attrs];
  const index = valueOf(parsed, 'index');
  const at = index === null ? null : /^\d+$/.test(index) ? Number(index) : -1;
  const added = valueOf(parsed, 'addattr');
  const value = valueOf(parsed, 'value');
  if (added !== null) {
    if (value === null)
      return failed(state, null, 'AP-D2', 'mdevctl ends with exit status 1: --addattr needs a --value.', [
        'Error: No attribute value provided',
      ]);
    if (at !== null && (at < 0 || at > attrs.length)) return wrongIndex(request);
    attrs.splice(at ?? attrs.length, 0, { [added]: value });
  }
  if (parsed.flags.has('delattr')) {
    if (attrs.length === 0 || (at !== null && (at < 0 || at >= attrs.length))) return wrongIndex(request);
    attrs.splice(at ?? attrs.length - 1, 1);
  }
  const start = parsed.flags.has('auto') ? 'auto' : parsed.flags.has('manual') ? 'manual' : definition.start;
  return { definition: { ...definition, start, attrs } };
}
