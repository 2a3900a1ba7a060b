/** Small signs drawn as strokes: a font's own would differ between systems. `size` is the side of the box around `x, y`. */
export type Pen = CanvasRenderingContext2D;

export function plus(pen: Pen, x: number, y: number, size: number): void {
  const half = size / 2;
  pen.beginPath();
  pen.moveTo(x - half, y);
  pen.lineTo(x + half, y);
  pen.moveTo(x, y - half);
  pen.lineTo(x, y + half);
  pen.stroke();
}

export function minus(pen: Pen, x: number, y: number, size: number): void {
  pen.beginPath();
  pen.moveTo(x - size / 2, y);
  pen.lineTo(x + size / 2, y);
  pen.stroke();
}

export function cross(pen: Pen, x: number, y: number, size: number): void {
  const half = size / 2;
  pen.beginPath();
  pen.moveTo(x - half, y - half);
  pen.lineTo(x + half, y + half);
  pen.moveTo(x + half, y - half);
  pen.lineTo(x - half, y + half);
  pen.stroke();
}

/** Exclamation mark, drawn with the fill colour. */
export function bang(pen: Pen, x: number, y: number, size: number): void {
  const width = size * 0.2;
  pen.beginPath();
  pen.roundRect(x - width / 2, y - size / 2, width, size * 0.62, width / 2);
  pen.roundRect(x - width / 2, y + size / 2 - width * 1.05, width, width * 1.05, width / 2);
  pen.fill();
}

/** A question mark: somebody has it, the source does not tell who. */
export function question(pen: Pen, x: number, y: number, size: number): void {
  const bow = size * 0.23;
  pen.beginPath();
  pen.arc(x, y - size / 2 + bow, bow, Math.PI, Math.PI * 2.4);
  pen.quadraticCurveTo(x, y, x, y + size * 0.18);
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y + size * 0.44, Math.max(pen.lineWidth * 0.6, size * 0.07), 0, Math.PI * 2);
  pen.fill();
}

/** An eye that is struck through: the guest does not see it. */
export function eyeOff(pen: Pen, x: number, y: number, size: number): void {
  const half = size / 2;
  pen.beginPath();
  pen.moveTo(x - half, y);
  pen.quadraticCurveTo(x, y - half * 1.25, x + half, y);
  pen.quadraticCurveTo(x, y + half * 1.25, x - half, y);
  pen.stroke();
  pen.beginPath();
  pen.arc(x, y, size * 0.12, 0, Math.PI * 2);
  pen.fill();
  pen.beginPath();
  pen.moveTo(x - half * 0.85, y + half * 0.85);
  pen.lineTo(x + half * 0.85, y - half * 0.85);
  pen.stroke();
}

/** A power sign: deconfigured. */
export function powerOff(pen: Pen, x: number, y: number, size: number): void {
  pen.beginPath();
  pen.arc(x, y, size * 0.42, -Math.PI / 2 + 0.7, Math.PI * 1.5 - 0.7);
  pen.moveTo(x, y - size / 2);
  pen.lineTo(x, y - size * 0.05);
  pen.stroke();
}

export function warningTriangle(pen: Pen, x: number, y: number, size: number, mark: string): void {
  pen.beginPath();
  pen.moveTo(x, y - size * 0.5);
  pen.lineTo(x + size * 0.56, y + size * 0.46);
  pen.lineTo(x - size * 0.56, y + size * 0.46);
  pen.closePath();
  pen.lineJoin = 'round';
  pen.fill();
  pen.fillStyle = mark;
  bang(pen, x, y + size * 0.12, size * 0.52);
}

/** Diagonal lines over a box, running from lower left to upper right. Only whole and half pixels, so that all cells look alike. */
export function hatch(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  height: number,
  spacing: number,
  thickness: number,
): void {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  pen.lineWidth = thickness;
  pen.beginPath();
  for (
    let offset = -height + (((width + height) % spacing) + spacing) / 2;
    offset < width;
    offset += spacing
  ) {
    pen.moveTo(x + offset, y + height);
    pen.lineTo(x + offset + height, y);
  }
  pen.stroke();
  pen.restore();
}

export function dots(
  pen: Pen,
  x: number,
  y: number,
  width: number,
  height: number,
  spacing: number,
  side: number,
): void {
  const along = (length: number) => {
    const count = Math.max(1, Math.floor(length / spacing));
    return Array.from({ length: count }, (_, at) =>
      Math.round((length - (count - 1) * spacing) / 2 + at * spacing - side / 2),
    );
  };
  for (const left of along(width))
    for (const top of along(height)) pen.fillRect(x + left, y + top, side, side);
}
