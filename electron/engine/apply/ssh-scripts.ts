/** Shell texts for a host's files. `R` is the root's real path there, empty for the host itself. */
import { quoteShell } from '../export/quote-shell.ts';
import { NOT_PLAIN } from './plain-file.ts';
import type { TreeEffect } from './target.ts';

/**
 * `entry PATH` puts into `e` where the entry lies, links above it followed; `file PATH` follows a link at the end too.
 * `top` puts into `t` the uppermost folder from which a file can be moved to `e`: beside it, a program that takes every
 * file of that folder (mdevctl, udev) would take the half-made one too.
 * Both end the script with code 97 when that is outside of the root.
 */
export const PATHS = `export LC_ALL=C
out() { exit 97; }
inside() { [ -z "$R" ] || case $1/ in "$R"/*) ;; *) out ;; esac; }
entry() {
  e=$R$1; b=\${e##*/}; d=\${e%/*}; n=
  [ -n "$d" ] || d=/
  while [ ! -d "$d" ]; do
    [ ! -L "$d" ] || out
    n=/\${d##*/}$n; d=\${d%/*}
    [ -n "$d" ] || d=/
  done
  d=$(cd -P -- "$d" && pwd -P) || out
  inside "$d"
  [ "$d" != / ] || d=
  e=$d$n/$b
}
file() {
  entry "$1"
  [ -L "$e" ] || return 0
  e=$(readlink -f -- "$e") || out
  inside "$e"
}
top() {
  t=\${e%/*}
  m=$(findmnt -nfl -o TARGET -T "$t" 2>/dev/null) || m=$t
  case $R/ in "\${m%/}"/*) m=$R ;; esac
  case $t/ in "$m"/*) [ ! -w "$m" ] || t=$m ;; esac
}`;

/** Takes away what a killed change of these leaves. Runs behind {@link PATHS}. */
export function sweepScript(paths: readonly string[]): string {
  return [
    'sweep() { rm -f -- "$1"/.passthrough-studio.??????; }',
    'sweep "$R"',
    ...paths.map((path) => `(file ${quoteShell(path)}; [ ! -d "\${e%/*}" ] || { top; sweep "$t"; })`),
    ':',
  ].join('\n');
}

/** Makes one change; a file is replaced as a whole, and keeps its mode. Runs behind {@link PATHS}. */
export function placeScript(effect: TreeEffect): string {
  const path = quoteShell(effect.path);
  if (effect.kind === 'gone')
    return `entry ${path}
[ "$e" != "$R" ] || out
w=; [ -L "$e" ] || [ ! -d "$e" ] || w=1
rm -rf -- "$e" || exit 1
[ -n "$w" ] || exit 0
for l in "$R"/sys/bus/*/devices/"$b"; do
  if [ -L "$l" ] && [ ! -e "$l" ]; then rm -f -- "$l"; fi
done`;
  if (effect.kind === 'folder') return `entry ${path}\nmkdir -p -- "$e"`;
  // Not empty, or gone: then there is nothing to tidy up.
  if (effect.kind === 'emptied') return `entry ${path}\nrmdir -- "$e" 2>/dev/null || :`;
  if (effect.kind === 'link')
    return `entry ${path}
mkdir -p -- "\${e%/*}" || exit 1
top
t=$(mktemp -u -- "$t/.passthrough-studio.XXXXXX") || exit 1
ln -s -- ${quoteShell(effect.target)} "$t" && mv -fT -- "$t" "$e"`;
  return `file ${path}
mkdir -p -- "\${e%/*}" || exit 1
if [ -e "$e" ] && [ ! -f "$e" ]; then echo ${quoteShell(NOT_PLAIN)} >&2; exit 1; fi
top
t=$(mktemp -- "$t/.passthrough-studio.XXXXXX") || exit 1
trap 'rm -f -- "$t"' 0
printf %s ${quoteShell(effect.text)} >"$t" || exit 1
if [ -e "$e" ]; then chmod --reference="$e" -- "$t"; else chmod 644 -- "$t"; fi || exit 1
sync "$t" 2>/dev/null || sync
mv -f -- "$t" "$e"`;
}
