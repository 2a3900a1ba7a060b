/** Config and set-up of a branch in lines, for the head of texts that are written. */
import { lisnName } from '../../../../shared/xive/pages.ts';
import { strategyOf } from '../../../../shared/xive/strategies.ts';
import type { Branch, SetupVm } from '../../../../shared/xive/types.ts';
import { plural } from '../../words.ts';
import { pageNumber } from '../derive/event-words.ts';
import { configToFile } from '../file.ts';

/** Control and format characters and line ends, which would make two lines of one. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]+/gu;

/** Names and notes are the user's: on one line, of what can be shown. */
export function plainText(text: string): string {
  return text.replaceAll(UNPRINTABLE, ' ').trim();
}

function vmLines({ name, vcpus, sources, vmas, populated, devices, orphans }: SetupVm): string[] {
  const count = sources.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return [
    `guest ${name}: ${plural(vcpus, 'vCPU')}, ${plural(count, 'source')}`,
    ...sources.map(
      ({ from, to, ipi, lsi }) =>
        `  LISN ${lisnName(from)} to ${lisnName(to)}: ${lsi ? 'LSI' : 'MSI'}, ipi(${lisnName(ipi)}) on`,
    ),
    ...vmas.map(
      ({ name: mapping, start, end, pgoff }) =>
        `  ${mapping}: pages ${pageNumber(start)} to ${pageNumber(end - 1)}, file page ${pageNumber(pgoff)} on`,
    ),
    ...devices.map(
      ({ name: device, owners, first, mapped }) =>
        `  ${device}: ${plural(owners.length, 'vector')} from LISN ${lisnName(first)}, ${owners[0]!} on${mapped ? '' : ', not connected'}`,
    ),
    ...orphans.map(([first, last]) => `  orphans ${lisnName(first)} to ${lisnName(last)}`),
    ...(populated.length > 0 ? [`  ${plural(populated.length, 'page')} populated`] : []),
  ];
}

export function branchLines({ name, about, config, setup, events }: Branch): readonly string[] {
  const special = Object.entries(configToFile(config)).filter(([key]) => key !== 'strategy');
  return [
    `Branch ${name}`,
    ...(about === '' ? [] : about.split('\n')),
    `Strategy ${config.strategy}: ${strategyOf(config.strategy).title}`,
    ...special.map(
      ([key, value]) =>
        `${key} = ${Array.isArray(value) ? value.map((one) => lisnName(Number(one))).join(' to ') : String(value)}`,
    ),
    ...setup.vms.flatMap(vmLines),
    plural(events.length, 'event'),
  ].map((line) => line.replaceAll(UNPRINTABLE, ' '));
}
