import { useEffect, useMemo, useRef, useState } from 'react';
import type { AnswerCard } from '../../../shared/zpci/cards.ts';
import { dmaRows, dmaWords, placeLabels, scaleOf, sizeOf, type Span } from './dma-scale.ts';

const CHARACTER = 6.7;
const LABEL_ROW = 15;

function useWidth(): readonly [React.RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width));
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

function edgesOf({ start, end }: Span): readonly bigint[] {
  return [start, end];
}

/** Number line of addresses: what the machine, the host's kernel and the guest take for the window (D-1 to D-4). */
export function DmaPicture({ card }: { readonly card: AnswerCard }) {
  const [box, width] = useWidth();
  const { dma } = card;
  const { rows, at, marks, msi } = useMemo(() => {
    const all = dmaRows(dma, card.mode === 'emulated');
    const address = dma.msi === null ? null : BigInt(dma.msi);
    const spans = all.flatMap(({ span }) => (span === null || sizeOf(span) === 0n ? [] : [span]));
    const page = address === null ? [] : [{ start: address, end: address + 4096n }];
    const scale = scaleOf([...spans, ...page]);
    // The last byte is named, as CLP does, not the one behind it.
    const named = new Map<string, number>();
    for (const span of spans) {
      named.set(`0x${span.start.toString(16)}`, scale(span.start));
      named.set(`0x${(span.end - 1n).toString(16)}`, scale(span.end));
    }
    if (address !== null) named.set(`MSI 0x${address.toString(16)}`, scale(address));
    return {
      rows: all,
      at: scale,
      marks: [...named].map(([text, where]) => ({ text, at: where })),
      msi: address,
    };
  }, [dma, card.mode]);
  const labels = placeLabels(marks, width, CHARACTER);
  const labelRows = Math.max(0, ...labels.map(({ row }) => row + 1));
  const place = (span: Span) => {
    const [left, right] = edgesOf(span).map((edge) => at(edge) * 100) as [number, number];
    return { left: `${left}%`, width: `${Math.max(0.4, right - left)}%` };
  };
  return (
    <section className="zpci-dma" aria-label="DMA window">
      <h3>DMA window</h3>
      <div role="img" aria-label={dmaWords(rows, dma.msi)} className="zpci-dma-picture">
        {rows.map(({ name, title, span, size, lost }) => (
          <div key={name} className="zpci-dma-row">
            <span className="zpci-dma-title">{title}</span>
            <div className="zpci-dma-track">
              {lost.map((part) => (
                <span key={String(part.start)} className="zpci-dma-lost" style={place(part)} />
              ))}
              {span !== null && sizeOf(span) > 0n && (
                <span className="zpci-dma-window" data-row={name} style={place(span)} />
              )}
              {msi !== null && name === 'guest' && (
                <span className="zpci-dma-msi" style={{ left: `${at(msi) * 100}%` }} />
              )}
            </div>
            <span className="zpci-dma-size">{size}</span>
          </div>
        ))}
        <div className="zpci-dma-row">
          <span />
          <div ref={box} className="zpci-dma-labels" style={{ height: `${labelRows * LABEL_ROW + 8}px` }}>
            {labels.map(({ text, left, row, tick }) => (
              <span key={text}>
                <span
                  className="zpci-dma-tick"
                  style={{ left: `${Math.min(width - 1, tick)}px`, height: `${row * LABEL_ROW + 6}px` }}
                />
                <span
                  className="zpci-dma-label mono"
                  style={{ left: `${left}px`, top: `${row * LABEL_ROW + 6}px` }}
                >
                  {text}
                </span>
              </span>
            ))}
          </div>
          <span />
        </div>
      </div>
      {dma.notes.length > 0 && (
        <ul className="zpci-dma-notes">
          {dma.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p className="faint zpci-dma-scale">
        Each stretch of a window is as long as the logarithm of its size; what no window reaches is shortened.
        {rows.some(({ lost }) => lost.length > 0) && ' Hatched: what was cut.'}
      </p>
    </section>
  );
}
