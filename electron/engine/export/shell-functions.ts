/** The few functions that exported scripts are made of. `$1` is always a path as on the host. */
export const SHELL_FUNCTIONS = String.raw`set -eu
ROOT=\${ROOT:-}

say() { printf '%s\n' "$1"; }
stop() { printf '%s\n' "Stopped. $1" >&2; exit 1; }
root_only() { [ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || stop 'Run this as root.'; }

# What a file shows.
is_text() { [ -r "$ROOT$1" ] && [ "$(cat "$ROOT$1")" = "$2" ]; }
has_line() { [ -r "$ROOT$1" ] && grep -qxF -e "$2" "$ROOT$1"; }
lacks() { [ ! -e "$ROOT$1" ] || ! grep -qF -e "$2" "$ROOT$1"; }
is_link() { [ -L "$ROOT$1" ] && link_target=$(readlink "$ROOT$1") && [ "\${link_target##*/}" = "$2" ]; }
no_link() { [ ! -L "$ROOT$1" ]; }
is_there() { [ -e "$ROOT$1" ]; }
is_gone() { [ ! -e "$ROOT$1" ]; }
need() { "$@" || stop "$2 is not as it was when this was planned. Nothing was done; read the host again and plan anew."; }
check() { "$@" || stop "$2 does not show what this step should have brought. Nothing behind it was run; reverse.sh takes back what was."; }

# One write of a text and a newline to a file of the kernel.
put() {
  [ -e "$ROOT$1" ] || stop "There is no $1. Nothing behind this step was run."
  printf '%s\n' "$2" >"$ROOT$1" || stop "The kernel refused to take $2 in $1. Nothing behind this step was run."
}
# A program; below ROOT only what it leaves behind.
run() { [ -n "$ROOT" ] || "$@" || stop "$1 ended with an error. Nothing behind this step was run."; }
leave() { [ -z "$ROOT" ] || { mkdir -p "$ROOT\${1%/*}" && printf '%s' "$2" >"$ROOT$1"; }; }
leave_none() { [ -z "$ROOT" ] || rm -f "$ROOT$1"; }`.replaceAll('\\${', '${');
