/** All that is known of one device, group, engine or work queue, and what enabling it asks for. */
import type { EnableCheck, PartCard } from '../../../../shared/dsa/cards.ts';
import { type DsaState, groupName } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { disablingNotes, forgottenNote } from '../edits/enable.ts';
import {
  enginesInGroup,
  mdevsOfDevice,
  mdevsOfWq,
  type Part,
  partNamed,
  wqsInGroup,
} from '../edits/parts.ts';
import { unnamedNotes } from '../edits/unnamed-clients.ts';
import { attributeRows } from './attribute-rows.ts';
import { capacityOf } from './capacity.ts';
import { type Check, deviceChecks } from './checks-device.ts';
import { wqChecks } from './checks-wq.ts';
import { cmdStatusWords, codeText } from './cmd-status.ts';
import { factsOf } from './facts.ts';
import { allProblems } from './problems.ts';
import { withTriedFixes } from './tried-fixes.ts';

/** As the driver makes them: behind the first that fails none is reached. Untried fixes of that one only. */
export function listed(checks: readonly Check[]): readonly EnableCheck[] {
  const failing = checks.findIndex(({ holds }) => !holds);
  return checks.map((check, index) => ({
    rule: check.rule,
    text: check.text,
    state: failing === -1 || index < failing ? 'ok' : index === failing ? 'fails' : 'waiting',
    errno: index === failing ? check.errno : null,
    cmdStatus: index === failing && check.cmdStatus !== null ? codeText(check.cmdStatus) : null,
    fixes: index === failing ? check.fixes() : [],
  }));
}

function enableOf(state: DsaState, part: Part): PartCard['enable'] {
  const { device, index } = part;
  if (part.kind === 'group' || part.kind === 'engine') return null;
  const wq = part.kind === 'wq' ? device.wqs[index]! : null;
  const enabled = wq === null ? device.state === 'enabled' : wq.state !== 'disabled';
  const mdevs = wq === null ? mdevsOfDevice(state, device) : mdevsOfWq(state, device, index);
  const forgotten = forgottenNote(part);
  const disabling = enabled
    ? [
        ...(mdevs.length === 0
          ? []
          : [
              `It has ${plural(mdevs.length, 'device')} of guests, which ${mdevs.length === 1 ? 'has' : 'have'} to be removed first.`,
            ]),
        ...unnamedNotes(state, part),
        ...disablingNotes(part),
        ...(forgotten === null ? [] : [forgotten]),
      ]
    : [];
  const checks = enabled
    ? []
    : listed(wq === null ? deviceChecks(state, device) : wqChecks(state, device, index));
  return { enabled, checks: withTriedFixes(state, checks), disabling };
}

function summaryOf(state: DsaState, part: Part): string {
  const { device, index, kind } = part;
  switch (kind) {
    case 'device': {
      const up = device.wqs.filter((wq) => wq.state !== 'disabled').length;
      return `${device.kind === 'iax' ? 'IAA' : 'DSA'}, ${device.state}, ${up} of ${device.wqs.length} work queues up, ${plural(mdevsOfDevice(state, device).length, 'device')} of guests`;
    }
    case 'group':
      return `${plural(wqsInGroup(device, index).length, 'work queue')}, ${plural(enginesInGroup(device, index).length, 'engine')}`;
    case 'engine': {
      const group = device.engines[index]!;
      return group < 0 ? 'in no group' : `in ${groupName(device, group)}`;
    }
    case 'wq': {
      const wq = device.wqs[index]!;
      const use = wq.type === 'none' ? 'for nobody yet' : `type ${wq.type}`;
      return `${wq.mode}, ${use}, ${wq.state}, ${plural(wq.size, 'entry', 'entries')}, ${plural(wq.clients, 'client')}`;
    }
  }
}

/** Null when the host has no such part. */
export function partCard(observed: DsaState, state: DsaState, name: string): PartCard | null {
  const part = partNamed(state, name);
  if (part === undefined) return null;
  const { device, index, kind } = part;
  const about = allProblems(state).filter(({ refs }) =>
    refs.some((ref) => ref.kind === 'part' && ref.id === name),
  );
  const mdevs =
    kind === 'wq' ? mdevsOfWq(state, device, index) : kind === 'device' ? mdevsOfDevice(state, device) : [];
  return {
    part: name,
    kind,
    summary: summaryOf(state, part),
    attributes: attributeRows(observed, state, part),
    facts: factsOf(part),
    capacity: capacityOf(state, part),
    enable: enableOf(state, part),
    lastError:
      (kind === 'device' || kind === 'wq') && device.cmdStatus !== 0
        ? { code: codeText(device.cmdStatus), meaning: cmdStatusWords(device.cmdStatus) }
        : null,
    problems: withTriedFixes(state, about),
    mdevs: mdevs.map(({ id }) => id),
  };
}
