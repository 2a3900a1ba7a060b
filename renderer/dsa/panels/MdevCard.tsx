import { WhyLink } from '../../app/rules.tsx';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Button } from '../../ui/Button.tsx';
import { Badge, Callout, Spinner } from '../../ui/Callout.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useDsa } from '../dsa-context.ts';
import { STARTS, setStart } from '../guest-edits.ts';
import { mdevEntries } from '../part-entries.ts';
import { mdevOf, nobodyWords, partLabel, shortId } from '../parts.ts';
import { CardProblems } from './CardProblems.tsx';
import { GuestLink, PartLink } from './GuestMark.tsx';
import { MmioPicture } from './MmioPicture.tsx';

function CopyBlock({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="dsa-copy">
      <div className="dsa-copy-head">
        <span className="work-field-label">{title}</span>
        <CopyButton label={`Copy for ${title}`} text={text} />
      </div>
      <pre>{text}</pre>
    </div>
  );
}

/** What a guest gets of a queue: whose it is, what answers each access, its interrupts, and how QEMU is told. */
export function MdevCard({ id }: { readonly id: string }) {
  const { host, store } = useDsa();
  const { value: card, error } = useEngineQuery(host, 'dsa.mdev', { hostId: host.host.id, mdev: id });
  const mdev = mdevOf(host.desired, id);
  const { edit, propose } = store.getState();
  return (
    <section className="work-card" aria-label={`mdev ${shortId(id)}`}>
      <header className="work-card-head">
        <h2 className="truncate" title={id}>
          mdev {shortId(id)}
        </h2>
        {card !== null && <Badge>{card.mode}</Badge>}
        {mdev?.orphan === true && (
          <Badge tone="danger" icon="error">
            orphan
          </Badge>
        )}
      </header>
      {error !== null && <Callout tone="danger">{error}</Callout>}
      {card === null && error === null && (
        <p className="quiet">
          <Spinner label="Reading the mdev" /> Asking the engine…
        </p>
      )}
      {card !== null && (
        <>
          <dl className="work-facts">
            <div className="work-fact">
              <dt>UUID</dt>
              <dd className="dsa-uuid">
                <code>{card.id}</code>
                <CopyButton label="Copy the UUID" text={card.id} />
              </dd>
            </div>
            <div className="work-fact">
              <dt>Guest</dt>
              <dd>
                {card.guest === null ? (
                  <span className="faint">{mdev === null ? 'none' : nobodyWords(mdev)}</span>
                ) : (
                  <GuestLink guestId={card.guest} />
                )}
              </dd>
            </div>
            <div className="work-fact">
              <dt>Work queue</dt>
              <dd>
                {card.wq !== null ? (
                  <PartLink id={card.wq} />
                ) : (
                  <span>one of {card.candidates.join(', ')}: sysfs does not tell which </span>
                )}
              </dd>
            </div>
            <div className="work-fact">
              <dt>Type</dt>
              <dd>
                <code>{card.type === '' ? 'none' : card.type}</code> on <PartLink id={card.device} />
              </dd>
            </div>
            <div className="work-fact">
              <dt>State</dt>
              <dd>{card.state}</dd>
            </div>
          </dl>
          <div className="work-row">
            <Menu
              label="What to do with it"
              trigger={
                <Button size="small" iconEnd="chevronDown">
                  Assign, move, start
                </Button>
              }
              entries={() => mdevEntries({ store, state: host.desired, observed: host.observed }, id)}
            />
            <Button
              size="small"
              icon="minus"
              shortcut="Delete"
              hint="The queue stays as it is, free for another guest"
              onClick={() =>
                void propose(`Remove ${partLabel(host.desired, id)}`, { kind: 'take', mdev: id })
              }
            >
              Take it back…
            </Button>
          </div>
          {mdev !== null && (
            <div className="work-row">
              <span className="work-field-label">Started</span>
              <Segmented
                label="How it is started"
                value={mdev.definition ?? 'none'}
                options={STARTS}
                onChange={(start) => {
                  const { label, edits } = setStart(mdev, start);
                  void edit(label, edits);
                }}
              />
            </div>
          )}
          <CardProblems problems={card.problems} />
          <MmioPicture key={card.id} card={card} />
          <section className="work-subsection" aria-label="Interrupts">
            <h3>Interrupt vectors</h3>
            <ul className="dsa-users">
              {card.vectors.map((vector) => (
                <li key={vector.index}>
                  <strong className="tabular">{vector.index}</strong> {vector.use}
                  <span className="dsa-how" data-how={vector.how}>
                    {vector.how}
                  </span>
                  <span className="faint tabular">
                    {vector.slot === null ? 'no slot' : `IMS slot ${vector.slot}`}
                  </span>
                </li>
              ))}
            </ul>
          </section>
          <section className="work-subsection" aria-label="For QEMU and libvirt">
            <CopyBlock title="QEMU" text={card.qemu} />
            <CopyBlock title="libvirt" text={card.hostdev} />
          </section>
          <section className="work-subsection" aria-label="What the guest gets">
            <h3>What the guest gets</h3>
            <table className="dsa-gets">
              <thead className="visually-hidden">
                <tr>
                  <th>Part</th>
                  <th>How</th>
                  <th>Detail</th>
                </tr>
              </thead>
              <tbody>
                {card.parts.map((part) => (
                  <tr key={part.part}>
                    <th scope="row">
                      {part.part}
                      <span className="dsa-how" data-how={part.how}>
                        {part.how}
                      </span>
                    </th>
                    <td>
                      {part.detail} {part.rule !== null && <WhyLink rule={part.rule} />}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </section>
  );
}
