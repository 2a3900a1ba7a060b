import type { ApFact } from '../../../shared/ap/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useAp } from '../ap-context.ts';

/** What a source did not tell, and what the studio assumes meanwhile. */
const FACTS: Readonly<Record<ApFact, string>> = {
  lparAdapters: 'which adapters the LPAR has',
  lparDomains: 'which usage domains the LPAR has',
  lparControlDomains: 'which domains the LPAR may control',
  maxAdapter: 'the highest adapter number',
  maxDomain: 'the highest domain number',
  apmask: 'which adapters are reserved for the host (apmask)',
  aqmask: 'which domains are reserved for the host (aqmask)',
  mdevs: 'which mediated devices exist',
  matrix: 'what is assigned to them',
  guestMatrix: 'what the guests see',
  controlDomains: 'their control domains',
  guests: 'which guests run',
  definitions: 'what is defined for the next boot',
  persistentMasks: 'which masks hold after a reboot',
  defaultDomain: 'the default domain of the host',
  vfioApLoaded: 'whether vfio_ap is loaded',
};

/** Facts about the host that stand above everything else. */
export function Banners() {
  const { host, store } = useAp();
  const unknown = [...host.observed.unknown];
  return (
    <>
      {!host.desired.vfioApLoaded && (
        <div className="work-banner work-banner-warning" role="status">
          <Icon name="warning" />
          <span>
            The module vfio_ap is not loaded: released queues have no driver and no guest can be made.
          </span>
          <Button
            size="small"
            onClick={() => void store.getState().edit('Load vfio_ap', [{ family: 'ap', op: 'loadVfioAp' }])}
          >
            Load vfio_ap
          </Button>
        </div>
      )}
      {unknown.length > 0 && (
        <div className="work-banner" role="status">
          <Icon name="unknown" />
          <span>
            {host.host.source.label} does not tell {FACTS[unknown[0]!]}
            {unknown.length > 1
              ? ` and ${unknown.length - 1} other ${unknown.length === 2 ? 'thing' : 'things'}`
              : ''}
            .
          </span>
          <Popover
            label="What this source does not tell"
            trigger={
              <Button size="small" variant="link">
                What is assumed?
              </Button>
            }
          >
            <div className="work-unknown-list">
              <p>
                This source does not tell the following. The studio shows the kernel's defaults there; a full
                capture tells them.
              </p>
              <ul>
                {unknown.map((fact) => (
                  <li key={fact}>{FACTS[fact]}</li>
                ))}
              </ul>
            </div>
          </Popover>
        </div>
      )}
    </>
  );
}
