import { STRATEGIES } from '../../../shared/dsa/strategies.ts';
import type { UntoldFact } from '../../../shared/dsa/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useDsa } from '../dsa-context.ts';
import { setStrategy } from '../guest-edits.ts';

/** Strategies that need what only kernels with the mdev series have (mistake 8.14). */
const NEEDS_MDEV: ReadonlySet<string> = new Set(['mdev-hybrid', 'mdev-uuid', 'mdev-pull']);

function StrategyButton({ id }: { readonly id: 'pf' | 'user' }) {
  const { store } = useDsa();
  const strategy = STRATEGIES.find((each) => each.id === id);
  if (strategy === undefined) return null;
  return (
    <Button
      size="small"
      hint={strategy.summary}
      onClick={() => {
        const { label, edits } = setStrategy(id, strategy.title);
        void store.getState().edit(label, edits);
      }}
    >
      {strategy.title}
    </Button>
  );
}

const UNTOLD: Readonly<Record<Exclude<UntoldFact, 'guests'>, string>> = {
  values: 'settings',
  addresses: 'addresses',
  drivers: 'drivers',
  mdevs: 'which mdevs there are',
};

/** `settings, addresses or drivers` */
function listed(words: readonly string[], last: 'or' | 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** Facts about the host that stand above everything else. */
export function Banners() {
  const { desired } = useDsa().host;
  // Where queues are for programs it is only worth saying once somebody wants to give one to a guest.
  const asked =
    NEEDS_MDEV.has(desired.strategy) || (desired.strategy === 'user' && desired.guests.length > 0);
  const noMdev = desired.host.types.length === 0 && asked;
  // Nothing is assumed for guests: their mdevs say themselves that theirs is not told.
  const assumed = desired.untold.filter((fact) => fact !== 'guests');
  const readOnly = desired.devices.filter((device) => !device.caps.configurable);
  const noPasid = desired.devices.filter((device) => device.caps.configurable && !device.caps.pasid);
  const names = (devices: readonly { readonly name: string }[]) =>
    devices.length > 3
      ? `${devices.length} devices`
      : listed(
          devices.map((device) => device.name),
          'and',
        );
  return (
    <>
      {assumed.length > 0 && (
        <div className="work-banner" role="status">
          <Icon name="unknown" />
          <span>
            This source does not tell{' '}
            {listed(
              assumed.map((fact) => UNTOLD[fact]),
              'or',
            )}
            : what is assumed for them is marked “not told”. Read the host with the whole capture to know
            them.
          </span>
        </div>
      )}
      {noMdev && (
        <div className="work-banner work-banner-warning" role="status">
          <Icon name="warning" />
          <span>
            This kernel has no mdev for DSA, as mainline never took it: no queue can be given to a guest. What
            is left:
          </span>
          <span className="dsa-banner-actions">
            <StrategyButton id="pf" />
            {desired.strategy !== 'user' && <StrategyButton id="user" />}
          </span>
        </div>
      )}
      {noPasid.length > 0 && (
        <div className="work-banner work-banner-warning" role="status">
          <Icon name="warning" />
          <span>
            {names(noPasid)} {noPasid.length === 1 ? 'has' : 'have'} no PASID: no shared, user or guest queue
            works there. It takes VT-d in the firmware and intel_iommu=on,sm_on on the kernel’s command line;
            dedicated kernel queues work without.
          </span>
        </div>
      )}
      {readOnly.length > 0 && (
        <div className="work-banner" role="status">
          <Icon name="lock" />
          <span>
            The configuration of {names(readOnly)} is read-only, as in a guest: type, name and driver name of
            its queues can be written, nothing else.
          </span>
        </div>
      )}
    </>
  );
}
