/** The few functions that exported scripts are made of. `$1` is always a path as on the host. */
export const SHELL_FUNCTIONS = String.raw`set -eu
ROOT=\${ROOT:-}

say() { printf '%s\n' "$1"; }
stop() { printf '%s\n' "Stopped. $1" >&2; exit 1; }
root_only() { [ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || stop 'Run this as root.'; }

# What a file shows.
is_text() { [ -r "$ROOT$1" ] && [ "$(cat "$ROOT$1")" = "$2" ]; }
has_line() { [ -r "$ROOT$1" ] && grep -qxF -e "$2" "$ROOT$1"; }
lacks() {
  [ -e "$ROOT$1" ] || return 0
  # 1 is "not found"; a file that cannot be read gives another status, and lacks nothing for certain.
  searched=0
  grep -qF -e "$2" "$ROOT$1" || searched=$?
  [ "$searched" = 1 ]
}
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
leave_none() { [ -z "$ROOT" ] || rm -f "$ROOT$1"; }
guest_runs() { [ -n "$ROOT" ] || virsh list --name | grep -qxF -e "$1"; }
guest_is_off() { [ -n "$ROOT" ] || ! guest_runs "$1"; }

# Which of the steps that no file shows were done, until the next boot. Only root writes where this is.
empty_notes() { rm -f "$ROOT$NOTES"; }
note() {
  { mkdir -p "$ROOT\${NOTES%/*}" && printf '%s\n' "$1" >>"$ROOT$NOTES"; } ||
    say "This step could not be noted in $NOTES, so reverse.sh will leave it alone."
}
know_notes() { mkdir -p "$ROOT\${NOTES%/*}" && printf '' >>"$ROOT$NOTES"; }
has_no_notes() { [ ! -s "$ROOT$NOTES" ]; }
is_noted() { has_line "$NOTES" "$1"; }`.replaceAll('\\${', '${');
