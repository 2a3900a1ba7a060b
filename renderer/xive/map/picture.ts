/** The drawing as a file: the same shapes as on the canvas, with legend and title. */
import type { MapProps } from './map-props.ts';

export interface PictureOptions {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

/** A whole SVG document. */
export function mapSvg(
  _props: Pick<MapProps, 'moment' | 'other' | 'view' | 'window' | 'hues'>,
  _options: PictureOptions,
): string {
  return '';
}

/** The same as PNG. */
export async function mapPng(
  _props: Pick<MapProps, 'moment' | 'other' | 'view' | 'window' | 'hues'>,
  _options: PictureOptions,
): Promise<Blob> {
  return new Blob([]);
}
