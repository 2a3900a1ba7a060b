import { useState } from 'react';
import type { ApProfileId } from '../../../shared/ap/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useAp } from '../ap-context.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { RuleLink } from './Fixes.tsx';

/** Which kernel's rules hold on this host, why, and what another kernel would change. */
export function ProfileDialog({ onClose }: { readonly onClose: () => void }) {
  const { host, store } = useAp();
  const now = host.desired.profile;
  const [then, setThen] = useState<ApProfileId>(now);
  const { value, error } = useEngineQuery(host, 'ap.profiles', { hostId: host.host.id });
  const profiles = value ?? [];
  const title = (id: ApProfileId) => profiles.find((profile) => profile.id === id)?.title ?? id;
  const differences = profiles.find(({ id }) => id === then)?.changes ?? [];
  async function change(): Promise<void> {
    const label = `Use the rules of ${title(then)}`;
    if (await store.getState().edit(label, [{ family: 'ap', op: 'setProfile', profile: then }])) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Kernel rules of this host"
      description={`${title(now)}. ${host.desired.profileReason}`}
      width="wide"
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button
            variant="primary"
            disabledReason={then === now ? 'The host runs these rules already.' : null}
            onClick={() => void change()}
          >
            Use these rules
          </Button>
        </>
      }
    >
      {error !== null && <Callout tone="danger">{error}</Callout>}
      <div className="ap-profiles" role="radiogroup" aria-label="Kernel rules">
        {profiles.map(({ id, title: name, about }) => (
          <label key={id} className="ap-profile">
            <input type="radio" name="ap-profile" checked={id === then} onChange={() => setThen(id)} />
            <span>
              <strong>{name}</strong>
              {id === now && <span className="faint"> (now)</span>}
              <br />
              <span className="quiet">{about}</span>
            </span>
          </label>
        ))}
      </div>
      {differences.length > 0 && (
        <table className="ap-differences">
          <caption className="section-label">What would change</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
              <th scope="col">Rule</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.what}>
                <th scope="row">{difference.what}</th>
                <td>{difference.now}</td>
                <td>{difference.after}</td>
                <td>
                  <RuleLink rule={difference.rule} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
