/** The variables of one host for the Ansible project: masks and devices as they are to be (management.md 6.2). */
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import {
  FULL_MASK,
  formatRanges,
  idsOf,
  isEmptyMask,
  type Mask,
  maskToHex,
  minus,
} from '../../../../shared/mask.ts';
import type { Plan } from '../../../../shared/plan.ts';
import { HOST_VARIABLES } from '../../export/ansible.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { yamlDocument } from '../../export/quote-yaml.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { apConfigText, findMdev, hasOverrides, matrixLines } from '../model.ts';
import { targetState } from '../plan/target.ts';
import { AP_TASKS } from './ansible-tasks.ts';
import { definitionText } from './definition-text.ts';
import { exportedDevices } from './device-id.ts';
import { readAnsible } from './read-ansible.ts';
import { isMatrixTold, isUndefined, toldMasks, toldPersistent, unreadNotes } from './told.ts';
import { udevRuleText } from './udev-rule.ts';

const MASK_FILE = /^\/sys\/bus\/ap\/(apmask|aqmask)$/;

/**
 * Ansible evaluates what looks like a template wherever a variable is used. A name that does is told in pieces that do
 * not; it is of no use to the playbook, only to people and to whoever reads the file back.
 */
function guestName(name: string): string | readonly string[] {
  const pieces = name.split(/(?<=\{)(?=[{%#])/);
  return pieces.length === 1 ? name : pieces;
}

function devices(masks: MatrixMasks) {
  return { adapters: idsOf(masks.apm), domains: idsOf(masks.aqm), control_domains: idsOf(masks.adm) };
}

function variablesOf(observed: ApState, mdev: Mdev) {
  const kept = mdev.defined !== null;
  const masks = kept ? (mdev.stored ?? mdev.matrix) : mdev.matrix;
  return {
    uuid: mdev.id,
    parent: 'matrix',
    state: mdev.active ? 'started' : 'defined',
    kept,
    forgotten: isUndefined(observed, mdev),
    definition: JSON.parse(definitionText(mdev.defined ?? 'manual', masks)) as unknown,
    ...(mdev.active &&
      isMatrixTold(observed, mdev) && {
        matrix: matrixLines(mdev.matrix),
        ...devices(mdev.matrix),
        ap_config: apConfigText(mdev.matrix).trim(),
      }),
  };
}

/** Ids the masks give to guests, in the form that only clears bits (ap.md 2.6); a mask that clears none is left out. */
function released(masks: Readonly<Record<string, Mask>>): Record<string, string> {
  const given = Object.entries(masks).filter(([, mask]) => !isEmptyMask(minus(FULL_MASK, mask)));
  return Object.fromEntries(
    given.map(([name, mask]) => [
      name,
      `-${formatRanges(idsOf(minus(FULL_MASK, mask))).replaceAll(',', ',-')}`,
    ]),
  );
}

type MaskTexts = Readonly<Record<string, string>>;

function maskTexts(masks: Readonly<Record<string, Mask>>): MaskTexts {
  return Object.fromEntries(Object.entries(masks).map(([name, mask]) => [name, maskToHex(mask)]));
}

/**
 * The masks as the plan's own writes take them from what was read to the wish, each state differing from the one before
 * by one write. Only where both masks are told: they decide together who has a queue.
 */
function maskPath(plan: Plan, told: MaskTexts, { apmask, aqmask }: ApState): MaskTexts[] {
  if (!('apmask' in told && 'aqmask' in told)) return [];
  const path = [maskTexts({ apmask, aqmask })];
  for (const { layer, action } of plan.steps) {
    const name = layer === 'active' && action.kind === 'write' ? MASK_FILE.exec(action.path)?.[1] : undefined;
    if (name !== undefined && action.kind === 'write') path.push({ ...path.at(-1)!, [name]: action.text });
  }
  return path.length > 1 ? path : [];
}

function writeAnsible(observed: ApState, desired: ApState, plan: Plan): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const { mdevs, notes } = exportedDevices(target);
  const needed = mdevs.filter(({ active, defined }) => active || defined !== null);
  const gone = exportedDevices(observed).mdevs.filter(({ id }) => !needed.some((mdev) => mdev.id === id));
  const masks: Readonly<Record<string, Mask>> = { ...toldMasks(observed, target) };
  const persistent = toldPersistent(observed, target);
  const rule = persistent && udevRuleText(persistent);
  const had = observed.persistent.apmask !== null || observed.persistent.aqmask !== null;
  const variables = {
    ap_masks: maskTexts(masks),
    ap_mask_path: maskPath(plan, maskTexts(masks), observed),
    ap_released: released(masks),
    ap_rule:
      rule === null
        ? { state: had && persistent !== null ? 'absent' : 'untouched' }
        : { state: 'present', text: rule },
    mdevs: [
      ...gone.map(({ id }) => ({
        uuid: id,
        parent: 'matrix',
        state: 'absent',
        kept: false,
        forgotten: true,
      })),
      ...needed.map((mdev) => variablesOf(observed, mdev)),
    ],
    guest_names: Object.fromEntries(needed.map(({ id, name }) => [id, guestName(name)])),
  };
  return {
    files: [{ path: HOST_VARIABLES, text: yamlDocument(variables), executable: false }, ...AP_TASKS],
    notes: [
      ...notes,
      ...unreadNotes(observed, ['apmask', 'aqmask', 'persistentMasks', 'mdevs', 'matrix', 'definitions']),
      ...(rulesOf(target).hotPlug
        ? []
        : [
            'This kernel changes no device of a running guest: shut the guests down before the playbook runs.',
          ]),
      ...(hasOverrides(target)
        ? ['A queue has a driver_override, and then the kernel takes no masks: the playbook will stop there.']
        : []),
      ...gone
        .filter(({ id }) => findMdev(observed, id)?.guest)
        .map(({ name }) => `${plainLine(name)} goes while its guest runs: shut that guest down before.`),
    ],
  };
}

export const ansibleExport: FamilyExport<ApState> = {
  format: 'ansible',
  write: ({ observed, desired, plan }) => writeAnsible(observed, desired, plan),
  read: readAnsible,
};
