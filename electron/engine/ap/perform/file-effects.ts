/** Files that last, written by hand or by a tool: the udev rule and the definitions. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { type Mask, maskFromHex } from '../../../../shared/mask.ts';
import { parseDefinition, VFIO_AP_TYPE } from '../observe/mdev-definition.ts';
import { maskTextInRule } from '../observe/persistent.ts';
import { definitionPath } from '../export/definition-text.ts';
import { UDEV_RULE_PATH } from '../export/udev-rule.ts';
import { withDefinition, withoutDefinition } from './definitions.ts';
import type { Outcome } from './outcome.ts';
import { done } from '../../perform/outcome.ts';
import { placeOf } from './place.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function writeRule(state: ApState, text: string | null): Outcome {
  const notes: string[] = [];
  const mask = (name: 'apmask' | 'aqmask'): Mask | null => {
    const told = text === null ? null : maskTextInRule(text, name);
    const read = told === null ? null : maskFromHex(told);
    if (told !== null && read === null)
      notes.push(
        `${UDEV_RULE_PATH} sets ${name} to “${told.slice(0, 80)}”, which is not 0x and 64 hex digits.`,
      );
    return read;
  };
  return done({ ...state, persistent: { apmask: mask('apmask'), aqmask: mask('aqmask') } }, { notes });
}

function writeDefinition(state: ApState, id: string, text: string | null): Outcome {
  if (!UUID.test(id)) return done(state, { notes: [`${id} is no UUID, so mdevctl passes the file over.`] });
  if (text === null) return done(withoutDefinition(state, id));
  const result = parseDefinition(text);
  if (!result.ok) {
    const advice = `${definitionPath(id)} cannot be read: ${result.why}. Every mdevctl command that looks at definitions fails until it is repaired.`;
    return done(withoutDefinition(state, id), { advice: [{ rule: 'AP-D2', text: advice }] });
  }
  const { type, start, masks, notes } = result.definition;
  if (type !== VFIO_AP_TYPE)
    return done(state, {
      notes: [`The definition is of type ${type}, not ${VFIO_AP_TYPE}; it is passed over.`],
    });
  return done(withDefinition(state, id, start, masks), { notes });
}

/** `text` null = the file is deleted. Null when the path is no file of AP's that lasts. */
export function writeFile(state: ApState, path: string, text: string | null): Outcome | null {
  const place = placeOf(path);
  if (place?.kind === 'rule') return writeRule(state, text);
  return place?.kind === 'definition' ? writeDefinition(state, place.id, text) : null;
}
