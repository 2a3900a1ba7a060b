/** Branches as a case file (xive.md 8): it opens again as a scenario, and `studio cases` plays it against its final state. */
import { hwPageName, lisnName } from '../../../../shared/xive/pages.ts';
import { type Branch, ONLY_VM, type SetupVm } from '../../../../shared/xive/types.ts';
import { stalePages } from '../cases/compare.ts';
import { configToFile } from '../file.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { pageState } from '../kernel/page-state.ts';
import { slotsOf } from '../kernel/regions.ts';
import { timelineOf } from '../timeline/timeline.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Pages and LISNs that a case lists one by one; all stale pages are listed besides. */
const MOST_LISTED = 1000;

function setupOf({ vcpus, sources, vmas, populated, devices, orphans }: SetupVm): Plain {
  return {
    vcpus,
    sources: sources.map(({ lsi, ...range }) => (lsi ? { ...range, lsi } : range)),
    vmas,
    ...(populated.length > 0 ? { populated } : {}),
    ...(devices.length > 0
      ? { devices: devices.map(({ mapped, ...device }) => (mapped ? device : { ...device, mapped })) }
      : {}),
    ...(orphans.length > 0 ? { orphans } : {}),
  };
}

function pagesOf(machine: Machine, vm: Vm, several: boolean): Plain[] {
  const pages: Plain[] = [];
  for (const number of vm.ptes.chunkNumbers()) {
    const chunk = vm.ptes.chunk(number)!;
    for (const [at, shows] of chunk.entries()) {
      if (shows === 0) continue;
      if (pages.length >= MOST_LISTED) return pages;
      const page = number * chunk.length + at;
      pages.push({
        ...(several ? { vm: vm.name } : {}),
        page,
        state: pageState(machine, vm, page),
        shows: hwPageName(shows, machine.config.phbPages),
      });
    }
  }
  return pages;
}

function tableOf(vm: Vm): Plain {
  // An owner can be set of a LISN that nobody created; KVM's table has no row of it.
  const lisns = [...vm.owners.keys()]
    .filter((lisn) => vm.ipi.get(lisn) !== 0)
    .sort((left, right) => left - right)
    .slice(0, MOST_LISTED);
  return Object.fromEntries(lisns.map((lisn) => [lisnName(lisn), vm.pt.get(lisn) === 0 ? 'IPI' : 'PT']));
}

function endOf(machine: Machine): Plain {
  const vms = [...machine.vms.values()];
  const several = vms.length > 1;
  const told = <Value>(read: (vm: Vm) => Value): unknown =>
    several ? Object.fromEntries(vms.map((vm) => [vm.name, read(vm)])) : read(vms[0]!);
  return {
    zaps: machine.counters.zaps,
    vmas: told((vm) => vm.vmas.map(({ start, end, pgoff, name }) => ({ start, end, pgoff, name }))),
    memslots: told((vm) => slotsOf(machine.config, vm).length),
    claimed: told((vm) => vm.claims),
    orphans: told((vm) => vm.orphans),
    kvmTable: told(tableOf),
    stalePages: told((vm) => stalePages(machine, vm)),
    pages: vms.flatMap((vm) => pagesOf(machine, vm, several)),
  };
}

/** One case: the branch, and the state after its last event. */
export function scenarioCase(branch: Branch): Plain {
  const { id, name, about, config, setup, events } = branch;
  const timeline = timelineOf(branch);
  const [only] = setup.vms;
  const alone = setup.vms.length === 1 && only!.name === ONLY_VM;
  return {
    id,
    title: name,
    ...(about === '' ? {} : { note: about }),
    config: configToFile(config),
    setup: alone
      ? setupOf(only!)
      : { vms: Object.fromEntries(setup.vms.map((vm) => [vm.name, setupOf(vm)])) },
    ops: events,
    expect: endOf(timeline.at(timeline.steps)),
  };
}

/** JSON with lists of plain numbers and words on one line each, however long. */
function written(value: unknown, margin: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${margin} `;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (items.every((item) => typeof item !== 'object' || item === null))
      return `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
    return `[\n${items.map((item) => `${inner}${written(item, inner)}`).join(',\n')}\n${margin}]`;
  }
  const parts = Object.entries(value).filter(([, part]) => part !== undefined);
  if (parts.length === 0) return '{}';
  const lines = parts.map(([key, part]) => `${inner}${JSON.stringify(key)}: ${written(part, inner)}`);
  return `{\n${lines.join(',\n')}\n${margin}}`;
}

export function scenarioText(branches: readonly Branch[], about: string): string {
  return `${written({ about, cases: branches.map(scenarioCase) }, '')}\n`;
}
