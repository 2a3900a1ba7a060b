/** The studio's own icons: 16 x 16, one stroke width, drawn in the text's colour. Decoration only: words carry the meaning. */
const PATHS = {
  overview: 'M2.5 3.5h4.5v4.5h-4.5zM9 3.5h4.5v2.5h-4.5zM9 8h4.5v4.5h-4.5zM2.5 10h4.5v2.5h-4.5z',
  matrix: 'M2.5 2.5h11v11h-11zM2.5 6.2h11M2.5 9.8h11M6.2 2.5v11M9.8 2.5v11',
  graph:
    'M2 3h3.5v3.5H2zM2 9.5h3.5V13H2zM10.5 6.2H14v3.5h-3.5zM5.5 4.8c3 0 2 3.1 5 3.1M5.5 11.2c3 0 2-3.2 5-3.2',
  learn:
    'M8 4.2c-1.6-1.1-3.5-1.3-5.5-1v8.9c2-.3 3.9-.1 5.5 1 1.6-1.1 3.5-1.3 5.5-1V3.2c-2-.3-3.9-.1-5.5 1zM8 4.2v8.9',
  undo: 'M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.6 3.6',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  moon: 'M13.5 9.4A5.7 5.7 0 0 1 6.6 2.5a5.7 5.7 0 1 0 6.9 6.9z',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  chevronDown: 'M4 6l4 4 4-4',
  chevronRight: 'M6 4l4 4-4 4',
  chevronLeft: 'M10 4L6 8l4 4',
  arrowRight: 'M2.5 8h11M9.5 4l4 4-4 4',
  arrowUp: 'M8 13.5v-11M4 6.5l4-4 4 4',
  close: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  check: 'M3 8.5l3.3 3.3L13 4.8',
  file: 'M4 1.8h5l3.2 3.2v9.2H4zM9 1.8V5h3.2',
  folder: 'M1.8 3.5h4.4l1.5 1.8h6.5v7.7H1.8z',
  save: 'M2.5 2.5h8.5l2.5 2.5v8.5h-11zM5 2.5v3.5h5V2.5M4.8 13.5V9h6.4v4.5',
  capture: 'M8 2v7.5M4.8 6.5L8 9.7l3.2-3.2M2.5 11v2.5h11V11',
  export: 'M8 9.7V2M4.8 5.2L8 2l3.2 3.2M2.5 11v2.5h11V11',
  machine: 'M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.8h.01M5 11.2h.01M8 4.8h3M8 11.2h3',
  host: 'M3 2h10v12H3zM5.5 4.8h5M5.5 7.3h5M8 11.3h.01',
  guest: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  user: 'M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4zM2.8 14c.4-2.8 2.5-4.3 5.2-4.3s4.8 1.5 5.2 4.3',
  error: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  warning: 'M8 2.2 14.4 13.5H1.6zM8 6.3v3.5M8 11.7h.01',
  info: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM8 7.3v3.8M8 4.9h.01',
  help: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM6 6.2c.1-1.2 1-1.9 2.1-1.9 1.2 0 2 .8 2 1.8 0 1.6-2.1 1.5-2.1 3.1M8 11.5h.01',
  unknown: 'M5.5 5.7c.1-1.5 1.2-2.4 2.6-2.4 1.5 0 2.5.9 2.5 2.2 0 2-2.6 1.9-2.6 4M8 12.7h.01',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  trash: 'M2.5 4h11M6 4V2.2h4V4M4 4l.7 9.8h6.6L12 4M6.7 6.7v4.5M9.3 6.7v4.5',
  edit: 'M2.5 13.5l.6-3L10.5 3l2.5 2.5-7.5 7.4zM9 4.5L11.5 7',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5',
  revert: 'M3 8a5 5 0 1 0 1.5-3.5L3 6M3 2.5V6h3.5',
  lock: 'M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2',
  key: 'M5.3 13.2a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2zM7.2 8.7l6-6M11 4.9l1.8 1.8',
  play: 'M4.5 2.8v10.4l8.5-5.2z',
  stop: 'M4 4h8v8H4z',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  layers: 'M8 2l6 3.2-6 3.2-6-3.2zM2 8.3l6 3.2 6-3.2M2 11l6 3.2L14 11',
  zoomIn: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.6 3.6M7 5v4M5 7h4',
  zoomOut: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4l3.6 3.6M5 7h4',
  fit: 'M2.5 6v-3.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  keyboard: 'M1.5 4h13v8h-13zM4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M4.5 9.5h7',
  terminal: 'M2 2.8h12v10.4H2zM4.5 6l2 2-2 2M8.3 10h3',
  eye: 'M1.5 8C3 5.2 5.2 3.8 8 3.8S13 5.2 14.5 8C13 10.8 10.8 12.2 8 12.2S3 10.8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  hidden:
    'M2.5 2.5l11 11M6.3 4c.5-.1 1.1-.2 1.7-.2 2.8 0 5 1.4 6.5 4.2-.6 1.1-1.3 2-2.2 2.7M10 12c-.6.1-1.3.2-2 .2-2.8 0-5-1.4-6.5-4.2.7-1.3 1.6-2.3 2.7-3',
  link: 'M6.8 9.2l2.4-2.4M7.5 5l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5L11 8.5M8.5 11l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5L5 7.5',
  drag: 'M6 3.5h.01M10 3.5h.01M6 8h.01M10 8h.01M6 12.5h.01M10 12.5h.01',
  card: 'M2 2v12M2 4.5h12v6.5H2M5 11v2.2M7.5 11v2.2M10 11v2.2M5 7h3v1.8H5zM11.3 7h.01',
  filter: 'M2 3h12L9.5 8.5v5l-3-1.5V8.5z',
  brush:
    'M13.5 2.5 7.8 8.7M6.3 8.3c1.5.2 2.2 1.2 2 2.5-.3 2-2.3 2.9-5.8 2.5 1-.8 1-1.6 1.2-2.7.2-1.4 1.2-2.5 2.6-2.3z',
  eraser: 'M6 13.5l-3.5-3.5 6.5-7 4.5 4.2-5.7 6.3zM5 7.3l4.5 4.2M6 13.5h7.5',
  mask: 'M2.5 2.5h11v11h-11zM2.5 8h11M8 2.5v11M2.5 13.5l5.5-5.5M8 8l5.5-5.5',
  control:
    'M2.5 5h6M12 5h1.5M2.5 11h1.5M7.5 11h6M10.2 6.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4zM5.7 12.7a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4z',
} as const;

export type IconName = keyof typeof PATHS;

/** True for the names of this set; actions carry their icon as plain text. */
export function isIconName(name: string | undefined): name is IconName {
  return name !== undefined && Object.hasOwn(PATHS, name);
}

export interface IconProps {
  readonly name: IconName;
  /** CSS pixels at 100 %; grows with the text. */
  readonly size?: number;
  readonly className?: string;
}

export function Icon({ name, size = 16, className }: IconProps) {
  return (
    <svg
      className={className === undefined ? 'icon' : `icon ${className}`}
      style={{ width: `${size / 16}rem`, height: `${size / 16}rem` }}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' || name === 'drag' ? 2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
