/** What a source left open that makes it risky to act on what is shown. */
import type { Problem } from '../../../../shared/findings.ts';
import { unnamedClients, unnamedWords } from '../edits/unnamed-clients.ts';
import type { DeviceIndex, ProblemIndex } from './problem-index.ts';
import { problemOf } from './problem-of.ts';

/** DSA-O33: a queue that is in use by nobody the source names. */
export function unnamedProblems({ state }: ProblemIndex, { device, mdevs }: DeviceIndex): Problem[] {
  const unnamed = unnamedClients(state, device, mdevs);
  return unnamed.length === 0
    ? []
    : [
        problemOf(
          'warning',
          'DSA-O33',
          `${device.name} clients untold`,
          `${unnamedWords(unnamed)}. Before a queue of ${device.name} goes down, import where the names in /sys/bus/dsa/devices point too, or read the host itself.`,
          [...unnamed.map(({ name }) => name), device.name],
        ),
      ];
}

/** Sizes, modes, groups and priorities are assumptions then: nothing is checked against them. */
export function valuesUntold({ state }: ProblemIndex): Problem[] {
  return !state.untold.includes('values') || state.devices.length === 0
    ? []
    : [
        problemOf(
          'warning',
          'DSA-O3',
          'values untold',
          'The source tells no sizes, modes, groups, priorities or states, so nothing is checked against them. Import the output of grep -s . */* in /sys/bus/dsa/devices too, or read the host itself.',
          state.devices.map(({ name }) => name),
        ),
      ];
}
