/** The study in plain lines for people: readings of the real guest, and branches with what came of them. */
import { ESB_PGOFF } from '../../../shared/xive/pages.ts';
import type { Branch, Reading, XiveState } from '../../../shared/xive/types.ts';
import { countOf, firstOf, namesOf, type SummaryLines, summaryOf, tallyOf } from '../summary.ts';
import { toldBy } from './observe/told.ts';
import { timelineOf } from './timeline/timeline.ts';

/** Longer branches are not played for a line. */
const MOST_PLAYED = 20_000;

function branchLine(branch: Branch): string {
  const { name, config, setup, events } = branch;
  const guests = setup.vms.length === 1 ? '' : `, ${countOf(setup.vms.length, 'guest')}`;
  const start = `branch ${name}: strategy ${config.strategy}${guests}, ${countOf(events.length, 'event')}`;
  if (events.length > MOST_PLAYED) return start;
  const timeline = timelineOf(branch);
  const { stale, misresolved, populated, passedThrough } = timeline.counts(events.length);
  const marks = tallyOf(timeline.marks().filter((mark) => mark === 'refused' || mark === 'signal'));
  const wrong = [
    ...(stale > 0 ? [`${stale} stale`] : []),
    ...(misresolved > 0 ? [`${misresolved} misresolved`] : []),
  ].join(' and ');
  return [
    start,
    ...(marks === '' ? [] : [marks]),
    `${countOf(passedThrough, 'LISN')} passed through`,
    `${countOf(populated, 'populated page')}${wrong === '' ? ', none wrong' : `, ${wrong}`}`,
  ].join(', ');
}

/** `1 ESB and 1 TIMA line in maps` */
function linesWords(reading: Reading): string {
  if (!toldBy(reading).vmas) return 'lines in maps not told';
  const { vmas, pageSize } = reading;
  const tima = vmas.filter(({ offset }) => offset < ESB_PGOFF * (pageSize ?? 65_536)).length;
  return `${vmas.length - tima} ESB and ${countOf(tima, 'TIMA line')} in maps`;
}

function readingLine(reading: Reading): string {
  const { name, irqchip, sources, vcpus, devices } = reading;
  const owners = tallyOf(sources.flatMap(({ kvm }) => (kvm === null ? [] : [kvm.type])));
  const passed = devices.flatMap(({ id, host, type }) => (host === null ? [] : [id ?? type]));
  return [
    `reading ${name}: ${irqchip ?? 'interrupt controller not told'}`,
    countOf(vcpus.length, 'vCPU'),
    `${countOf(sources.length, 'source')}${owners === '' ? '' : ` (${owners})`}`,
    linesWords(reading),
    ...(passed.length === 0 ? [] : [`passed through: ${namesOf(passed)}`]),
  ].join(', ');
}

function linesOf({ readings, branches }: XiveState): SummaryLines {
  return new Map([
    ...firstOf(readings, 'reading', (reading) => [`reading ${reading.id}`, readingLine(reading)]),
    ...firstOf(branches, 'timeline', (branch) => [`branch ${branch.id}`, branchLine(branch)]),
  ]);
}

/** For `studio show`; at most some forty lines, whatever the study. */
export function xiveSummary(observed: XiveState, desired: XiveState): readonly string[] {
  return summaryOf(observed, desired, linesOf);
}
