import { useLayoutEffect, useMemo, useRef } from 'react';
import { usePalette } from '../../ui/canvas.ts';
import { coloursOf } from './colours.ts';
import { LEGEND, legendSign, type Sign, SIGN_HEIGHT, SIGN_WIDTH } from './legend-signs.ts';
import { paintOnCanvas } from './paint-canvas.ts';
import { createSketch } from './shapes.ts';
import './map.css';

function SignCanvas({ sign }: { readonly sign: Sign }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette(canvas);
  const colours = useMemo(() => (palette === null ? null : coloursOf(palette)), [palette]);
  useLayoutEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (!canvas.current || !pen || colours === null) return;
    canvas.current.width = Math.round((SIGN_WIDTH + 4) * devicePixelRatio);
    canvas.current.height = Math.round((SIGN_HEIGHT + 4) * devicePixelRatio);
    pen.scale(devicePixelRatio, devicePixelRatio);
    const sketch = createSketch();
    legendSign(sketch, sign, 2, 2, colours);
    paintOnCanvas(pen, sketch.shapes, colours);
  }, [colours, sign]);
  return (
    <canvas ref={canvas} aria-hidden="true" style={{ width: SIGN_WIDTH + 4, height: SIGN_HEIGHT + 4 }} />
  );
}

/** What colours and signs of the map mean. */
export function MapLegend() {
  return (
    <ul className="xive-map-legend" aria-label="Legend">
      {LEGEND.map(({ sign, text }) => (
        <li key={sign}>
          <SignCanvas sign={sign} />
          {text}
        </li>
      ))}
    </ul>
  );
}
