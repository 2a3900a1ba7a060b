/** A host's adapters, domains, queues and guests in a few lines. */
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../shared/ap/types.ts';
import { adapterOf, domainOf } from '../../../shared/apqn.ts';
import { countOf, firstOf, namesOf, type SummaryLines, summaryOf, tallyOf } from '../summary.ts';
import { countIds, formatRanges, idsOf, type Mask } from '../../../shared/mask.ts';

/** `0-15, 71` */
function rangesOf(numbers: readonly number[]): string {
  return namesOf(formatRanges(numbers).split(/,\s*/));
}

function ids(kind: string, numbers: readonly number[]): string {
  const list = numbers.length === 0 ? '' : `: ${rangesOf(numbers)}`;
  return `${countOf(numbers.length, kind)}${list}`;
}

function given(kind: string, mask: Mask): string {
  const count = countIds(mask);
  if (count === 0) return `no ${kind}`;
  return `${kind}${count === 1 ? '' : 's'} ${rangesOf(idsOf(mask))}`;
}

function guestLine({ name, matrix, guest, active, defined }: Mdev): string {
  const parts = [
    given('adapter', matrix.apm),
    given('domain', matrix.aqm),
    ...(countIds(matrix.adm) === 0 ? [] : [given('control domain', matrix.adm)]),
    guest !== null ? `running in ${guest}` : active ? 'active' : 'not active',
    defined === null ? 'not defined' : `starts ${defined === 'auto' ? 'by itself' : 'by hand'}`,
  ];
  return `guest ${name}: ${parts.join('; ')}`;
}

function linesOf({ queues, mdevs, unknown }: ApState): SummaryLines {
  const adapters = new Set<number>();
  const domains = new Set<number>();
  const drivers: string[] = [];
  queues.state.forEach((value, apqn) => {
    if (value === QUEUE.ABSENT) return;
    adapters.add(adapterOf(apqn));
    domains.add(domainOf(apqn));
    drivers.push(driverOf(queues, apqn) ?? 'without driver');
  });
  const inOrder = (found: ReadonlySet<number>) => [...found].sort((left, right) => left - right);
  return new Map([
    ['adapters', ids('adapter', inOrder(adapters))],
    ['domains', ids('domain', inOrder(domains))],
    ['queues', `${countOf(drivers.length, 'queue')}${drivers.length === 0 ? '' : `: ${tallyOf(drivers)}`}`],
    ...firstOf(mdevs, 'guest', (mdev) => [`guest ${mdev.id}`, guestLine(mdev)]),
    ...(unknown.size === 0
      ? []
      : ([['untold', `the source does not tell: ${[...unknown].join(', ')}`]] as const)),
  ]);
}

/** For `studio show`; at most some twenty lines, whatever the host. */
export function apSummary(observed: ApState, desired: ApState): readonly string[] {
  return summaryOf(observed, desired, linesOf);
}
