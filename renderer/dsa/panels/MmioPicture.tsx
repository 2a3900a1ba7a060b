import { useState } from 'react';
import type { MdevCard, MmioRegion } from '../../../shared/dsa/cards.ts';

/** CSS pixels at 100 % of the tallest. */
const HEIGHT = 168;

/** Bytes (dsa.md 4); what no region covers is drawn empty. */
const SIZES: Readonly<Record<MmioRegion['bar'], number>> = {
  'config space': 0x1000,
  BAR0: 0x2000,
  BAR2: 0x2000,
};

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

interface Column {
  readonly bar: MmioRegion['bar'];
  readonly size: number;
  readonly regions: readonly MmioRegion[];
}

function columnsOf(regions: readonly MmioRegion[]): readonly Column[] {
  return (['config space', 'BAR0', 'BAR2'] as const).flatMap((bar) => {
    const own = regions.filter((region) => region.bar === bar);
    if (own.length === 0) return [];
    const size = Math.max(SIZES[bar], ...own.map((region) => region.offset + region.size));
    return [{ bar, size, regions: own }];
  });
}

/** The config space and the two BARs, all drawn to one scale, by who answers when the guest touches them. */
export function MmioPicture({ card }: { readonly card: MdevCard }) {
  const [shown, setShown] = useState<MmioRegion | null>(null);
  const columns = columnsOf(card.mmio);
  const tallest = Math.max(...columns.map(({ size }) => size));
  const region = shown ?? card.mmio.find((each) => each.how === 'passed through') ?? card.mmio[0];
  if (region === undefined) return null;
  return (
    <section className="work-subsection" aria-label="What the guest addresses">
      <h3>What the guest addresses, to scale</h3>
      <div className="dsa-mmio">
        {columns.map((column) => (
          <div key={column.bar} className="dsa-mmio-column">
            <span className="faint">
              {column.bar} <span className="tabular dsa-mmio-size">{hex(column.size)}</span>
            </span>
            <div className="dsa-mmio-bar" style={{ height: `${((HEIGHT / 16) * column.size) / tallest}rem` }}>
              {column.regions.map((each) => (
                <button
                  key={`${each.offset} ${each.name}`}
                  type="button"
                  className="dsa-mmio-region"
                  data-how={each.how}
                  aria-pressed={each === region}
                  aria-label={`${each.name}, ${hex(each.offset)}, ${each.how}`}
                  style={{
                    top: `${(each.offset / column.size) * 100}%`,
                    height: `max(3px, ${(each.size / column.size) * 100}%)`,
                  }}
                  onMouseEnter={() => setShown(each)}
                  onFocus={() => setShown(each)}
                  onClick={() => setShown(each)}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      <ul className="dsa-mmio-legend">
        {(['emulated', 'mediated', 'passed through'] as const).map((how) => (
          <li key={how}>
            <span className="dsa-mmio-key" data-how={how} aria-hidden="true" /> {how}
          </li>
        ))}
      </ul>
      <p className="dsa-mmio-shown" role="status">
        <strong>
          {region.bar} + {hex(region.offset)}, {hex(region.size)} bytes: {region.name}
        </strong>{' '}
        <span className="dsa-how" data-how={region.how}>
          {region.how}
        </span>
        {region.value !== '' && <span className="quiet"> {region.value}</span>}
        {region.host !== null && <span className="quiet"> On the host: {region.host}.</span>}
      </p>
    </section>
  );
}
