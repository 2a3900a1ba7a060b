import { FACT_SOURCES, type FactSource } from '../../../shared/zpci/types.ts';
import type { SourceCell } from '../../../shared/zpci/cards.ts';
import type { WhatIf } from '../../../shared/zpci/edits.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { Icon } from '../../ui/icons.tsx';
import { missingFor } from './what-if.ts';
import { useZpci } from '../zpci-context.ts';

const WAYS: Readonly<Record<FactSource, string>> = { sysfs: 'sysfs', clp: 'CLP ioctl', vfio: 'VFIO' };
const TELLS: Readonly<
  Record<SourceCell['tells'], { readonly word: string; readonly icon: 'check' | 'close' | 'warning' }>
> = {
  yes: { word: 'yes', icon: 'check' },
  raw: { word: 'raw', icon: 'warning' },
  partly: { word: 'partly', icon: 'warning' },
  no: { word: 'no', icon: 'close' },
};

/** Where this field of the host's function could be read (zpci.md 2.6). */
export function FieldSources({
  fid,
  field,
  whatIf,
}: {
  readonly fid: number;
  readonly field: string;
  readonly whatIf: WhatIf;
}) {
  const { host } = useZpci();
  const { value, error } = useEngineQuery(host, 'zpci.sources', { hostId: host.host.id, fid });
  const missing = missingFor(field, whatIf);
  const row = value?.rows.find((each) => each.field === field);
  return (
    <section className="work-subsection">
      <h3>Where could it be read?</h3>
      {missing !== '' && (
        <p className="work-note-warning">
          In the what-if VFIO does not tell it: {missing}.
          {row !== undefined && ' Below stands how it is on the host as it was read.'}
        </p>
      )}
      {error !== null && <p className="quiet">{error}</p>}
      {value !== null && row === undefined && (
        <p className="quiet">Nowhere on the host: it exists in this answer only.</p>
      )}
      {row !== undefined && (
        <dl className="work-facts">
          {FACT_SOURCES.map((way) => {
            const cell = row.cells[way];
            const { word, icon } = TELLS[cell.tells];
            return (
              <div key={way} className="work-fact">
                <dt>{WAYS[way]}</dt>
                <dd className="zpci-source" data-tells={cell.tells}>
                  <Icon name={icon} size={12} /> {word}
                  {cell.where !== '' && <span className="quiet">, {cell.where}</span>}
                  {cell.value?.text != null && <span className="mono"> {cell.value.text}</span>}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </section>
  );
}
