/** Shortcuts are written `Mod+Shift+Z`; here they become the keys of the person's own keyboard. */
const IS_MAC = typeof navigator !== 'undefined' && /Mac|iP(hone|ad)/.test(navigator.userAgent);

const MAC_KEYS: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩' };
const OTHER_KEYS: Readonly<Record<string, string>> = { Mod: 'Ctrl' };
const ARROWS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Comma: ',',
};

export function keysOf(shortcut: string): string[] {
  const names = IS_MAC ? MAC_KEYS : OTHER_KEYS;
  // `Mod++` is Mod and the plus key.
  return shortcut
    .split(/\+(?=.)/)
    .map((key) => key.trim())
    .map((key) => names[key] ?? ARROWS[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

export function Kbd({ shortcut }: { readonly shortcut: string }) {
  return (
    <span className="kbd">
      {keysOf(shortcut).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
