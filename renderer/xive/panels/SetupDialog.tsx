import { useState } from 'react';
import { setupSchema, xiveConfigPatchSchema } from '../../../shared/xive/edits.ts';
import type { Setup, XiveConfig } from '../../../shared/xive/types.ts';
import { call, sentenceOf } from '../../store/api.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Callout, Spinner } from '../../ui/Callout.tsx';
import { useXive } from '../xive-context.ts';
import { ConfigFields } from './ConfigFields.tsx';
import { FormDialog } from './FormDialog.tsx';

/** Beyond that a text field is no place to edit in. */
const MOST_CHARACTERS = 200_000;

type Read = { readonly setup: ReturnType<typeof setupSchema.parse> } | { readonly fault: string };

function readSetup(text: string): Read {
  try {
    const parsed = setupSchema.safeParse(JSON.parse(text));
    if (parsed.success) return { setup: parsed.data };
    const [issue] = parsed.error.issues;
    return { fault: `At ${issue?.path.join('.') || 'the top'}: ${issue?.message ?? 'not a set-up'}.` };
  } catch (thrown) {
    return { fault: `It is no JSON: ${thrown instanceof Error ? thrown.message : 'it cannot be read'}.` };
  }
}

function Form({
  branch,
  name,
  before,
  onClose,
}: {
  readonly branch: string;
  readonly name: string;
  readonly before: { readonly config: XiveConfig; readonly setup: Setup };
  readonly onClose: () => void;
}) {
  const { store } = useXive();
  const [config, setConfig] = useState(before.config);
  const whole = JSON.stringify(before.setup, null, 1);
  const tooLong = whole.length > MOST_CHARACTERS;
  const [text, setText] = useState(whole);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const read = readSetup(text);
  async function take(): Promise<boolean> {
    if ('fault' in read) return false;
    const { strategy, ...rest } = config;
    try {
      const faults = await call('xive.checkSetup', {
        setup: read.setup,
        config: xiveConfigPatchSchema.parse(config),
      });
      setWrong(faults);
      if (faults.length > 0) return false;
    } catch (thrown) {
      setWrong([sentenceOf(thrown)]);
      return false;
    }
    const edits = [
      ...(strategy === before.config.strategy
        ? []
        : [{ family: 'xive', op: 'setStrategy', branch, strategy }]),
      ...Object.entries(rest)
        .filter(
          ([key, value]) => JSON.stringify(before.config[key as keyof XiveConfig]) !== JSON.stringify(value),
        )
        .map(([key, value]) => ({ family: 'xive', op: 'setConfig', branch, config: { [key]: value } })),
      ...(text === whole ? [] : [{ family: 'xive', op: 'setSetup', branch, setup: read.setup }]),
    ];
    return edits.length === 0 || store.getState().edit(`Change the set-up of ${name}`, edits);
  }
  return (
    <FormDialog
      title={`Set-up of ${name}`}
      description="What the guest has before the first event, and the kernel it runs on. The events stay and are played anew."
      verb="Take it"
      width="wide"
      fault={'fault' in read ? 'Correct the set-up first.' : null}
      onClose={onClose}
      onSubmit={take}
    >
      {wrong.length > 0 && (
        <Callout tone="danger" title="It could never have come about">
          <ul>
            {wrong.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Callout>
      )}
      <div className="xive-form-columns">
        <div className="xive-form">
          <ConfigFields config={config} onChange={(patch) => setConfig({ ...config, ...patch })} />
        </div>
        <div className="field">
          <label htmlFor="xive-setup-text">Before the first event</label>
          <textarea
            id="xive-setup-text"
            className="field-input mono xive-setup-text"
            rows={18}
            spellCheck={false}
            readOnly={tooLong}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <div className={'fault' in read ? 'field-message field-error' : 'field-message'}>
            {'fault' in read
              ? read.fault
              : tooLong
                ? 'It is too long to be edited here. Export the scenario, edit the file and open it.'
                : 'Guests with their sources, mappings and devices. Pages count from the first ESB mapping.'}
          </div>
        </div>
      </div>
    </FormDialog>
  );
}

/** Set-up and config of a branch, to be edited. */
export function SetupDialog({ branch, onClose }: { readonly branch: string; readonly onClose: () => void }) {
  const { host } = useXive();
  const { value, error } = useEngineQuery(host, 'xive.setup', { hostId: host.host.id, branch });
  const name = host.desired.branches.find(({ id }) => id === branch)?.name ?? branch;
  if (value !== null) return <Form branch={branch} name={name} before={value} onClose={onClose} />;
  return (
    <FormDialog
      title={`Set-up of ${name}`}
      verb="Take it"
      fault={error ?? 'The engine has not answered yet.'}
      onClose={onClose}
      onSubmit={() => Promise.resolve(true)}
    >
      {error === null ? <Spinner label="Asking the engine" /> : <p>{error}</p>}
    </FormDialog>
  );
}
