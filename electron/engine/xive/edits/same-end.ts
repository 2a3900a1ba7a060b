/** Whether two machines are in one state, however many steps led there. */
import type { Machine, Vm } from '../kernel/machine.ts';
import type { SparseInts } from '../kernel/sparse-ints.ts';

function sameInts(left: SparseInts, right: SparseInts): boolean {
  if (left === right) return true;
  const numbers = new Set([...left.chunkNumbers(), ...right.chunkNumbers()]);
  return [...numbers].every((number) => {
    const [one, other] = [left.chunk(number), right.chunk(number)];
    if (one === other) return true;
    const length = (one ?? other)!.length;
    for (let index = 0; index < length; index += 1)
      if ((one?.[index] ?? 0) !== (other?.[index] ?? 0)) return false;
    return true;
  });
}

/** What of a guest can be seen from outside: mappings, pages, sources, owners, numbers; when each came about is left out. */
function visible(vm: Vm): unknown {
  return {
    vmas: vm.vmas.map(({ name, start, end, pgoff, protection }) => [name, start, end, pgoff, protection]),
    regions: vm.regions,
    claims: vm.claims,
    orphans: vm.orphans,
    running: vm.running,
    blocks: [...vm.blocks].sort((left, right) => left - right),
    devices: [...vm.devices.values()].map(({ name, first, plugged, owners }) => [
      name,
      first,
      plugged,
      owners,
    ]),
    targets: [...vm.targets].sort(([left], [right]) => left - right),
  };
}

function sameVm(left: Vm, right: Vm): boolean {
  return (
    JSON.stringify(visible(left)) === JSON.stringify(visible(right)) &&
    sameInts(left.ptes, right.ptes) &&
    sameInts(left.ipi, right.ipi) &&
    sameInts(left.flags, right.flags) &&
    sameInts(left.pt, right.pt)
  );
}

export function sameEnd(left: Machine, right: Machine): boolean {
  return (
    left.vms.size === right.vms.size &&
    [...left.vms].every(([name, vm]) => {
      const other = right.vms.get(name);
      return other !== undefined && sameVm(vm, other);
    }) &&
    sameInts(left.ipiPq, right.ipiPq) &&
    JSON.stringify([...left.phbPq].sort(([one], [other]) => one - other)) ===
      JSON.stringify([...right.phbPq].sort(([one], [other]) => one - other))
  );
}
