import type { DsaDevice } from '../../../shared/dsa/types.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useDsa } from '../dsa-context.ts';
import { removeDefinition } from '../guest-edits.ts';
import { shortId } from '../parts.ts';
import { GuestLink } from './GuestMark.tsx';

/** mdevctl's definitions of devices on this parent that are not started now. */
export function Definitions({ device }: { readonly device: DsaDevice }) {
  const { host, store } = useDsa();
  const own = host.desired.definitions.filter((definition) => definition.parent === device.bdf);
  if (own.length === 0) return null;
  return (
    <section className="work-subsection" aria-label="Definitions that are not started">
      <h3>Defined, not started</h3>
      <ul className="dsa-users">
        {own.map((definition) => (
          <li key={definition.uuid}>
            <code title={definition.uuid}>{shortId(definition.uuid)}</code>
            <span className="quiet">
              {definition.type}, {definition.start === 'auto' ? 'at boot' : 'by hand'}
            </span>
            {definition.guest !== null && <GuestLink guestId={definition.guest} />}
            <IconButton
              icon="trash"
              size="small"
              label={`Forget the definition ${shortId(definition.uuid)}`}
              onClick={() => {
                const { label, edits } = removeDefinition(definition);
                void store.getState().edit(label, edits);
              }}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
