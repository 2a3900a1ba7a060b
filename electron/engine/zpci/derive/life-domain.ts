/** Lives of a function in a libvirt domain: what is typed there, which libvirt makes into commands for QEMU (zpci.md 3.13). */
import type { Life, LifeFrame } from '../../../../shared/zpci/cards.ts';
import { quoteShell } from '../../export/quote-shell.ts';

function typed(domain: string, device: string, action: string): string | null {
  const guest = quoteShell(domain);
  if (action.startsWith('device_add zpci,'))
    return `virsh attach-device ${guest} ${quoteShell(`${device}.xml`)} --live`;
  if (action.startsWith('device_del '))
    return `virsh detach-device ${guest} ${quoteShell(`${device}.xml`)} --live`;
  return action === 'system_reset' ? `virsh reset ${guest}` : null;
}

function framed(domain: string, device: string, frame: LifeFrame): LifeFrame {
  const { action, detail } = frame;
  const command = typed(domain, device, action);
  if (command !== null)
    return { ...frame, action: command, detail: `${detail} libvirt tells QEMU: ${action}.` };
  return action.startsWith('device_add ')
    ? { ...frame, action: `libvirt to QEMU: ${action}`, detail: `${detail} It comes with the same command.` }
    : frame;
}

/** As they are in a domain; a target that is misspelt does not happen there. */
export function inDomain(
  domain: string,
  device: string,
  life: Life,
  frames: readonly LifeFrame[],
): readonly LifeFrame[] {
  const [first] = frames;
  if (life !== 'plug-waiting' || first === undefined)
    return frames.map((frame) => framed(domain, device, frame));
  return [
    {
      ...first,
      title: 'libvirt writes the target itself',
      detail: `It makes the zpci device and its card from one element of ${domain}, so that the target is never misspelt and nothing waits.`,
      action: '',
      refusal: '',
      rule: null,
    },
  ];
}
