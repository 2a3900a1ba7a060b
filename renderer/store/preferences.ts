/** How one person likes the program to look. Kept in the page's own storage; never part of a workspace. */
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { PLAN_STYLES, type PlanStyle } from '../../shared/plan.ts';

export interface Preferences {
  readonly theme: 'system' | 'dark' | 'light';
  readonly density: 'comfortable' | 'compact';
  /** Text size, 1 = 100 %. */
  readonly zoom: number;
  /** Sizes of panes in CSS pixels and other remembered numbers, by name. */
  readonly sizes: Readonly<Record<string, number>>;
  /** How changes of a host are made, by the host's name. */
  readonly planStyles: Readonly<Record<string, PlanStyle>>;
  /** Hosts that were reached over ssh, newest first: offered where one is typed, never chosen by themselves. */
  readonly sshHosts: readonly string[];
}

export const ZOOM_STEPS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const DEFAULTS: Preferences = {
  theme: 'system',
  density: 'comfortable',
  zoom: 1,
  sizes: {},
  planStyles: {},
  sshHosts: [],
};
/** More are no help to who types one. */
const MOST_SSH_HOSTS = 20;
const KEY = 'passthrough-studio.preferences';

/** Entries of a stored record whose value is of the wanted kind. */
function entriesOf<Value>(
  stored: unknown,
  isWanted: (value: unknown) => value is Value,
): Readonly<Record<string, Value>> {
  if (typeof stored !== 'object' || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, Value] => isWanted(entry[1])),
  );
}

/** Stored text as preferences; whatever is not understood falls back to its default. */
export function readPreferences(text: string | null): Preferences {
  let stored: Partial<Record<keyof Preferences, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) stored = parsed;
  } catch {
    return DEFAULTS;
  }
  return {
    theme: stored.theme === 'dark' || stored.theme === 'light' ? stored.theme : 'system',
    density: stored.density === 'compact' ? 'compact' : 'comfortable',
    zoom: ZOOM_STEPS.find((step) => step === stored.zoom) ?? 1,
    sizes: entriesOf(stored.sizes, (size): size is number => Number.isFinite(size)),
    planStyles: entriesOf(stored.planStyles, (style): style is PlanStyle =>
      PLAN_STYLES.some((known) => known === style),
    ),
    sshHosts: Array.isArray(stored.sshHosts)
      ? stored.sshHosts.filter((host): host is string => typeof host === 'string').slice(0, MOST_SSH_HOSTS)
      : [],
  };
}

function storedText(): string | null {
  try {
    return globalThis.localStorage?.getItem(KEY) ?? null;
  } catch {
    return null;
  }
}

export const usePreferences = create<Preferences>(() => readPreferences(storedText()));

export function setPreference<Key extends keyof Preferences>(key: Key, value: Preferences[Key]): void {
  usePreferences.setState({ [key]: value } as Pick<Preferences, Key>);
}

export function rememberSshHost(host: string): void {
  const others = usePreferences.getState().sshHosts.filter((other) => other !== host);
  setPreference('sshHosts', [host, ...others].slice(0, MOST_SSH_HOSTS));
}

/** A remembered pane size: `[size, setSize]`. */
export function usePaneSize(name: string, initial: number): readonly [number, (size: number) => void] {
  const size = usePreferences((state) => state.sizes[name] ?? initial);
  return [size, (next) => setPreference('sizes', { ...usePreferences.getState().sizes, [name]: next })];
}

export function zoomBy(steps: number): void {
  const at = ZOOM_STEPS.findIndex((step) => step === usePreferences.getState().zoom);
  const next = ZOOM_STEPS[Math.max(0, Math.min(ZOOM_STEPS.length - 1, at + steps))];
  if (next !== undefined) setPreference('zoom', next);
}

const prefersLight = () => globalThis.matchMedia('(prefers-color-scheme: light)');

export function themeShown(theme: Preferences['theme']): 'dark' | 'light' {
  if (theme !== 'system') return theme;
  return prefersLight().matches ? 'light' : 'dark';
}

function watchSystemTheme(changed: () => void): () => void {
  const query = prefersLight();
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** The theme on screen, also when the system changes its own. */
export function useThemeShown(): 'dark' | 'light' {
  const theme = usePreferences((state) => state.theme);
  return useSyncExternalStore(watchSystemTheme, () => themeShown(theme));
}

/** Puts the preferences onto the document, now and after every change of them or of the system's theme. */
export function applyPreferences(): void {
  function apply(): void {
    const { theme, density, zoom } = usePreferences.getState();
    const root = document.documentElement;
    root.dataset.theme = themeShown(theme);
    root.dataset.density = density;
    root.style.setProperty('--zoom', String(zoom));
  }
  apply();
  watchSystemTheme(apply);
  usePreferences.subscribe((state) => {
    apply();
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      // Storage can be switched off; the preferences then last as long as the page.
    }
  });
}
