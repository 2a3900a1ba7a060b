/** What a shell makes of slips of the pen, and what is never called harmless. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runScript } from './run-script.ts';

const APMASK = '/sys/bus/ap/apmask';

function run(text: string) {
  return runScript(new Map(), new Map(), text);
}

/** `1 ran: why` of each line. */
function story(text: string): string[] {
  return run(text).lines.map(
    ({ line, status, ok, message }) =>
      `${line} ${status}${status === 'ran' && !ok ? ' fails' : ''}${message === null ? '' : `: ${message}`}`,
  );
}

function adviceOf(text: string) {
  return run(text).advice.map(({ line, text: said }) => `${line}: ${said}`);
}

describe('sudo', () => {
  it('does not reach the redirection of its own line', () => {
    expect(story(`set -e\nsudo echo 5 > ${APMASK}\necho never`)).toEqual([
      '1 skipped',
      `2 ran fails: Permission denied: the shell opens ${APMASK} before sudo runs, and the shell is not root. Write echo 5 | sudo tee ${APMASK}, or run the whole script as root.`,
      '3 unreached',
    ]);
    expect(run(`sudo echo 5 > ${APMASK}`).lines[0]?.errno).toBe('EACCES');
    expect(story('sudo echo 5 > /tmp/x\nsudo echo 5 > /dev/null\necho 5 > /dev/null')).toEqual([
      '1 skipped',
      '2 skipped',
      '3 skipped',
    ]);
    expect(story(`sudo sh -c 'sudo echo 5 > ${APMASK}'`)[0]).toContain('is not in the model');
  });

  it('somewhere makes plain writes elsewhere doubtful, unless the script looks who runs it', () => {
    const text = `sudo true\necho x > /etc/x.conf\necho y > /etc/y.conf`;
    expect(adviceOf(text)).toEqual([
      '2: Line 1 uses sudo, so an ordinary user seems to run this script; then this write is refused (EACCES, permission denied). Write echo … | sudo tee /etc/x.conf, or run the whole script as root.',
    ]);
    const right = [
      'echo x > /etc/x.conf',
      'sudo true\necho x | sudo tee /etc/x.conf',
      `sudo true\nsudo sh -c 'echo x > /etc/x.conf'`,
      `[ "$(id -u)" = 0 ] || exit 1\n${text}`,
      `[ $EUID -eq 0 ] || exec sudo "$0" "$@"\n${text}`,
      'sudo true\necho x > /tmp/x.conf',
    ];
    expect(right.map(adviceOf)).toEqual(right.map(() => []));
  });
});

describe('line ends of Windows', () => {
  it('stop the script at the first line that has one, and comments do not count', () => {
    const told = story('# made elsewhere\r\necho a\nset -e\r\necho b\r\n');
    expect(told).toEqual([
      '2 skipped',
      expect.stringMatching(/^3 ran fails: The line ends in a carriage return, .* dos2unix FILE, or sed -i/),
      '4 unreached',
    ]);
    expect(story('for i in 1 2; do\n  echo $i\r\ndone')[0]).toMatch(/^1 ran fails: The line ends/);
    expect(story("printf 'a\\r\\n'\necho b")).toEqual(['1 skipped', '2 skipped']);
  });
});

describe('programs', () => {
  it('that look misspelled end with 127, and end the script under set -e', () => {
    expect(story('set -e\nehco 1\necho 2')).toEqual([
      '1 skipped',
      '2 ran fails: There is no program ehco (exit status 127). Did you mean echo?',
      '3 unreached',
    ]);
    expect(run('modporbe x || echo $?').lines[0]?.output).toEqual(['127']);
    expect(story('ehco() { echo mine; }\nehco')).toEqual(['1 skipped', '2 skipped']);
  });

  it('that may well exist are passed over, and the script goes on', () => {
    const names = [
      'my-tool',
      'awk 1',
      'cut -c1',
      'ssh host',
      'head -1',
      'sort',
      'lscss',
      './ehco',
      'mount x',
    ];
    expect(names.map((name) => story(`set -e\n${name}\ntrue`).map((line) => line.split(':')[0]))).toEqual(
      names.map(() => ['1 skipped', '2 unknown', '3 skipped']),
    );
  });

  it('are what a shell takes an assignment with blanks for', () => {
    expect(story('UUID = 5\nUUID =5\nUUID= 5\n$UUID=5\nUUID=5')).toEqual([
      '1 ran fails: The shell takes UUID for a program, since a blank stands before the =. Write UUID=5 without blanks.',
      '2 ran fails: The shell takes UUID for a program, since a blank stands before the =. Write UUID=5 without blanks.',
      '3 ran fails: The shell takes 5 for a program, since a blank stands behind UUID=. Write UUID=5 without blanks.',
      '4 ran fails: The shell takes =5 for a program: an assignment has the plain name of the variable, without $ in front of it.',
      '5 skipped',
    ]);
    expect(story('test a = a\n[ a = b ] || true\n[[ a == a ]]\nIFS= true')).toEqual([
      '1 skipped',
      '2 skipped',
      '3 skipped',
      '4 skipped',
    ]);
  });
});

it('a number before > belongs to the redirection', () => {
  const numbered = ['echo 1> /proc/x', 'echo 5> /sys/x'].flatMap(adviceOf);
  expect(numbered.filter((text) => text.includes('descriptor'))).toEqual([
    '1: 5> redirects descriptor 5, so the 5 is no text to write, and nothing is written there. Put a blank behind it: echo 5 > /sys/x',
  ]);
  expect(['echo 1 1> /tmp/x', 'echo 1 2> /dev/null', 'echo a >&2'].flatMap(adviceOf)).toEqual([]);
});

it('characters of print are told where a line is not understood', () => {
  expect(story('lsx “5”\nlsx – a\necho “fine” # “”')).toEqual([
    '1 unknown: Passed over: lsx is not modelled, or not with these words. “ is a typographic quote, which a shell takes for a part of the word; write " or nothing at all.',
    '2 unknown: Passed over: lsx is not modelled, or not with these words. A dash as in print (– or —) is no minus sign; write -.',
    '3 skipped',
  ]);
});

it('a new UUID is another one each time, and a note says that it stands in', () => {
  const { lines } = run(
    'A=$(uuidgen)\nB=$(cat /proc/sys/kernel/random/uuid)\n[ "$A" != "$B" ] && echo "$A $B"',
  );
  expect(lines.map(({ status }) => status)).toEqual(['skipped', 'skipped', 'skipped']);
  expect(lines[2]?.output[0]).toMatch(
    /^(?:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12} ?){2}$/,
  );
  expect(lines[0]?.notes).toEqual([
    '5eed0000-0000-4000-8000-000000000001 stands in for the UUID here; a real run gets another one each time.',
  ]);
});

it('what deletes, makes or changes things outside the model is not called harmless', () => {
  const unknown = [
    'rm -rf /',
    'rm -rf /etc/mdevctl.d',
    'rm /home/me/x',
    'chmod 755 /sys/bus/ap/apmask',
    'chown root /etc/x',
    'touch /etc/x',
    'mkdir -p /etc/modules-load.d',
    'cd /etc; mkdir x',
    'echo x > /dev/sda',
    'systemctl stop libvirtd',
  ];
  expect(unknown.map((text) => run(text).lines.at(-1)?.status)).toEqual(unknown.map(() => 'unknown'));
  const refused = ['rm -rf /sys/bus/ap', 'mkdir /sys/bus/ap/x', 'rmdir /proc/1'];
  expect(refused.map((text) => run(text).lines[0]?.errno)).toEqual(refused.map(() => 'EPERM'));
  const fine = [
    'mkdir -p /tmp/x/y',
    'mkdir backup',
    'mkdir -p /etc/mdevctl.d/matrix',
    'chmod +x ./x.sh',
    'rm -f /tmp/x.json',
    'rm -f notes.txt',
    'echo a > x.json; rm x.json',
  ];
  expect(fine.map((text) => run(text).lines.at(-1)?.status)).toEqual(fine.map(() => 'skipped'));
});

it.each([
  'false; x=$?; echo $x',
  'x=$(false); echo $?',
  'x=$(exit 3) y=2; echo $? $y',
  'true; x=1; echo $?',
  'f() { false; return; }; f; echo $?',
  '(false; exit); echo $?',
  'printf "0a.000b\\n05x0047\\n" | grep "a.0"; printf "ab\\n" | grep -q "^b"; echo $?',
  'printf "ab\\nabc\\n" | grep "^ab$"; printf "a.b\\nacb\\n" | grep -F a.b; printf "abc\\n" | grep -x a.',
])('ends as in bash: %s', (text) => {
  const real = execFileSync('bash', ['-c', `${text}\n:`], { encoding: 'utf8', cwd: tmpdir() });
  const { lines } = run(text);
  expect(lines.filter(({ status }) => status === 'unknown')).toEqual([]);
  expect(lines.flatMap(({ output }) => output).join('\n')).toBe(real.replace(/\n$/, ''));
});
