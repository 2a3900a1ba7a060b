/** Pages so far as strips of 16-byte entries, and the page looked at as a table beside its bytes. */
import { type ReactNode, useState } from 'react';
import type { ListPage } from '../../../shared/zpci/cards.ts';
import { deviceRef } from '../../../shared/zpci/refs.ts';
import { fidText } from '../../../shared/zpci/types.ts';
import { type ByteRun, entriesText, entryRuns, headerRuns, isException } from './list-model.ts';

export interface StripsProps {
  readonly pages: readonly ListPage[];
  readonly looked: number;
  readonly onLook: (index: number) => void;
}

function cellsOf({ entries }: ListPage) {
  return entries.map((entry) => <i key={entry.fh} data-standby={entry.config === 0} />);
}

function endWords({ rsp, entries }: ListPage): string {
  if (isException({ rsp })) return 'program exception';
  return rsp === '0x0010' ? entriesText(entries.length) : `refused ${rsp}`;
}

export function Strips({ pages, looked, onLook }: StripsProps) {
  return (
    <ol className="list-strips" aria-label="Pages so far">
      {pages.map((page, index) => (
        <li key={`${index} ${page.request.token}`}>
          <button
            type="button"
            className="list-strip"
            aria-pressed={index === looked}
            onClick={() => onLook(index)}
            title={`Page ${index + 1}: asked with token ${page.request.token}`}
          >
            <span className="list-strip-name">
              Page {index + 1} <span className="mono faint">token {page.request.token}</span>
            </span>
            <span className="list-cells" aria-hidden="true">
              <b title="header, 32 bytes" />
              {cellsOf(page)}
            </span>
            <span className="list-strip-end tabular">
              {endWords(page)}
              {page.token !== null && BigInt(page.token) !== 0n && (
                <span className="mono faint"> → {page.token}</span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

interface Pointed {
  readonly row: number;
  readonly name: string;
}

function hex(value: number | null, digits: number): string {
  return value === null ? '' : value.toString(16).padStart(digits, '0');
}

export interface PageTableProps {
  readonly page: ListPage;
  readonly guest: string;
  readonly selected: string | null;
  readonly onSelect: (id: string) => void;
}

const HEADER_ROW = -1;

export function PageTable({ page, guest, selected, onSelect }: PageTableProps) {
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const point = (row: number, name: string) => ({
    'data-lit': pointed?.row === row && pointed.name === name,
    onPointerEnter: () => setPointed({ row, name }),
  });
  const bytes = (row: number, runs: readonly ByteRun[]) =>
    runs.map(({ name, label, text }) => (
      <span key={name} title={label} {...point(row, name)}>
        {text}
      </span>
    ));
  const cell = (row: number, name: string, content: ReactNode) => (
    <td className="mono" {...point(row, name)}>
      {content}
    </td>
  );
  return (
    <table className="list-table" onPointerLeave={() => setPointed(null)}>
      <caption className="visually-hidden">Entries of the page, with their bytes</caption>
      <thead>
        <tr>
          <th scope="col">#</th>
          <th scope="col">FID</th>
          <th scope="col">Handle</th>
          <th scope="col">Vendor:device</th>
          <th scope="col">Configuration</th>
          <th scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody>
        {page.bytes.length > 0 && (
          <tr className="list-header-row">
            <th scope="row" colSpan={5}>
              Header of 32 bytes
            </th>
            <td className="mono list-bytes">{bytes(HEADER_ROW, headerRuns(page.bytes))}</td>
          </tr>
        )}
        {page.entries.map((entry, index) => {
          const ref = entry.device === null ? null : deviceRef(guest, entry.device);
          const id = ref !== null && 'id' in ref ? String(ref.id) : null;
          return (
            <tr key={entry.fh} data-selected={id !== null && id === selected}>
              <td className="tabular faint">{index}</td>
              {cell(
                index,
                'entryFid',
                id === null ? (
                  fidText(entry.fid)
                ) : (
                  <button type="button" className="list-link" onClick={() => onSelect(id)}>
                    {fidText(entry.fid)} <span className="faint">{entry.device}</span>
                  </button>
                ),
              )}
              {cell(index, 'entryFh', `0x${hex(entry.fh, 8)}`)}
              <td className="mono">
                <span {...point(index, 'vendorId')}>
                  {entry.vendor === null ? 'not known' : hex(entry.vendor, 4)}
                </span>
                {entry.vendor !== null && ':'}
                <span {...point(index, 'deviceId')}>{hex(entry.deviceId, 4)}</span>
              </td>
              <td {...point(index, 'config')}>{entry.config === 0 ? 'standby' : 'configured'}</td>
              <td className="mono list-bytes">{bytes(index, entryRuns(page.bytes, index))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
