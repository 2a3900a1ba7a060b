/** Reading back the scripts that mdevctl exports write. */
import { strictUuid } from './uuid.ts';

const CALL = /^mdevctl (define|start|stop|undefine) -u ([0-9a-f-]{36})\b/;
/** Lines of a script that say nothing of a device, as the export writes them. */
const SILENT = /^\s*(?:#.*)?$|^set -eu$|^cd "\$\(dirname "\$0"\)"$/;

type Verb = 'define' | 'start' | 'stop' | 'undefine';

/** `strange`: no line that an export writes. */
export type MdevctlLine =
  | { readonly kind: 'call'; readonly verb: Verb; readonly uuid: string }
  | { readonly kind: 'silent' | 'strange' };

export function mdevctlLine(line: string): MdevctlLine {
  const [, verb, text = ''] = CALL.exec(line) ?? [];
  const uuid = strictUuid(text);
  if (verb === undefined || uuid === null) return { kind: SILENT.test(line) ? 'silent' : 'strange' };
  return { kind: 'call', verb: verb as Verb, uuid };
}
