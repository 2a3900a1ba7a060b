/** Colours of the map: of the theme on screen, fixed ones in a picture that is saved. */
import type { Palette } from '../../ui/palette.ts';
import { IPI_CLASS, OTHER_CLASS } from './owner-classes.ts';

export interface OwnerColour {
  readonly fill: string;
  /** Text on it. */
  readonly text: string;
  /** Lines and text in it on the background. */
  readonly ink: string;
}

export interface Colours {
  readonly key: string;
  readonly background: string;
  readonly plate: string;
  readonly text: string;
  readonly textSoft: string;
  readonly textFaint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly danger: string;
  readonly onDanger: string;
  readonly warning: string;
  readonly focus: string;
  /** Place of a page that is not populated. */
  readonly empty: string;
  readonly tima: OwnerColour;
  readonly owners: readonly OwnerColour[];
  readonly fontUi: string;
  readonly fontMono: string;
}

function channels(colour: string): readonly number[] | null {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  return hex === undefined ? null : [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** `share` of the first colour; of system colours, which do not mix, the one with the larger share. */
export function mixed(first: string, second: string, share: number): string {
  const [left, right] = [channels(first), channels(second)];
  if (left === null || right === null) return share < 0.5 ? second : first;
  const channel = (at: number) => Math.round(left[at]! * share + right[at]! * (1 - share));
  return `#${[0, 1, 2].map((at) => channel(at).toString(16).padStart(2, '0')).join('')}`;
}

const DARK_INK = '#10151c';

/** In forced-colors mode: grey for IPI sources, and for PHB sources the text's colour with a foot in that of the ground. */
function forcedOwners(): OwnerColour[] {
  const owner = (fill: string): OwnerColour => ({ fill, text: 'Canvas', ink: fill });
  return Array.from({ length: OTHER_CLASS + 1 }, (_, one) =>
    owner(one === IPI_CLASS ? 'GrayText' : 'CanvasText'),
  );
}

function ownersOf(
  hues: readonly { readonly fill: string; readonly text: string }[],
  dark: boolean,
): OwnerColour[] {
  const owner = (fill: string, text: string): OwnerColour => ({
    fill,
    text,
    ink: dark ? fill : mixed(fill, DARK_INK, 0.62),
  });
  const owners: OwnerColour[] = [];
  owners[IPI_CLASS] = dark ? owner('#4d8a70', '#04150e') : owner('#7fb89f', '#06231a');
  for (const [hue, { fill, text }] of hues.entries()) owners[hue + 1] = owner(fill, text);
  owners[OTHER_CLASS] = owner('#8b95a5', DARK_INK);
  return owners;
}

export function coloursOf(palette: Palette): Colours {
  const { background, plate, text, textSoft, textFaint, line, lineStrong, accent, danger } = palette;
  const { onDanger, warning, focus, fontUi, fontMono, key, forced } = palette;
  const dark = !forced && (channels(text)?.[0] ?? 0) > 128;
  return {
    key,
    background,
    plate,
    text,
    textSoft,
    textFaint,
    line,
    lineStrong,
    accent,
    danger,
    onDanger,
    warning,
    focus,
    empty: forced ? background : mixed(line, background, dark ? 0.62 : 0.8),
    tima: forced
      ? { fill: 'CanvasText', text: 'Canvas', ink: 'CanvasText' }
      : { fill: '#8f7ee6', text: '#0f0a2b', ink: dark ? '#a99bf0' : '#5643b8' },
    owners: forced ? forcedOwners() : ownersOf(palette.hues, dark),
    fontUi,
    fontMono,
  };
}

const FILLS = ['#56b4e9', '#e69f00', '#1fae83', '#cc79a7', '#f0e442', '#7d8cff', '#e8743b', '#b9c2cc'];
const TEXTS = ['#06202e', '#271a00', '#00201a', '#2c0e20', '#262300', '#0a0f33', '#2b0f00', '#171c22'];
const HUES = FILLS.map((fill, at) => ({ fill, text: TEXTS[at]!, ink: fill }));

const DARK = {
  background: '#0d1016',
  plate: '#14181f',
  text: '#e8ecf2',
  textSoft: '#a6b0bf',
  textFaint: '#8b95a5',
  line: '#2b3340',
  lineStrong: '#414c5c',
  accent: '#5b9df9',
  danger: '#ff7b72',
  onDanger: '#0d1016',
  warning: '#f0b429',
  focus: '#8ab8ff',
};

const LIGHT: typeof DARK = {
  background: '#ffffff',
  plate: '#f3f5f8',
  text: '#171c24',
  textSoft: '#465162',
  textFaint: '#5d6879',
  line: '#d8dee6',
  lineStrong: '#aab4c1',
  accent: '#1f6feb',
  danger: '#c5221f',
  onDanger: '#ffffff',
  warning: '#8a5a00',
  focus: '#1f6feb',
};

/** The themes of theme.css, for a file that takes no theme with it. */
export function pictureColours(dark: boolean): Colours {
  const ground = dark ? DARK : LIGHT;
  return {
    ...ground,
    key: dark ? 'picture dark' : 'picture light',
    empty: mixed(ground.line, ground.background, dark ? 0.62 : 0.8),
    tima: { fill: '#8f7ee6', text: '#0f0a2b', ink: dark ? '#a99bf0' : '#5643b8' },
    owners: ownersOf(HUES, dark),
    fontUi: "'Inter Variable', Inter, system-ui, sans-serif",
    fontMono: "'JetBrains Mono Variable', 'JetBrains Mono', ui-monospace, monospace",
  };
}
