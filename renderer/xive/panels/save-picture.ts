/** The picture as a file, as wide as a page of a report and as high as what is drawn. */
import { sentenceOf } from '../../store/api.ts';
import { toast } from '../../store/notices.ts';
import { themeShown, usePreferences } from '../../store/preferences.ts';
import type { MapProps } from '../map/map-props.ts';
import { mapPng, mapSvg } from '../map/picture.ts';

const SIZE = { width: 1600, height: 0 };

export function saveBlob(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the bytes once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

export async function savePicture(
  format: 'svg' | 'png',
  props: Pick<MapProps, 'moment' | 'other' | 'view' | 'window' | 'hues'>,
  title: string,
  fileName: string,
): Promise<void> {
  const options = { title, ...SIZE, dark: themeShown(usePreferences.getState().theme) === 'dark' };
  const name = `${fileName}.${format}`;
  try {
    saveBlob(
      name,
      format === 'svg'
        ? new Blob([mapSvg(props, options)], { type: 'image/svg+xml' })
        : await mapPng(props, options),
    );
    toast('success', `The picture goes to ${name}.`);
  } catch (thrown) {
    toast('danger', sentenceOf(thrown));
  }
}
