/** Why not the CLP ioctl: three ways to the values of one function, and whom else each shows. */
import './sources.css';
import { useState } from 'react';
import type { SourcesCard } from '../../../shared/zpci/cards.ts';
import { type FactSource, fidText, functionByFid, type ZpciState } from '../../../shared/zpci/types.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { EmptyState } from '../../ui/Callout.tsx';
import { Icon } from '../../ui/icons.tsx';
import { useZpci, useZpciState } from '../zpci-context.ts';
import { AreaFrame, Pending } from './AreaFrame.tsx';
import { ReachField } from './ReachField.tsx';
import { SourcesMatrix } from './SourcesMatrix.tsx';
import { askedFunction, functionWords, readable } from './sources-model.ts';

interface Looked {
  readonly way: FactSource;
  readonly index: number;
}

/** What somebody with this way in his hands reads of the function looked at. */
function Reading({
  card,
  state,
  looked,
}: {
  readonly card: SourcesCard;
  readonly state: ZpciState;
  readonly looked: Looked | null;
}) {
  const one = looked === null ? undefined : state.functions[looked.index];
  if (looked === null || one === undefined)
    return (
      <p className="reach-reading faint">
        Point at a cell, or move among the cells with the arrow keys: here stands what a process that serves
        one guest would read of it, and whose it is.
      </p>
    );
  const told = readable(looked.way, card, one);
  const title = card.ways.find(({ way }) => way === looked.way)?.title ?? looked.way;
  const isOwn = one.fid === card.fid;
  return (
    <div className="reach-reading" data-alarm={looked.way === 'clp' && !isOwn}>
      <p>
        <strong>{functionWords(state, one)}</strong>
        {isOwn ? ' · the function that was asked for' : ''}
      </p>
      {told.length === 0 ? (
        <p className="quiet">
          <Icon name="lock" size={13} /> {title} shows nothing of it.
        </p>
      ) : (
        <dl className="reach-values">
          {told.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className={value === null ? 'faint' : 'mono'}>{value ?? 'there to be read'}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

export function SourcesPicture({ card, state }: { readonly card: SourcesCard; readonly state: ZpciState }) {
  const [looked, setLooked] = useState<Looked | null>(null);
  return (
    <>
      <div className="doors">
        {card.ways.map(({ way, title, who, reaches, verdict }) => (
          <section key={way} className="door" data-way={way} aria-label={title}>
            <header>
              <h3>{title}</h3>
              <span className="door-who">
                <Icon name={way === 'sysfs' ? 'user' : way === 'clp' ? 'key' : 'lock'} size={13} /> {who}
              </span>
            </header>
            <p className="door-reach">
              shows <strong className="tabular">{reaches.toLocaleString('en')}</strong>{' '}
              {reaches === 1 ? 'function' : 'functions'}
            </p>
            <ReachField
              way={way}
              title={title}
              state={state}
              asked={card.fid}
              at={looked?.way === way ? looked.index : null}
              onLook={(index) =>
                setLooked((before) =>
                  index === null
                    ? null
                    : before?.way === way && before.index === index
                      ? before
                      : { way, index },
                )
              }
            />
            <p className="door-verdict">{verdict}</p>
          </section>
        ))}
      </div>
      <Reading card={card} state={state} looked={looked} />
      <p className="reach-legend faint">
        <i className="reach-key reach-key-all" aria-hidden="true" /> all of it ·{' '}
        <i className="reach-key reach-key-part" aria-hidden="true" /> only the fields of sysfs ·{' '}
        <i className="reach-key" aria-hidden="true" /> not to be seen. Colours are the guests that have the
        functions; the framed cell is the one asked for.
      </p>
      <SourcesMatrix card={card} />
    </>
  );
}

function Asked({ fid }: { readonly fid: number }) {
  const { host } = useZpci();
  const { value, error } = useEngineQuery(host, 'zpci.sources', { hostId: host.host.id, fid });
  return value === null ? (
    <Pending error={error} waitingFor="Asking the three ways" failed="The sources cannot be shown" />
  ) : (
    <SourcesPicture card={value} state={host.desired} />
  );
}

/** The three ways, for the selected function. */
export function SourcesArea() {
  const { host } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const fid = askedFunction(host.desired, selected);
  const one = fid === null ? undefined : functionByFid(host.desired, fid);
  return (
    <AreaFrame
      label="Sources"
      title={`Why not the CLP ioctl? ${one === undefined ? '' : `Three ways to ${one.address ?? fidText(one.fid)}`}`}
      lead="QEMU needs the values of one function. One way tells too little, one tells everything about everybody, and one tells exactly what is needed."
    >
      {fid === null ? (
        <EmptyState icon="eye" title="There is no function to ask about">
          This host has no zPCI functions. Open a capture that has /sys/bus/pci/devices, or try a shipped
          example.
        </EmptyState>
      ) : (
        <Asked fid={fid} />
      )}
    </AreaFrame>
  );
}
