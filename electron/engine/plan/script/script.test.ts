/** The subset of the shell, judged by a real one wherever a script only prints. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runScript } from './run-script.ts';

function printed(text: string): string {
  const { lines } = runScript(new Map(), new Map(), text);
  const odd = lines.filter(({ status }) => status === 'unknown');
  expect(odd).toEqual([]);
  return lines.flatMap(({ output }) => output).join('\n');
}

function bash(text: string): string {
  return execFileSync('bash', ['-c', `${text}\n:`], { encoding: 'utf8', cwd: tmpdir() }).replace(/\n$/, '');
}

const SNIPPETS: readonly string[] = [
  'echo a   b "c   d" \'e  f\'',
  'X="a  b"; echo $X; echo "$X" ${X}c ${Y:-none} "${Y-}" ${X:+set}',
  'echo it\\\'s "a \\"quoted\\" \\$X" \'$X\' a\\ b',
  'for i in {1..3} x{a,b}y {03..1}; do echo $i; done',
  'for i in $(seq 2 2 8) "$(echo a; echo b)"; do echo "<$i>"; done',
  'f() { echo "$1-$2-$#"; return 3; }; f a "b c"; echo $?',
  'f() { for x in "$@"; do echo "[$x]"; done; }; f "a b" "" c',
  'if [ 1 -lt 2 ]; then echo yes; elif true; then echo never; else echo no; fi',
  'if [ a = b ] || [ -n "" ]; then echo yes; else echo no; fi; [ ! -z x ] && echo not',
  'true && false || echo or; false && echo and; ! false && echo bang',
  'printf "%s=%d\\n" a 1 b 0x1f; printf "%02x.%04x\\n" 5 71; printf "%s\\n" "100%"; printf "a\\tb\\n"',
  'printf "%5s|%-5s|%05d|%c\\n" ab cd 42 xyz;  echo -e "x\\ty"; echo -E "a\\b"',
  'cat <<EOF\na $((1)) b\nEOF',
  'X=5\ncat <<EOF\na $X \\$X "q" `echo` \nEOF',
  "cat <<'EOF'\na $X \\$X\nEOF\necho behind",
  'cat <<-EOF\n\t\tindented\n\tEOF\necho next',
  'P=/sys/bus/ap/apmask; echo ${P##*/} ${P%/*} ${P#*/} ${P%%/b*}',
  'echo a \\\n  b # comment\necho c#d "#e" # f',
  '(cd /tmp; echo sub; exit 2); echo $?; { echo g; echo h; } | cat',
  'echo "x" | cat - ; X=$(printf "a\\n\\n"); echo "[$X]"',
  'X=a; (X=b; echo $X); echo $X; Y=$X$X; echo "$Y"',
  'for a in 1 2 3; do if [ $a = 2 ]; then continue; fi; [ $a = 3 ] && break; echo $a; done; echo $a',
  'i=a; while [ "$i" != aaaa ]; do i="${i}a"; echo $i; done',
  'until true; do echo never; done; echo end; basename /a/b/c; dirname /a/b/c',
  'set -- 2>/dev/null; set -e; false || true; echo here; if false; then :; fi; echo there',
  'set -e; f() { false; echo inner; }; f || echo caught; echo on',
  'sh -c \'echo "$1"\' name arg; bash -ec "false; echo never" || echo failed',
  'X="a b c"; for w in $X; do echo $w; done; E=; echo "[$E]" [ ${E} ]',
  'echo "a;b&&c|d>e" \'{1..2}\' "{1..2}" a{b}c {} {a..} ; echo {a..c}',
  '[[ a == a ]] && echo same; test -n x && echo t; [ "a b" = "a b" ] && echo eq',
  'echo one; exit 0; echo two',
];

describe('the subset of the shell', () => {
  const understood = SNIPPETS.filter((text) => !/\$\(\(|`|set --/.test(text));

  it.each(understood)('prints what bash prints: %s', (text) => {
    expect(printed(text)).toBe(bash(text));
  });

  it('words, quotes and variables of any make are expanded as bash does', () => {
    const piece = fc.constantFrom(
      'a',
      'b c',
      '"x  y"',
      "'p  q'",
      '$V',
      '"$V"',
      '${V}',
      '"${V:-d}"',
      '${W:-e f}',
      '${W-}',
      '\\ ',
      '\\"',
      '""',
      "''",
      '{1..2}',
      '{u,v}',
      '$(echo r  s)',
      '"$(echo r  s)"',
      '-',
      '=',
      ' ',
      '${V%b*}',
      '${V##*c}',
      '"$W"',
      '$W',
    );
    // bash puts the items into the name of an unbraced variable in front: $V{1..2} is $V1 $V2.
    const script = fc
      .array(piece, { minLength: 1, maxLength: 8 })
      .map((parts) => parts.join('').replaceAll(/\$([VW]\w*)(?=\{)/g, '$${$1}'))
      .map((words) => `V='a  b c'\nfor w in ${words}; do printf '<%s>\\n' "$w"; done`);
    fc.assert(
      fc.property(script, (text) => {
        expect(printed(text)).toBe(bash(text));
      }),
      { numRuns: 150 },
    );
  });

  it('what stands outside the subset is told for its line alone', () => {
    const told = runScript(
      new Map(),
      new Map(),
      'echo `date`\necho $((1))\ncase x in x) echo;; esac\necho <(ls)\na=(1 2)\nfi\nread X\necho $X\nfor f in $(ls /sys); do echo $f; done\nls\necho ok & echo no\nls > /sys/x\necho end',
    ).lines.map(({ line, status, message }) => [line, status, message]);
    expect(told).toMatchInlineSnapshot(`
      [
        [
          1,
          "unknown",
          "Passed over: backquotes are not rehearsed; write $(...) instead.",
        ],
        [
          2,
          "unknown",
          "Passed over: arithmetic is not rehearsed.",
        ],
        [
          3,
          "unknown",
          "Passed over: case is not rehearsed.",
        ],
        [
          4,
          "unknown",
          "Passed over: process substitution is not rehearsed.",
        ],
        [
          5,
          "unknown",
          "Passed over: lists of bash are not rehearsed.",
        ],
        [
          6,
          "unknown",
          "Passed over: fi stands where a command should begin.",
        ],
        [
          7,
          "unknown",
          "Passed over: what read gets is not known.",
        ],
        [
          8,
          "unknown",
          "Passed over: the value of X is not known: what read gets is not known.",
        ],
        [
          9,
          "unknown",
          "Passed over: what ls prints is not known to the model.",
        ],
        [
          10,
          "skipped",
          null,
        ],
        [
          11,
          "unknown",
          "Passed over: commands in the background are not rehearsed.",
        ],
        [
          12,
          "unknown",
          "Passed over: /sys/x is not in the model.",
        ],
        [
          13,
          "skipped",
          null,
        ],
      ]
    `);
  });

  it('an open quote or block ends the script, as it ends a shell', () => {
    const ends = [
      'if true; then',
      'for x in a b; do echo',
      '{ echo',
      'echo "x',
      "echo 'x",
      'echo $(x',
      'case x in',
    ].map((text) =>
      runScript(new Map(), new Map(), `echo first\n${text}\necho last`).lines.map(
        ({ status, message }) => message ?? status,
      ),
    );
    expect(ends).toMatchInlineSnapshot(`
      [
        [
          "skipped",
          "The shell stops here: if has no fi.",
        ],
        [
          "skipped",
          "The shell stops here: for has no done.",
        ],
        [
          "skipped",
          "The shell stops here: { is never closed.",
        ],
        [
          "skipped",
          "The shell stops here: a double quote is never closed.",
        ],
        [
          "skipped",
          "The shell stops here: a single quote is never closed.",
        ],
        [
          "skipped",
          "The shell stops here: $( is never closed.",
        ],
        [
          "skipped",
          "The shell stops here: case has no esac.",
        ],
      ]
    `);
  });
});
