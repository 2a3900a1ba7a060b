/** Answers that are wrong or smaller than they could be: K-1 to K-8 and K-14 to K-17 (zpci.md 3.14). */
import type { Fix, Problem } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { NEWEST_PROFILE, PROFILES } from '../../../../shared/zpci/profiles.ts';
import { functionRef } from '../../../../shared/zpci/refs.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { listWords, plural } from '../../words.ts';
import { groupOfFunction, hasVectorsBeyond, isCut, vectorsOf } from '../kernel/conditions.ts';
import { ISM_TYPE, PAGE } from '../kernel/constants.ts';
import { switchesOf } from '../kernel/switches.ts';
import { builtOf } from './built.ts';
import { defaultGroupReason, inDefaultGroup } from './answer-context.ts';
import { failedCondition, asksForInterpretation } from './answer-mode.ts';
import { type TracedDevice, tracedDevices } from './lies-of.ts';
import { fixOf, guestRefs, problemOf } from './problem-of.ts';
import { newerQemu, ownGroupFixes } from './problems-own-group.ts';
import { aboutSize, hex } from './shown.ts';

function names(traced: readonly TracedDevice[]): string {
  return listWords(traced.map(({ device }) => device.id));
}

function ids(traced: readonly TracedDevice[]): readonly string[] {
  return traced.map(({ device }) => device.id);
}

function lyingFields(traced: readonly TracedDevice[], rule: string): string {
  const labels = traced.flatMap(({ lies }) =>
    lies.filter(({ lie }) => lie.rule === rule).map(({ field }) => field.label),
  );
  return listWords([...new Set(labels)], 6);
}

function withLie(traced: readonly TracedDevice[], rule: string): readonly TracedDevice[] {
  return traced.filter(({ lies }) => lies.some(({ lie }) => lie.rule === rule));
}

function constants(guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const wrong = withLie(traced, 'ZPCI-K1');
  if (wrong.length === 0) return [];
  return [
    problemOf(
      'error',
      'ZPCI-K1',
      guest.id,
      `${PROFILES[guest.profile].name} tells ${guest.name} constants that were made for another card: ${lyingFields(wrong, 'ZPCI-K1')} of ${names(wrong)} are not the card’s.`,
      guestRefs(guest, ids(wrong)),
      [newerQemu(guest)],
    ),
  ];
}

function rawWindow(guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  return withLie(traced, 'ZPCI-K2').map(({ device, context }) => {
    const { sdma, edma } = context.made.values;
    const end = context.full?.base?.end ?? null;
    return problemOf(
      'error',
      'ZPCI-K2',
      `${guest.id}/${device.id}`,
      `${guest.name} is told the raw window ${hex(sdma ?? 0n)} to ${hex(edma ?? 0n)} of ${device.id}, but the host handles DMA only up to ${end === null ? 'another address' : hex(end)}.`,
      guestRefs(guest, [device.id]),
      [newerQemu(guest)],
    );
  });
}

/** K-3, and K-6 where the kernel tells nothing at all. */
function defaults(state: ZpciState, guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const merged = traced.filter(
    ({ context }) => context.answered === 'merged' || context.answered === 'fallback',
  );
  const silent = merged.filter(
    ({ context }) =>
      context.answered === 'fallback' || (context.report?.base == null && context.report?.group == null),
  );
  const inDefault = merged.filter((one) => !silent.includes(one) && inDefaultGroup(one.context));
  const problems: Problem[] = [];
  if (silent.length > 0) {
    const fields = lyingFields(silent, 'ZPCI-K6');
    problems.push(
      problemOf(
        fields === '' ? 'warning' : 'error',
        'ZPCI-K6',
        guest.id,
        `The host’s kernel tells QEMU nothing of ${names(silent)} (capabilities came with Linux 5.10), so ${guest.name} is told QEMU’s own values${fields === '' ? '; whether they fit cannot be told' : `: ${fields} are not the card’s`}.`,
        guestRefs(guest, ids(silent)),
        guest.profile === 'proposal-2019' ? [newerQemu(guest)] : [],
      ),
    );
  }
  if (inDefault.length > 0) {
    const fields = lyingFields(inDefault, 'ZPCI-K3');
    const { text } = defaultGroupReason(inDefault[0]!.context);
    problems.push(
      problemOf(
        fields === '' ? 'info' : 'error',
        'ZPCI-K3',
        guest.id,
        `${names(inDefault)} of ${guest.name} ${inDefault.length === 1 ? 'is' : 'are'} in QEMU’s own group, because ${text}: ${fields === '' ? 'interrupts, update interval and address mask are QEMU’s' : `${fields} are QEMU’s, not the card’s`}.`,
        guestRefs(guest, ids(inDefault)),
        ownGroupFixes(state, guest, ids(inDefault)),
      ),
    );
  }
  return problems;
}

/** How many mappings the whole window of the host takes. */
function neededMappings(traced: readonly TracedDevice[]): number {
  const sizes = traced.map(({ context }) => {
    const { start = null, end = null } = context.report?.base ?? {};
    return start === null || end === null ? 0n : (end - start + PAGE) / PAGE;
  });
  const most = sizes.reduce((left, right) => (left > right ? left : right), 0n);
  return Number(most > 0xff_ff_ff_ffn ? 0xff_ff_ff_ffn : most);
}

function cutFixes(guest: ZpciGuest, cut: readonly TracedDevice[]): readonly Fix[] {
  const needed = neededMappings(cut);
  const raise = fixOf(
    `Raise dma_entry_limit to ${needed.toLocaleString('en-US')}`,
    [{ family: 'zpci', op: 'setDmaLimit', limit: needed, keep: true }],
    'It counts for guests that are started afterwards.',
  );
  const canRelax = cut.some(({ context }) => context.report?.base?.pft !== ISM_TYPE);
  if (!canRelax) return [raise];
  const onNewest = switchesOf(guest).relaxedByDefault;
  const relax: readonly ZpciEdit[] = [
    ...(onNewest
      ? []
      : [
          {
            family: 'zpci',
            op: 'setGuest',
            guest: guest.id,
            profile: NEWEST_PROFILE,
            machine: null,
          } as const,
        ]),
    ...cut
      .filter(({ device }) => device.zpci?.relaxedTranslation === false)
      .map(
        ({ device }) =>
          ({
            family: 'zpci',
            op: 'setProperty',
            guest: guest.id,
            device: device.id,
            property: 'relaxedTranslation',
            value: null,
          }) as const,
      ),
  ];
  if (relax.length === 0) return [raise];
  return [
    raise,
    fixOf(
      onNewest
        ? `Allow relaxed translation in ${guest.name} again`
        : `Give ${guest.name} machine ${PROFILES[NEWEST_PROFILE].machine} with relaxed translation`,
      relax,
      onNewest ? undefined : 'The guest has to be started anew, and sees another machine.',
    ),
  ];
}

/** K-5 and K-16. */
function windows(state: ZpciState, guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const empty = withLie(traced, 'ZPCI-K16');
  const { machine } = builtOf(state, guest);
  const cut = traced.filter(({ context }) => isCut(machine, context.made));
  const problems: Problem[] = [];
  if (empty.length > 0)
    problems.push(
      problemOf(
        'error',
        'ZPCI-K16',
        guest.id,
        `${names(empty)} of ${guest.name} ${empty.length === 1 ? 'gets' : 'get'} an empty DMA window, because ${PROFILES[guest.profile].name} takes a missing limit of mappings for a limit of 0.`,
        guestRefs(guest, ids(empty)),
        [newerQemu(guest)],
      ),
    );
  const [first] = cut;
  if (first !== undefined) {
    const { made, report, setup } = first.context;
    const told = made.values.edma! - made.values.sdma! + 1n;
    const whole = report!.base!.end! - report!.base!.start! + 1n;
    problems.push(
      problemOf(
        'warning',
        'ZPCI-K5',
        guest.id,
        `dma_entry_limit cuts the DMA window of ${names(cut)} of ${guest.name} to ${aboutSize(told)} (${(setup.dmaAvail ?? 0).toLocaleString('en-US')} mappings); the host handles ${aboutSize(whole)}.`,
        guestRefs(guest, ids(cut)),
        cutFixes(guest, cut),
      ),
    );
  }
  return problems;
}

/** Of emulated cards too. */
function vectors(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const { machine } = builtOf(state, guest);
  const fewer = machine.functions.flatMap((one) => {
    const group = groupOfFunction(machine, one);
    return hasVectorsBeyond(one, group)
      ? [{ id: one.target, shows: vectorsOf(one.card)!, noi: group!.values.noi! }]
      : [];
  });
  const [first] = fewer;
  if (first === undefined) return [];
  const { id, shows, noi } = first;
  const message =
    fewer.length === 1
      ? `${id} of ${guest.name} shows ${shows} MSI-X vectors, but its group allows ${noi}: a driver gets no more of them.`
      : `${plural(fewer.length, 'function')} of ${guest.name} show more MSI-X vectors than their groups allow (${id}: ${shows}, allowed ${noi}): drivers get only as many as the group says.`;
  const refs = guestRefs(
    guest,
    fewer.map((one) => one.id),
  );
  return [problemOf('info', 'ZPCI-K8', guest.id, message, refs)];
}

function fallenBack(state: ZpciState, guest: ZpciGuest, traced: readonly TracedDevice[]): readonly Problem[] {
  const asked = traced.filter(({ device, context }) => {
    const interpret = device.zpci?.interpret ?? null;
    if (context.made.mode !== 'intercept') return false;
    if (interpret === true) return true;
    const told = !guest.kvm || guest.isProtected || state.host.kvmZpciOp !== null;
    return told && asksForInterpretation(context.setup, interpret);
  });
  const [first] = asked;
  if (first === undefined) return [];
  const explicit = asked.some(({ device }) => device.zpci?.interpret === true);
  const why = switchesOf(guest).knowsInterpret
    ? failedCondition(state.host, guest, first.context.setup)
    : 'Its QEMU knows no interpretation; it came with QEMU 7.2.';
  return [
    problemOf(
      explicit ? 'warning' : 'info',
      'ZPCI-K17',
      guest.id,
      `${names(asked)} of ${guest.name} ${asked.length === 1 ? 'is' : 'are'} intercepted although interpretation is asked for${explicit ? '' : ' by its machine type'}. ${why ?? ''}`.trim(),
      guestRefs(guest, ids(asked)),
      explicit
        ? [
            fixOf(
              'Ask for interception',
              asked.map(({ device }) => ({
                family: 'zpci',
                op: 'setProperty',
                guest: guest.id,
                device: device.id,
                property: 'interpret',
                value: false,
              })),
            ),
          ]
        : [],
    ),
  ];
}

/** What only the CLP ioctl or vfio tell, of functions that guests have. */
export function untoldAnswers(state: ZpciState): readonly Problem[] {
  const untold = state.guests.flatMap((guest) =>
    tracedDevices(state, guest).flatMap(({ context: { one } }) =>
      one !== null && (one.noi === null || one.dasm === null || one.msia === null || one.maxstbl === null)
        ? [one]
        : [],
    ),
  );
  if (untold.length === 0) return [];
  return [
    problemOf(
      'info',
      'ZPCI-K14',
      'host',
      `Of ${plural(untold.length, 'function')} that guests have, interrupts, address mask, MSI address or block size are not known: sysfs has none of them. Read the machine as root with the CLP ioctl or with vfio, or leave them unknown.`,
      untold.map(({ fid }) => functionRef(fid)),
    ),
  ];
}

export function answerProblems(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const traced = tracedDevices(state, guest);
  return [
    ...constants(guest, traced),
    ...rawWindow(guest, traced),
    ...defaults(state, guest, traced),
    ...windows(state, guest, traced),
    ...vectors(state, guest),
    ...fallenBack(state, guest, traced),
  ];
}
