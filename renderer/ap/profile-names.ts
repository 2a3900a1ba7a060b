import type { ApProfileId } from '../../shared/ap/types.ts';

/** The kernels a set of rules stands for; bounds from ap.md 0.2. */
const NAMES: Readonly<Record<ApProfileId, string>> = {
  upstream: 'Linux 6.19 and later',
  'upstream-6.18': 'Linux 6.0 to 6.18',
  '2018-merged': 'Linux 4.20 to 5.19',
  '2018-v9': 'the 2018 patch series before Linux 4.20',
};

export function profileName(id: string): string {
  return Object.hasOwn(NAMES, id) ? NAMES[id as ApProfileId] : id;
}

/** The reason without the kernels' name at its end, where the name stands beside it. */
export function reasonBeside(id: string, reason: string): string {
  const end = `: ${profileName(id)}.`;
  return reason.endsWith(end) ? `${reason.slice(0, -end.length)}.` : reason;
}
