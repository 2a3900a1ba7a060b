/** The sources around the cursor and the mappings as real, unseen elements, at the places of the drawn ones. */
import { hex } from '../../../shared/xive/pages.ts';
import { memo } from 'react';
import type { Selection } from './map-props.ts';
import type { Scene } from './scene.ts';
import { placed } from './space.ts';
import { sourcesAround } from './walk.ts';
import { lisnWords, many, pieceName, sourceWords, pageWords } from './words.ts';

/** Mounted at once; the next come with the cursor. */
const MOST_ROWS = 48;
const MOST_MAPPINGS = 40;

export function rowId(prefix: string, selected: Selection | null): string | undefined {
  if (selected?.kind === 'source') return `${prefix}-${selected.lisn}`;
  if (selected?.kind === 'page') return `${prefix}-page-${selected.page}`;
  if (selected?.kind === 'vma') return `${prefix}-vma-${selected.id}`;
  return undefined;
}

interface MapTreeProps {
  readonly prefix: string;
  readonly scene: Scene;
  readonly selected: Selection | null;
  /** LISN that the rows are around. */
  readonly cursor: number;
}

export const MapRows = memo(function MapRows({ prefix, scene, selected, cursor }: MapTreeProps) {
  const { ground, axis, rows } = scene;
  const { moment, space } = ground;
  return sourcesAround(moment, cursor, MOST_ROWS).map((lisn) => {
    const unit = placed(space.guestToUnit, 2 * lisn);
    const left = unit === null ? 0 : axis.x(unit);
    const width = unit === null ? 0 : axis.x(unit + 2) - left;
    const strip = { left, width, top: rows.strip.y, height: rows.strip.height };
    return (
      <div key={lisn} role="row" aria-rowindex={lisn + 1}>
        <span
          role="rowheader"
          id={`${prefix}-${lisn}`}
          aria-selected={selected?.kind === 'source' && selected.lisn === lisn}
          data-lisn={hex(lisn)}
          className="xive-map-aria"
          style={strip}
        >
          {lisnWords(moment, lisn, (guest) => placed(space.guestToAddress, guest))}
        </span>
        {([0, 1] as const).map((parity) => {
          const page = placed(space.guestToAddress, 2 * lisn + parity);
          const place = {
            left: left + (parity * width) / 2,
            width: width / 2,
            top: rows.pages.y,
            height: 30,
          };
          return (
            <span
              key={parity}
              role="gridcell"
              id={page === null ? undefined : `${prefix}-page-${page}`}
              aria-selected={selected?.kind === 'page' && selected.page === page}
              data-page={page ?? undefined}
              className="xive-map-aria"
              style={place}
            >
              {`${sourceWords(moment, lisn).split(',')[0]}, ${pageWords(moment, parity, page)}`}
            </span>
          );
        })}
      </div>
    );
  });
});

export function MapMappings({ prefix, scene, selected }: Omit<MapTreeProps, 'cursor'>) {
  const { moment } = scene.ground;
  const rest = moment.vmas.length - MOST_MAPPINGS;
  return (
    <ul className="xive-map-list" aria-label="Mappings of QEMU">
      {moment.vmas.slice(0, MOST_MAPPINGS).map((vma) => (
        <li
          key={vma.id}
          id={`${prefix}-vma-${vma.id}`}
          aria-current={selected?.kind === 'vma' && selected.id === vma.id}
        >
          {`${pieceName(vma)}, file pages ${hex(vma.pgoff)} to ${hex(vma.pgoff + vma.end - vma.start - 1)}${
            vma.lisns === null ? '' : `, LISN ${hex(vma.lisns[0])} to ${hex(vma.lisns[1])}`
          }${vma.serves !== null && vma.stands !== null && vma.serves !== vma.stands ? ', faults in it show wrong LISNs' : ''}`}
        </li>
      ))}
      {rest > 0 && <li>{`and ${many(rest, 'more mapping')}`}</li>}
    </ul>
  );
}
