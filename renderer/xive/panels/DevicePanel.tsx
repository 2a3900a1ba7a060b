import type { VmMoment } from '../../../shared/xive/moment.ts';
import { lisnName } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useXive, useXiveState } from '../xive-context.ts';
import { AtPlace, CardShell } from './CardShell.tsx';
import { Facts, Swatch } from './card-parts.tsx';
import { DeviceButtons } from './DeviceButtons.tsx';

/** Vectors listed before the rest is only counted. */
const MOST_VECTORS = 32;

function Vectors({
  vm,
  first,
  last,
}: {
  readonly vm: VmMoment;
  readonly first: number;
  readonly last: number;
}) {
  const { store } = useXive();
  const beside = useXiveState((state) => state.beside !== null);
  const passed = (lisn: number) => vm.owners.some(({ from, to }) => from <= lisn && lisn <= to);
  const shown = Array.from({ length: Math.min(last - first + 1, MOST_VECTORS) }, (_, at) => first + at);
  return (
    <section className="work-subsection" aria-label="Its vectors">
      <h3>Its vectors</h3>
      <ul className="xive-vectors">
        {shown.map((lisn) => (
          <li key={lisn}>
            <Button
              size="small"
              className="mono"
              hint={passed(lisn) ? 'Owned by the PHB source.' : 'Owned by the IPI source behind it.'}
              onClick={() => store.getState().show({ kind: 'source', lisn })}
            >
              {lisnName(lisn)}
            </Button>
          </li>
        ))}
      </ul>
      {last - first + 1 > MOST_VECTORS && (
        <p className="quiet">and {(last - first + 1 - MOST_VECTORS).toLocaleString('en')} more</p>
      )}
      {beside && <p className="quiet">These are the numbers on the left side of the comparison.</p>}
    </section>
  );
}

/** A passed-through device: its numbers, its vectors, and what can happen to it. */
export function DevicePanel({ name }: { readonly name: string }) {
  return (
    <AtPlace>
      {(place, vm) => {
        const device = vm.devices.find((one) => one.name === name);
        if (device === undefined)
          return (
            <CardShell title={name} mark={<Swatch name={name} />}>
              <Callout tone="info">It has not been plugged yet at this step.</Callout>
            </CardShell>
          );
        const { lisns } = device;
        return (
          <CardShell title={device.name} mark={<Swatch name={name} />}>
            <Facts
              rows={[
                ['What it is', device.about],
                ['State', device.plugged ? 'plugged' : 'not plugged now'],
                ['Vectors', device.vectors.toLocaleString('en')],
                ['Connected', `${device.connected} of ${device.vectors} have their PHB source`],
                [
                  device.plugged ? 'LISNs' : 'LISNs it had last',
                  lisns === null ? 'none' : `${lisnName(lisns[0])} to ${lisnName(lisns[1])}`,
                ],
              ]}
            />
            {place.kind === 'branch' && <DeviceButtons device={device} vm={vm} />}
            {lisns !== null && <Vectors vm={vm} first={lisns[0]} last={lisns[1]} />}
          </CardShell>
        );
      }}
    </AtPlace>
  );
}
