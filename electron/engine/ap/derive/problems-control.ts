/** What control domains let a guest do to others, and what they cannot do (AP-C4, AP-X1). */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { idsOf, intersect, isEmptyMask, type Mask, masksMeet, minus } from '../../../../shared/mask.ts';
import { adapterWords, domainWords } from '../wording.ts';
import { sentence } from '../../words.ts';
import { guestRef } from './problem-parts.ts';

/** AP-C4, mistake 18: the right to change another guest's domain on a shared adapter. Null when there is none. */
export function foreignControl(mdev: Mdev, other: Mdev): Problem | null {
  if (other.id === mdev.id || mdev.type === 'virtual' || other.type === 'virtual') return null;
  if (isEmptyMask(mdev.matrix.adm) || isEmptyMask(mdev.matrix.aqm)) return null;
  if (!masksMeet(mdev.matrix.adm, other.matrix.aqm) || !masksMeet(mdev.matrix.apm, other.matrix.apm))
    return null;
  const foreign = minus(intersect(mdev.matrix.adm, other.matrix.aqm), mdev.matrix.aqm);
  if (isEmptyMask(foreign)) return null;
  const domains = idsOf(foreign);
  return {
    id: `ap:control:${mdev.id}:${other.id}`,
    severity: 'warning',
    rule: 'AP-C4',
    message: sentence(
      `${mdev.name} may change ${domainWords(domains)} of ${other.name} on ${adapterWords(idsOf(intersect(mdev.matrix.apm, other.matrix.apm)))}: control domains are not exclusive`,
    ),
    refs: [guestRef(mdev), guestRef(other), ...domains.map((id) => ({ kind: 'domain', id }) as const)],
    fixes: [
      {
        label: `Take control of ${domainWords(domains)} from ${mdev.name}`,
        edits: [
          {
            family: 'ap',
            op: 'unassign',
            mdev: mdev.id,
            adapters: [],
            domains: [],
            controlDomains: domains,
          },
        ],
      },
    ],
  };
}

/** AP-X1, mistake 17. */
export function controlOnly(mdev: Mdev): Problem[] {
  if (isEmptyMask(mdev.matrix.adm) || !isEmptyMask(mdev.matrix.aqm)) return [];
  return [
    {
      id: `ap:control-only:${mdev.id}`,
      severity: 'warning',
      rule: 'AP-X1',
      message: `${mdev.name} has control domains but no usage domain: it has nothing to send commands to, and ap-check refuses to start it.`,
      refs: [guestRef(mdev)],
      fixes: [],
    },
  ];
}

/** What the right to control `domains` means, one sentence each; nothing of the guests that are `told` of already. */
export function controlNotes(
  state: ApState,
  mdev: Mdev,
  domains: Mask,
  told: ReadonlySet<string> = new Set(),
): string[] {
  const users = state.mdevs.flatMap((other) => {
    if (other.id === mdev.id || other.type === 'virtual' || told.has(other.id)) return [];
    if (!masksMeet(domains, other.matrix.aqm)) return [];
    const used = domainWords(idsOf(intersect(domains, other.matrix.aqm)));
    return masksMeet(mdev.matrix.apm, other.matrix.apm)
      ? [
          `${other.name} uses ${used}: ${mdev.name} can change its master keys there, on the adapters both have.`,
        ]
      : [
          `${other.name} uses ${used}. The two guests share no adapter now; if they ever do, ${mdev.name} can change its master keys.`,
        ];
  });
  const absent = idsOf(minus(domains, state.lpar.adm));
  return state.unknown.has('lparControlDomains') || absent.length === 0
    ? users
    : [...users, `The LPAR may not control ${domainWords(absent)}: ${mdev.name} does not get the right.`];
}
