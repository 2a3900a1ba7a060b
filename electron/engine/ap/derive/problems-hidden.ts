/** Adapters and domains that are assigned and do not reach the guest (AP-P1, AP-U13, AP-U23), and what brings them back. */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { formatApqn } from '../../../../shared/apqn.ts';
import type { Fix, Problem } from '../../../../shared/findings.ts';
import { hasId, idsOf, minus } from '../../../../shared/mask.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { adapterWords, domainWords } from '../wording.ts';
import { sentence } from '../../words.ts';
import { type HiddenAdapter, hiddenAdapters } from './hidden.ts';
import { cellRefs, guestRef, takeFrom } from './problem-parts.ts';

/** What brings an adapter back in front of the guest; empty where only the LPAR could. */
export function hiddenFixes(state: ApState, mdev: Mdev, hidden: HiddenAdapter): Fix[] {
  const { culprit, reason } = hidden;
  if (reason === 'stale')
    return [
      {
        label: `Apply the matrix of ${mdev.name} again`,
        detail: 'Rewrites ap_config with its own content, so that the kernel filters anew.',
        edits: [{ family: 'ap', op: 'reapply', mdev: mdev.id }],
      },
    ];
  if (reason === 'unbound' && !state.vfioApLoaded)
    return [{ label: 'Load module vfio_ap', edits: [{ family: 'ap', op: 'loadVfioAp' }] }];
  if (culprit === null) return [];
  const withoutDomain = takeFrom(mdev, [], [culprit & 255]);
  const reapplied: Fix = {
    ...withoutDomain,
    detail:
      'The matrix is applied again afterwards, since unassigning alone does not bring the adapter back (AP-U13).',
    edits: [...withoutDomain.edits, { family: 'ap', op: 'reapply', mdev: mdev.id }],
  };
  const bind: Fix = {
    label: `Bind ${formatApqn(culprit)} to vfio_ap`,
    edits: [{ family: 'ap', op: 'bind', apqn: culprit, driver: 'vfio_ap' }],
  };
  return [...(reason === 'unbound' ? [bind] : []), reapplied, takeFrom(mdev, [hidden.adapter], [])];
}

/**
 * Adapters hidden by FILTER, by the LPAR, or only because the kernel has not filtered again; one problem for each cause.
 * What `observed` still has in the LPAR is lost while the guest runs, which weighs more than a wish ahead of its time.
 */
export function hiddenProblems(state: ApState, mdev: Mdev, observed: ApState = state): Problem[] {
  const all = hiddenAdapters(state, mdev);
  const lpar = state.unknown.has('lparAdapters')
    ? []
    : all.filter(({ reason }) => reason === 'lpar').map(({ adapter }) => adapter);
  const lostDomains = state.unknown.has('lparDomains') ? [] : idsOf(minus(mdev.matrix.aqm, state.lpar.aqm));
  const taken =
    mdev.guest !== null &&
    (lpar.some((id) => hasId(observed.lpar.apm, id)) ||
      lostDomains.some((id) => hasId(observed.lpar.aqm, id)));
  const them = lpar.length + lostDomains.length === 1 ? 'it' : 'them';
  const outside: Problem[] =
    lpar.length + lostDomains.length === 0
      ? []
      : [
          {
            id: `ap:over-provisioned:${mdev.id}`,
            severity: taken ? 'warning' : 'info',
            rule: rulesOf(state).hotPlug ? 'AP-U23' : 'AP-V10',
            message: sentence(
              `${mdev.name} has ${[...(lpar.length > 0 ? [adapterWords(lpar)] : []), ...(lostDomains.length > 0 ? [domainWords(lostDomains)] : [])].join(' and ')} assigned, which the LPAR does not have${taken ? ` any more: the guest loses ${them} while it runs, and gets ${them} back` : `; the guest gets ${them}`} when the LPAR does`,
            ),
            refs: [
              guestRef(mdev),
              ...lpar.map((id) => ({ kind: 'adapter', id }) as const),
              ...lostDomains.map((id) => ({ kind: 'domain', id }) as const),
            ],
            fixes: [],
          },
        ];
  const filtered = all
    .filter(({ reason }) => reason !== 'lpar')
    .map((entry): Problem => {
      const stale = entry.reason === 'stale';
      return {
        id: `ap:hidden:${mdev.id}:${entry.adapter}`,
        severity: 'warning',
        rule: stale ? 'AP-U13' : 'AP-P1',
        message: sentence(`${mdev.name} does not see ${adapterWords([entry.adapter])}: ${entry.why}`),
        refs: [
          guestRef(mdev),
          { kind: 'adapter', id: entry.adapter },
          ...(entry.culprit === null ? [] : cellRefs([entry.culprit])),
        ],
        fixes: hiddenFixes(state, mdev, entry),
      };
    });
  return [...outside, ...filtered];
}
