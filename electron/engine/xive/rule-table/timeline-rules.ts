/** Our own rules of studies and their timelines; a kernel knows nothing of them. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { rule } from './rule-row.ts';

const OURS =
  'Our own rule of this program, for studies; what the kernel refuses is an outcome of an event instead.';

export const TIMELINE_RULES: readonly RuleExplanation[] = [
  rule(
    'T1',
    'A branch that is not there',
    'An edit names a branch or a reading by its id; it has to be in the study.',
    OURS,
  ),
  rule(
    'T2',
    'Beyond the end',
    'Events are counted from the start of a branch; an edit cannot begin behind its last event.',
    OURS,
  ),
  rule('T3', 'Taken names', 'Branches of a study have different ids and different names.', OURS),
  rule(
    'T4',
    'The last branch',
    'A study without a reading of a real guest keeps at least one branch; without it there would be nothing to show.',
    OURS,
  ),
  rule('T5', 'Too many events', 'A branch has at most 100,000 events.', OURS),
  rule(
    'T6',
    'A set-up that cannot be',
    'Sources, mappings and devices of a set-up must not overlap, devices lie in the range of MSIs, populated pages lie in a mapping.',
    OURS,
  ),
  rule(
    'T7',
    'An event that is one call',
    'Taking an event apart puts the single calls it is made of in its place. A single call stays what it is, and so does an event whose calls alone would lead elsewhere.',
    OURS,
  ),
  rule(
    'T8',
    'A guest that is not there',
    'An event happens to a guest of the set-up, or to a child that an earlier fork made. A device that is not plugged is another matter: the kernel model answers that.',
    OURS,
  ),
  rule(
    'T9',
    'A config that contradicts itself',
    'The range of MSIs, and the range of strategy C, lie within the machine’s LISNs; strategy C needs its range.',
    OURS,
  ),
];
