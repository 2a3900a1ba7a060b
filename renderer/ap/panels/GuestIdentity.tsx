import { useState } from 'react';
import type { Mdev } from '../../../shared/ap/types.ts';
import { ColourFact } from '../../panels/guests/GuestHead.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useAp } from '../ap-context.ts';
import { recolourGuest, setStart, uuidError } from '../guest-edits.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';

function UuidField({ mdev }: { readonly mdev: Mdev }) {
  const { host, store } = useAp();
  const [draft, setDraft] = useState<string | null>(null);
  if (draft === null)
    return (
      <div className="ap-uuid">
        <code>{mdev.id}</code>
        <CopyButton label="Copy the UUID" text={mdev.id} />
        <IconButton icon="edit" size="small" label="Change the UUID" onClick={() => setDraft(mdev.id)} />
      </div>
    );
  const error = uuidError(host.desired, draft, mdev.id);
  async function save(uuid: string): Promise<void> {
    const { edit, pickGuest } = store.getState();
    if (await edit(`Change the UUID of ${mdev.name}`, [{ family: 'ap', op: 'setUuid', mdev: mdev.id, uuid }]))
      pickGuest(uuid);
    setDraft(null);
  }
  return (
    <form
      className="work-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (error === null) void save(draft.toLowerCase());
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        setDraft(null);
      }}
    >
      <TextField label="UUID" hideLabel mono autoFocus value={draft} onChange={setDraft} error={error} />
      <div className="work-row">
        <Button type="submit" size="small" variant="primary" disabledReason={error}>
          Save
        </Button>
        <Button size="small" variant="quiet" onClick={() => setDraft(null)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** Everything of a guest that is not its matrix: type, start mode, UUID, colour. */
export function GuestIdentity({ mdev }: { readonly mdev: Mdev }) {
  const { store, labels } = useAp();
  const { edit } = store.getState();
  return (
    <dl className="work-facts work-facts-controls">
      <div className="work-fact">
        <dt>Type</dt>
        <dd>
          <Segmented
            label={`Type of ${mdev.name}`}
            value={mdev.type}
            onChange={(type) =>
              void edit(`Make ${mdev.name} ${type}`, [{ family: 'ap', op: 'setType', mdev: mdev.id, type }])
            }
            options={[
              {
                value: 'passthrough',
                label: 'Passthrough',
                hint: 'What released kernels have: the guest gets whole queues.',
              },
              {
                value: 'virtual',
                label: 'Virtual',
                hint: 'Simulation of the type proposed in 2017: never part of a released kernel.',
              },
            ]}
          />
        </dd>
      </div>
      <div className="work-fact">
        <dt>Start</dt>
        <dd>
          <Segmented
            label={`How ${mdev.name} is started`}
            value={mdev.defined ?? 'none'}
            onChange={(start) => {
              const { label, edits } = setStart(mdev, start);
              void edit(label, edits);
            }}
            options={[
              { value: 'auto', label: 'At boot', hint: 'mdevctl definition with start: auto' },
              { value: 'manual', label: 'By hand', hint: 'mdevctl definition with start: manual' },
              { value: 'none', label: 'Not kept', hint: 'No definition: gone after a reboot' },
            ]}
          />
        </dd>
      </div>
      <div className="work-fact">
        <dt>UUID</dt>
        <dd>
          <UuidField key={mdev.id} mdev={mdev} />
        </dd>
      </div>
      <ColourFact
        guest={mdev}
        label={labels.get(mdev.id) ?? ''}
        onChoose={(hue) => {
          const { label, edits } = recolourGuest(mdev, hue);
          void edit(label, edits);
        }}
      />
    </dl>
  );
}
