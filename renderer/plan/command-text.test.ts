import { expect, test } from 'vitest';
import { actionText, commandText, quoteWord, stepsText } from './command-text.ts';

test('words are quoted only where a shell would read something else', () => {
  expect(
    ['0x05', '+5,-6', 'a b', "it's", '', '$HOME', '~x', '#5', 'a=b', '=x', 'payments-ä'].map(quoteWord),
  ).toEqual([
    '0x05',
    '+5,-6',
    "'a b'",
    String.raw`'it'\''s'`,
    "''",
    "'$HOME'",
    "'~x'",
    "'#5'",
    'a=b',
    "'=x'",
    "'payments-ä'",
  ]);
});

test('a write is an echo into its file, or a printf where echo would change the text', () => {
  const write = (text: string) => actionText({ kind: 'write', path: '/sys/bus/ap/apmask', text });
  expect([write('-5,-6'), write('a b'), write('-n'), write(String.raw`\101`)]).toEqual([
    'echo -5,-6 > /sys/bus/ap/apmask',
    "echo 'a b' > /sys/bus/ap/apmask",
    String.raw`printf '%s\n' -n > /sys/bus/ap/apmask`,
    String.raw`printf '%s\n' '\101' > /sys/bus/ap/apmask`,
  ]);
});

test('a program gets its input as a here-document whose end is no line of it', () => {
  expect(commandText({ argv: ['mdevctl', 'start', '-u', 'a b'], stdin: null })).toBe(
    "mdevctl start -u 'a b'",
  );
  expect(commandText({ argv: ['mdevctl', 'define'], stdin: '{\nEOF\n}' })).toBe(
    "mdevctl define <<'EOF_'\n{\nEOF\n}\nEOF_",
  );
  expect(commandText({ argv: ['cat'], stdin: '' })).toBe("cat <<'EOF'\nEOF");
});

test('all steps are one text that stops at the first failure, each below its title and its price', () => {
  const steps = [
    {
      title: 'Take adapter 5\nfrom a',
      action: { kind: 'write', path: '/sys/a', text: '5' },
      loses: [
        { kind: 'guest', text: 'a loses\u202e adapter 5.', refs: [] },
        { kind: 'zeroized', text: 'Zeroizes 05.0004.\u2028touch x', refs: [] },
      ],
    },
    {
      title: 'Load it',
      action: { kind: 'run', commands: [{ argv: ['modprobe', 'vfio_ap'], stdin: null }], files: [] },
      loses: [],
    },
  ] as const;
  expect(stepsText(steps)).toBe(
    `set -eu

# 1. Take adapter 5 from a
#    Taken away: a loses  adapter 5.
#    Lost: Zeroizes 05.0004. touch x
echo 5 > /sys/a

# 2. Load it
modprobe vfio_ap
`,
  );
});
