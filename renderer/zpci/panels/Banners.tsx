import type { UntoldFact } from '../../../shared/zpci/types.ts';
import { Icon } from '../../ui/icons.tsx';
import { useZpci } from '../zpci-context.ts';

const UNTOLD: Readonly<Record<UntoldFact, string>> = {
  drivers: 'which driver has a function',
  answers: 'what the machine’s CLP answers',
  windows: 'DMA windows',
  guests: 'which guest has which function',
  slots: 'PCI slots, so functions in standby may be missing',
};

/** `a, b or c` */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Facts about the host that stand above everything else. */
export function Banners() {
  const { desired } = useZpci().host;
  const { untold } = desired;
  return (
    <>
      {desired.host.isGuest === true && (
        <div className="work-banner" role="status">
          <Icon name="guest" />
          <span>
            This machine is itself a guest, looked at from inside: its functions are what its QEMU shows it.
          </span>
        </div>
      )}
      {untold.length > 0 && (
        <div className="work-banner" role="status">
          <Icon name="unknown" />
          <span>
            This source does not tell {listed(untold.map((fact) => UNTOLD[fact]))}. Nothing is assumed: it
            stands as “not told”.
          </span>
        </div>
      )}
    </>
  );
}
