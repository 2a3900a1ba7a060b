/** From a host to a wish: ordered literal steps, each seen to work on the model, or what stands in the way. */
import { functionByFid, type ZpciGuest, type ZpciState } from '../../../../shared/zpci/types.ts';
import type { Plan, PlanBlock, PlanOptions } from '../../../../shared/plan.ts';
import { keepLimit, limitAction } from './actions.ts';
import { blocksOf, domainBlock, keptBlocks } from './blocks.ts';
import { devicesByHost, isDomain, twinOf } from './differences.ts';
import { driverSteps, giveToKernel, keepSteps, powerStep } from './functions.ts';
import {
  additions,
  boundByLibvirt,
  type GuestTask,
  putIn,
  removals,
  startGuest,
  stopGuest,
  takeOut,
} from './guests.ts';
import { notesOf } from './notes.ts';
import { DMA_LIMIT, DMA_LIMIT_KEPT, keptFiles, limitLine } from './paths.ts';
import { Trail } from './trail.ts';
import { targetState } from './target.ts';

/** The host with the wish's guests: names, domains and QEMU that is started by hand are kept on no host. */
export function asWished(observed: ZpciState, desired: ZpciState): ZpciState {
  const guests = desired.guests.map((wish): ZpciGuest => {
    const was = twinOf(observed.guests, wish);
    if (was === undefined) return isDomain(wish) ? { ...wish, running: false, devices: [] } : wish;
    if (!isDomain(wish) && was.running !== true) return wish;
    const { id, name, hue, domain } = wish;
    return { ...was, id, name, hue, domain };
  });
  const gone = observed.guests.filter(
    (was) => twinOf(desired.guests, was) === undefined && (isDomain(was) || was.running === true),
  );
  return { ...observed, guests: [...guests, ...gone] };
}

function tasksOf(host: ZpciState, desired: ZpciState, { style, restart }: PlanOptions): GuestTask[] {
  const sides = { live: style !== 'persistent', config: style !== 'immediate' };
  return host.guests.flatMap((was) => {
    const wish = twinOf(desired.guests, was) ?? null;
    if (was.domain === null) return [];
    const isChanged = removals({ was, wish }).length > 0 || additions({ was, wish }).length > 0;
    const runs = was.running === true;
    const shallRun = wish?.running ?? (runs ? wish !== null : false);
    const stops = runs && style !== 'persistent' && (!shallRun || (isChanged && restart.includes(was.id)));
    const starts = style !== 'persistent' && shallRun && (stops || !runs);
    return isChanged || stops || starts ? [{ was, wish, domain: was.domain, stops, starts, sides }] : [];
  });
}

function limitSteps(trail: Trail, desired: ZpciState, style: PlanOptions['style']): void {
  const { host: before } = trail.state;
  const { dmaEntryLimit: limit, dmaEntryLimitKept: kept } = desired.host;
  if (style !== 'persistent' && limit !== null && limit !== before.dmaEntryLimit)
    trail.do({
      title: `Let a container make ${limit.toLocaleString('en')} DMA mappings`,
      action: limitAction(limit),
      refs: [{ kind: 'file', path: DMA_LIMIT }],
      needs: ['vfio_iommu_type1 is loaded.'],
      reverse:
        before.dmaEntryLimit === null
          ? []
          : [{ title: 'Set the limit of DMA mappings back', action: limitAction(before.dmaEntryLimit) }],
      ...(before.dmaEntryLimit === null && { irreversible: 'The source does not tell what the limit was.' }),
      expect: [{ kind: 'text', path: DMA_LIMIT, text: String(limit) }],
    });
  if (style !== 'immediate' && kept !== before.dmaEntryLimitKept)
    trail.do({
      layer: 'persistent',
      title:
        kept === null
          ? 'Keep no limit of DMA mappings for the next boot'
          : 'Keep the limit of DMA mappings for the next boot',
      action: keepLimit(kept),
      refs: [{ kind: 'file', path: DMA_LIMIT_KEPT }],
      reverse: [
        {
          title: 'Put the kept limit back',
          action: keepLimit(keptFiles(before).includes(DMA_LIMIT_KEPT) ? before.dmaEntryLimitKept : null),
        },
      ],
      expect:
        kept === null
          ? [{ kind: 'absent', path: DMA_LIMIT_KEPT }]
          : [
              {
                kind: 'text',
                path: DMA_LIMIT_KEPT,
                text: limitLine(kept),
              },
            ],
    });
}

/** Power on before drivers, drivers before guests; and what leaves the machine leaves its driver by that. */
function functionSteps(trail: Trail, target: ZpciState, tasks: readonly GuestTask[]): void {
  const byLibvirt = boundByLibvirt(tasks);
  for (const { fid } of trail.state.functions) {
    const wish = functionByFid(target, fid);
    const now = functionByFid(trail.state, fid);
    if (wish === undefined || now === undefined) continue;
    if (now.state === 'configured' && wish.state === 'standby') powerStep(trail, fid, false);
    if (now.state === 'standby' && wish.state === 'configured') powerStep(trail, fid, true);
  }
  for (const { fid, address } of trail.state.functions) {
    const wish = functionByFid(target, fid);
    const now = functionByFid(trail.state, fid);
    if (wish === undefined || now === undefined || wish.state !== 'configured') continue;
    if (address !== null && byLibvirt.has(address)) continue;
    if (wish.driverTold) driverSteps(trail, fid, wish.driver);
    else if (now.driver === 'vfio-pci' && wish.driver !== 'vfio-pci') giveToKernel(trail, fid);
  }
}

function held(state: ZpciState, tasks: readonly GuestTask[]): PlanBlock[] {
  const staying = new Map(
    state.guests.flatMap((guest) =>
      guest.running === true ? [...devicesByHost(guest).keys()].map((host) => [host, guest] as const) : [],
    ),
  );
  return tasks.flatMap((task) =>
    additions(task).flatMap(({ host, device }) => {
      const guest = staying.get(host);
      if (guest === undefined || guest.id === task.was.id) return [];
      return tasks.some((other) => other.was.id === guest.id)
        ? []
        : [
            {
              family: 'zpci',
              rule: 'ZPCI-A23',
              message: `${guest.name} runs with ${host}, which ${task.was.name} is to get as ${device.id}.`,
              refs: [{ kind: 'guest' as const, id: guest.id }],
              unblock: [],
            },
          ];
    }),
  );
}

export function planZpci(observed: ZpciState, desired: ZpciState, options: PlanOptions): Plan {
  const { style } = options;
  if (observed === desired) return { style, steps: [], blocks: [], notes: [] };
  const refused = (blocks: readonly PlanBlock[]): Plan => ({ style, steps: [], blocks, notes: [] });
  const blocks = [
    ...blocksOf(observed, desired),
    ...(style === 'immediate' ? [] : keptBlocks(observed, desired)),
  ];
  if (blocks.length > 0) return refused(blocks);
  const host = asWished(observed, desired);
  const target = targetState(observed, desired, style);
  const tasks = tasksOf(host, desired, options);
  const nameless = tasks.flatMap(({ was }) => domainBlock(was) ?? []);
  const stuck = [...nameless, ...held(host, tasks)];
  if (stuck.length > 0) return refused(stuck);
  const trail = new Trail(host);
  limitSteps(trail, desired, style);
  for (const task of tasks) if (task.stops) stopGuest(trail, task);
  for (const task of tasks) takeOut(trail, task);
  if (style !== 'persistent') functionSteps(trail, target, tasks);
  for (const task of tasks) putIn(trail, task);
  for (const task of tasks) if (task.starts) startGuest(trail, task);
  if (style !== 'immediate') keepSteps(trail, host, desired);
  if (trail.blocks.length > 0) return refused(trail.blocks);
  return { style, steps: trail.steps, blocks: [], notes: notesOf(host, desired, tasks, style) };
}
