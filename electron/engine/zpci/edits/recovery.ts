/** How a function that failed is brought back on the host (zpci.md 4.5, A-25). */
import type { HostFunction } from '../../../../shared/zpci/types.ts';

/** Commands for it, the gentler one first; none without an address. */
export function recoverCommands({
  address,
}: Pick<HostFunction, 'address'>): readonly { readonly task: string; readonly command: string }[] {
  return address === null
    ? []
    : [
        { task: 'Recover it', command: `echo 1 > /sys/bus/pci/devices/${address}/recover` },
        { task: 'Reset it', command: `zpcictl --reset ${address}` },
      ];
}

/** As the end of a sentence. */
export function recoverWords(one: Pick<HostFunction, 'address'>): string {
  const [recover, reset] = recoverCommands(one);
  return recover === undefined || reset === undefined
    ? 'recover it on the host first'
    : `recover it as root on the host first (${recover.command}; where that does not help, ${reset.command})`;
}
