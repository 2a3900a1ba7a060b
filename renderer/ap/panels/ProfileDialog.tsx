import { useState } from 'react';
import { AP_PROFILES, type ApProfileId } from '../../../shared/ap/types.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useAp } from '../ap-context.ts';
import { RuleLink } from './Fixes.tsx';
import { PROFILE_TEXT, profileDifferences } from './profile-text.ts';

/** Which kernel's rules hold on this host, why, and what another kernel would change. */
export function ProfileDialog({ onClose }: { readonly onClose: () => void }) {
  const { host, store } = useAp();
  const now = host.desired.profile;
  const [then, setThen] = useState<ApProfileId>(now);
  const differences = profileDifferences(now, then);
  async function change(): Promise<void> {
    const label = `Use the rules of ${PROFILE_TEXT[then].title}`;
    if (await store.getState().edit(label, [{ family: 'ap', op: 'setProfile', profile: then }])) onClose();
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Kernel rules of this host"
      description={`${PROFILE_TEXT[now].title}. ${host.desired.profileReason}`}
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
      <div className="ap-profiles" role="radiogroup" aria-label="Kernel rules">
        {AP_PROFILES.map((id) => (
          <label key={id} className="ap-profile">
            <input type="radio" name="ap-profile" checked={id === then} onChange={() => setThen(id)} />
            <span>
              <strong>{PROFILE_TEXT[id].title}</strong>
              {id === now && <span className="faint"> (now)</span>}
              <br />
              <span className="quiet">{PROFILE_TEXT[id].about}</span>
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
