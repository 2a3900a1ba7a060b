/** Every event of the schema as a form: in which group it stands, what it means, its rule, and its fields. */
import type { XiveOp } from '../../../shared/xive/events.ts';
import { DEVICE_FORMS } from './device-forms.ts';
import type { EventForm, EventGroup } from './event-form.ts';
import { GUEST_FORMS } from './guest-forms.ts';
import { KERNEL_FORMS } from './kernel-forms.ts';
import { PROCESS_FORMS } from './process-forms.ts';

export const EVENT_FORMS: Readonly<Record<XiveOp, EventForm>> = {
  ...GUEST_FORMS,
  ...DEVICE_FORMS,
  ...PROCESS_FORMS,
  ...KERNEL_FORMS,
};

/** In the order of the table, by group. */
export function eventsOfGroup(group: EventGroup): XiveOp[] {
  return (Object.keys(EVENT_FORMS) as XiveOp[]).filter((op) => EVENT_FORMS[op].group === group);
}

/** Operations that a search word finds by title, name, rule or description. */
export function findEvents(text: string): ReadonlySet<XiveOp> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return new Set(
    (Object.keys(EVENT_FORMS) as XiveOp[]).filter((op) => {
      const { title, about, rule, group } = EVENT_FORMS[op];
      const all = `${op} ${title} ${about} ${rule ?? ''} ${group}`.toLowerCase();
      return words.every((word) => all.includes(word));
    }),
  );
}
