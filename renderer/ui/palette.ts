/** Colours of what is drawn on canvases, read from the theme's CSS variables at run time. In forced-colors mode they are system colours. */
export interface Palette {
  /** Changes whenever any colour does: what is cached by colour is cached under it. */
  readonly key: string;
  /** Counts loads of web fonts: text drawn before one was there would stay in the fallback font. */
  readonly fontLoads: number;
  readonly forced: boolean;
  readonly background: string;
  readonly header: string;
  /** Ground of a frame that holds others. */
  readonly plate: string;
  readonly headerEmphasis: string;
  readonly text: string;
  readonly textSoft: string;
  readonly textFaint: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly danger: string;
  readonly warning: string;
  readonly success: string;
  readonly onDanger: string;
  readonly focus: string;
  readonly host: string;
  readonly free: string;
  readonly freeHatch: string;
  readonly absent: string;
  readonly unbound: string;
  readonly hues: readonly { readonly fill: string; readonly text: string; readonly ink: string }[];
  readonly fontUi: string;
  readonly fontMono: string;
}

const FORCED = {
  background: 'Canvas',
  header: 'Canvas',
  plate: 'Canvas',
  headerEmphasis: 'Highlight',
  text: 'CanvasText',
  textSoft: 'CanvasText',
  textFaint: 'GrayText',
  line: 'GrayText',
  lineStrong: 'CanvasText',
  accent: 'Highlight',
  danger: 'CanvasText',
  warning: 'CanvasText',
  success: 'CanvasText',
  onDanger: 'Canvas',
  focus: 'Highlight',
  host: 'ButtonFace',
  free: 'Canvas',
  freeHatch: 'GrayText',
  absent: 'Canvas',
  unbound: 'Canvas',
} as const;

const VARIABLES: Readonly<Record<keyof typeof FORCED, string>> = {
  background: '--surface-0',
  header: '--surface-0',
  plate: '--surface-1',
  headerEmphasis: '--accent-soft',
  text: '--text-1',
  textSoft: '--text-2',
  textFaint: '--text-3',
  line: '--line',
  lineStrong: '--line-strong',
  accent: '--accent',
  danger: '--danger',
  warning: '--warning',
  success: '--success',
  onDanger: '--surface-0',
  focus: '--focus',
  host: '--cell-host',
  free: '--cell-free',
  freeHatch: '--cell-free-hatch',
  absent: '--cell-absent',
  unbound: '--cell-unbound',
};

/** Dark ink on a light theme, the hue itself on a dark one: text and outlines in a guest's hue must read on the background. */
function inkOf(hue: string, light: boolean): string {
  return light ? `color-mix(in oklab, ${hue} 62%, #10151c)` : hue;
}

export function readPalette(element: Element, forced: boolean, fontLoads = 0): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const light = style.colorScheme === 'light';
  const names = Object.keys(FORCED) as (keyof typeof FORCED)[];
  const colours = Object.fromEntries(
    names.map((name) => [name, forced ? FORCED[name] : read(VARIABLES[name]) || FORCED[name]]),
  ) as Record<keyof typeof FORCED, string>;
  const hues = Array.from({ length: 8 }, (_, hue) => {
    if (forced) return { fill: 'ButtonFace', text: 'ButtonText', ink: 'CanvasText' };
    const fill = read(`--guest-${hue}`) || '#8b95a5';
    return { fill, text: read(`--guest-${hue}-text`) || '#000', ink: inkOf(fill, light) };
  });
  return {
    ...colours,
    hues,
    forced,
    fontLoads,
    fontUi: read('--font-ui') || 'system-ui, sans-serif',
    fontMono: read('--font-mono') || 'ui-monospace, monospace',
    key: `${forced} ${style.colorScheme} ${Object.values(colours).join(' ')} ${hues.map((hue) => hue.fill).join(' ')}`,
  };
}

/** Calls back when theme, forced colours or the pixel ratio change; returns the function that stops it. */
export function watchTheme(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributes: true });
  const queries = ['(forced-colors: active)', '(prefers-color-scheme: dark)'].map((text) => matchMedia(text));
  for (const query of queries) query.addEventListener('change', onChange);
  return () => {
    observer.disconnect();
    for (const query of queries) query.removeEventListener('change', onChange);
  };
}
