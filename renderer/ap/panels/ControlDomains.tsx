import { useState } from 'react';
import type { CardNote } from '../../../shared/ap/preview.ts';
import type { Mdev } from '../../../shared/ap/types.ts';
import { bothBases } from '../../../shared/apqn.ts';
import { hasId, idsOf } from '../../../shared/mask.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/icons.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Term } from '../../ui/Term.tsx';
import { useAp } from '../ap-context.ts';
import { setControl } from '../guest-edits.ts';
import { readNumber } from '../read-number.ts';
import { Notes } from './Notes.tsx';

interface ControlDomainsProps {
  readonly mdev: Mdev;
  /** What the engine has to say of them. */
  readonly notes: readonly CardNote[];
}

/** Rights to change domains, apart from the right to use them; no kernel rule makes them exclusive (AP-C4). */
export function ControlDomains({ mdev, notes }: ControlDomainsProps) {
  const { store } = useAp();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const domains = idsOf(mdev.matrix.adm);
  async function change(domain: number, wanted: boolean): Promise<void> {
    const { label, edits } = setControl(mdev, domain, wanted);
    if (await store.getState().edit(label, edits)) setText('');
  }
  function add(): void {
    const domain = readNumber(text.trim());
    if (domain === null || domain > 255) setError('Write one number: 71 or 0x47.');
    else if (hasId(mdev.matrix.adm, domain)) setError(`Domain ${bothBases(domain)} is there already.`);
    else {
      setError(null);
      void change(domain, true);
    }
  }
  return (
    <div className="work-subsection">
      <h3>
        <Term id="control-domain">Control domains</Term>
      </h3>
      <p className="faint">
        The right to change a domain, for example to load its master key. It gives no crypto service.
      </p>
      {domains.length > 0 && (
        <ul className="work-chips">
          {domains.map((domain) => (
            <li key={domain}>
              <button
                type="button"
                className="work-chip"
                aria-label={`Remove control domain ${bothBases(domain)}`}
                onClick={() => void change(domain, false)}
              >
                {bothBases(domain)}
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        className="work-inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label="Domain to control"
          hideLabel
          placeholder="71 or 0x47"
          mono
          value={text}
          onChange={(next) => {
            setText(next);
            setError(null);
          }}
          error={error}
        />
        <Button type="submit" size="small">
          Add
        </Button>
      </form>
      <Notes notes={notes} />
    </div>
  );
}
