import './plan.css';
import { useState } from 'react';
import type { HostView } from '../../shared/view.ts';
import { copyText } from '../app/commands.ts';
import { closeDialog } from '../app/dialogs.ts';
import { call, sentenceOf } from '../store/api.ts';
import { Button } from '../ui/Button.tsx';
import { Callout } from '../ui/Callout.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { CodeBlock } from './CodeBlock.tsx';
import { Notes } from './Notes.tsx';
import { saveText } from './save-text.ts';
import { FileInput } from './FileInput.tsx';

interface Made {
  readonly xml: string;
  readonly notes: readonly string[];
}

/** The name that a domain XML gives; null when it gives none. */
function nameIn(xml: string): string | null {
  return /<name>\s*([^<]*?)\s*<\/name>/.exec(xml)?.[1] ?? null;
}

/** The architecture of a domain that can have no such device; null when it fits or is not said. */
function foreignArchitecture(xml: string, fitting: readonly string[]): string | null {
  const architecture = /<type\b[^>]*?\barch\s*=\s*["']([^"']+)["']/.exec(xml)?.[1];
  return architecture === undefined || fitting.includes(architecture) ? null : architecture;
}

/** Puts a guest's device into a domain XML that exists; everything else in it stays as it is. */
export function DomainXmlDialog({
  host,
  guests,
  picked,
  architectures,
  device,
}: {
  readonly host: HostView;
  readonly guests: readonly { readonly id: string; readonly name: string }[];
  /** The guest that is picked in the view: most likely the one that is meant. */
  readonly picked: string | null;
  /** Architectures that a domain with such a device can have. */
  readonly architectures: readonly string[];
  /** `an AP device` */
  readonly device: string;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [seen, setSeen] = useState(false);
  const [xml, setXml] = useState('');
  const [made, setMade] = useState<Made | null>(null);
  const [error, setError] = useState<string | null>(null);
  const namesake = guests.find((guest) => guest.name === nameIn(xml));
  const mdev = chosen ?? namesake?.id ?? picked ?? guests[0]?.id ?? '';
  const foreign = made === null ? null : foreignArchitecture(made.xml, architectures);
  const unseen = foreign === null || seen ? null : 'Read the warning first, and say that you have.';
  const name = guests.find((guest) => guest.id === mdev)?.name ?? mdev;
  async function put(): Promise<void> {
    try {
      setMade(await call('export.domainXml', { hostId: host.id, mdev, xml }));
      setError(null);
    } catch (thrown) {
      setMade(null);
      setError(sentenceOf(thrown));
    }
  }
  function change(next: string): void {
    setXml(next);
    setSeen(false);
    setMade(null);
    setError(null);
  }
  const why =
    guests.length === 0
      ? 'This host has no guest whose device could be put in.'
      : xml.trim() === ''
        ? 'Paste the XML first, or choose its file.'
        : null;
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      width="wide"
      title="Put a guest’s device into a domain XML"
      description="Paste what virsh dumpxml --inactive printed. Only the device is put in; every other byte stays."
      footer={
        made === null ? (
          <>
            <Button onClick={closeDialog}>Cancel</Button>
            <Button variant="primary" disabledReason={why} onClick={() => void put()}>
              Put the device in
            </Button>
          </>
        ) : (
          <>
            {foreign !== null && (
              <div className="plan-foreign">
                <Callout
                  tone="danger"
                  title={`A domain of architecture ${foreign} cannot have ${device}: this XML cannot be used`}
                />
                <label className="plan-confirm">
                  <input type="checkbox" checked={seen} onChange={(event) => setSeen(event.target.checked)} />
                  I know, and want it all the same
                </label>
              </div>
            )}
            <Button className="dialog-other" onClick={() => setMade(null)}>
              Back
            </Button>
            <Button icon="save" disabledReason={unseen} onClick={() => saveText(`${name}.xml`, made.xml)}>
              Save…
            </Button>
            <Button
              variant="primary"
              icon="copy"
              disabledReason={unseen}
              onClick={() => void copyText(made.xml, 'The domain XML')}
            >
              Copy
            </Button>
          </>
        )
      }
    >
      <div className="plan-apply">
        {made === null ? (
          <>
            <label className="plan-select">
              Guest
              <select value={mdev} onChange={(event) => setChosen(event.target.value)}>
                {guests.map((guest) => (
                  <option key={guest.id} value={guest.id}>
                    {guest.name}
                  </option>
                ))}
              </select>
            </label>
            <textarea
              className="plan-xml mono"
              aria-label="Domain XML"
              placeholder="<domain type='kvm'>…</domain>"
              spellCheck={false}
              wrap="off"
              value={xml}
              onChange={(event) => change(event.target.value)}
            />
            <FileInput
              label="Choose a file…"
              accept=".xml,text/xml"
              onFiles={([file]) => change(file?.text ?? '')}
            />
            {error !== null && (
              <Callout tone="danger" title="The device was not put in">
                {error}
              </Callout>
            )}
          </>
        ) : (
          <>
            <Notes notes={made.notes} />
            <div className="plan-xml-made">
              {unseen === null ? (
                <CodeBlock text={made.xml} what="The domain XML" />
              ) : (
                <pre className="plan-output">{made.xml}</pre>
              )}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}
