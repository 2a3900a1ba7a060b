/** What a failing line is told together with: the mend, the line that comes too late, and the name that is meant. */
import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { createApState, createMdev, findMdev, masksOf } from '../model.ts';
import { M1 as A, M2 as B, rehearse as rehearsed } from './testing.ts';

const MATRIX = '/sys/devices/vfio_ap/matrix';
const CREATE = `${MATRIX}/mdev_supported_types/vfio_ap-passthrough/create`;

function host(): ApState {
  return createApState({
    lpar: masksOf([0, 3, 5, 6], [4, 71], [4]),
    apmask: minus(FULL_MASK, maskOf([0, 5, 6])),
    mdevs: [createMdev(A, { name: 'payments-a', guest: 'payments-a', matrix: masksOf([5], [4, 71]) })],
  });
}

function rehearse(text: string) {
  const { result, end } = rehearsed(host(), text);
  return { ...result, end };
}

function failing(text: string) {
  const { lines, failedAt } = rehearse(text);
  const { line, errno, rule, message, notes } = lines[failedAt ?? -1]!;
  return { line, errno, rule, message, notes };
}

describe('a failure is told with its mend', () => {
  it('AP-U11 queues of the host: the write that frees them, what goes along, and the line that comes too late', () => {
    const text = `set -e
echo ${B} > ${CREATE}
echo 3 > ${MATRIX}/${B}/assign_adapter
for domain in 71; do
  echo $domain > ${MATRIX}/${B}/assign_domain
done
echo 4 > ${MATRIX}/${B}/assign_domain
echo -3 > /sys/bus/ap/apmask
echo -71 > /sys/bus/ap/aqmask`;
    expect(failing(text)).toEqual({
      line: 5,
      errno: 'EADDRNOTAVAIL',
      rule: 'AP-U11',
      message: `${B} cannot get 03.0047 (adapter 3, domain 71): it is reserved for the host.`,
      notes: [
        'Would help: echo -71 > /sys/bus/ap/aqmask. Release domain 71 (0x47) for guests: the host keeps 1 queue. No other queue leaves the host.',
        'Would help: echo -3 > /sys/bus/ap/apmask. Release adapter 3 for guests: the host keeps nothing. 1 other queue leaves the host as well: unusable for it, free for guests.',
        'Line 8 would make this go well, but it comes later: move it up before this line.',
      ],
    });
  });

  it('AP-U11 the mend is a mend: behind it, and in the order that is told, the same line goes well', () => {
    const lines = [
      `echo ${B} > ${CREATE}`,
      `echo 3 > ${MATRIX}/${B}/assign_adapter`,
      `echo 71 > ${MATRIX}/${B}/assign_domain`,
    ];
    const [, , last] = lines;
    const mends = failing(lines.join('\n')).notes.map(
      (note) => /^Would help: (.*? > \S+?)\. /.exec(note)?.[1],
    );
    expect(mends.length).toBe(2);
    for (const mend of mends)
      expect(rehearse([...lines.slice(0, 2), mend, last].join('\n')).failedAt).toBe(null);
  });

  it('AP-C2 a queue of another guest: who has it, and the write that takes it', () => {
    const text = `echo ${B} > ${CREATE}
echo 5 > ${MATRIX}/${B}/assign_adapter
echo 4 > ${MATRIX}/${B}/assign_domain
virsh shutdown payments-a
echo 1 > ${MATRIX}/${A}/remove`;
    const told = failing(text);
    expect([told.rule, told.message]).toEqual([
      'AP-C2',
      `${B} cannot get 05.0004 (adapter 5, domain 4): payments-a has it, and a queue belongs to one guest only.`,
    ]);
    expect(told.notes).toEqual([
      `Would help: echo 4 > ${MATRIX}/${A}/unassign_domain. Take domain 4 from payments-a. payments-a loses 1 queue while its guest runs; they are zeroized.`,
      `Would help: echo 5 > ${MATRIX}/${A}/unassign_adapter. Take adapter 5 from payments-a. payments-a loses 2 queues while its guest runs; they are zeroized.`,
      'Line 5 would make this go well, but it comes later: move it up before this line.',
    ]);
  });

  it('AP-Z5 an autostart definition of queues that the next boot gives to the host', () => {
    const text = `cat > /tmp/d.json <<X
{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"3"},{"assign_domain":"71"}]}
X
mdevctl define -u ${B} -p matrix --jsonfile /tmp/d.json
chzdev --type ap -p apmask=-3`;
    expect([failing(text).rule, failing(text).notes]).toEqual([
      'AP-Z5',
      [
        'Would help: chzdev --type ap -p apmask=-3. After the next boot adapter 3 is for guests then, with every domain.',
        'Line 5 would make this go well, but it comes later: move it up before this line.',
      ],
    ]);
  });
});

describe('a type that matrix does not have', () => {
  it('AP-D2 is defined without a word, advised against, and never started', () => {
    const text = `mdevctl define -u ${B} -p matrix -t vfio_ap-passthru
mdevctl list -d
mdevctl start -u ${B}
mdevctl define -u ${B} -p matrix -t vfio_ap-passthrough
mdevctl undefine -u ${B}
mdevctl define -u ${B} -p matrix -t vfio_ap-passthrough
mdevctl start -u ${B}`;
    const { lines, advice, end } = rehearse(text);
    expect(lines.map(({ line, ok, message, output }) => [line, ok, message, output.length])).toEqual([
      [1, true, null, 0],
      [2, true, null, 1],
      [
        3,
        false,
        'mdevctl ends with exit status 1: Parent matrix does not support mdev type vfio_ap-passthru; its only type is vfio_ap-passthrough.',
        1,
      ],
      [
        4,
        false,
        `mdevctl ends with exit status 1: ${B} is defined already, with the type vfio_ap-passthru; undefine it first.`,
        1,
      ],
      [5, true, null, 0],
      [6, true, null, 0],
      [7, true, null, 0],
    ]);
    expect(advice[0]).toEqual({
      line: 1,
      rule: 'AP-D2',
      text: `mdevctl stores any type, but matrix has only vfio_ap-passthrough: a start of ${B} will fail, since its type is vfio_ap-passthru.`,
    });
    expect(findMdev(end, B)?.active).toBe(true);
  });
});

describe('names that are nearly right', () => {
  it('AP-C7 folders that no kernel has are answered with the right path', () => {
    const paths = [
      `/sys/devices/vfio_ap/${A}/assign_adapter`,
      `/sys/devices/virtual/vfio_ap/matrix/${A}/assign_adapter`,
      '/sys/devices/virtual/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create',
      '/sys/bus/vfio_ap/apmask',
    ];
    expect(paths.map((path) => failing(`echo 5 > ${path}`).message)).toEqual([
      `There is no file ${paths[0]}. The right path is ${MATRIX}/${A}/assign_adapter`,
      `There is no file ${paths[1]}. The right path is ${MATRIX}/${A}/assign_adapter`,
      `There is no file ${paths[2]}. The right path is ${CREATE}`,
      `There is no file ${paths[3]}. The right path is /sys/bus/ap/apmask`,
    ]);
  });

  it('a guest that nobody knows is passed over with those that are known', () => {
    const { lines } = rehearse('virsh start "my vm"\nvirsh destroy payment-a\nmdevctl strat -u x');
    expect(lines.map(({ status, message }) => [status, message])).toEqual([
      ['unknown', 'Passed over: no guest named “my vm” is known here (known: payments-a).'],
      [
        'unknown',
        'Passed over: no guest named “payment-a” is known here (known: payments-a; perhaps payments-a is meant).',
      ],
      ['ran', 'mdevctl ends with exit status 2: it has no command strat. Did you mean start?'],
    ]);
  });

  it('AP-U10 typographic quotes, and a number before >, are told with the failure', () => {
    const file = `${MATRIX}/${A}/assign_adapter`;
    expect(failing(`echo “6” > ${file}`).message).toContain('typographic quote');
    expect(failing(`echo 6> ${file} || true\necho 1> ${file}`).message).toContain(
      `1> redirects descriptor 1, so the 1 is no text to write, and an empty line is written. Put a blank behind it: echo 1 > ${file}`,
    );
  });

  it('AP-M2 a mask of few digits names what is left to the host, none and one too', () => {
    const told = ['0x0', '0x1', '0x41'].map(
      (mask) => rehearse(`virsh shutdown payments-a\necho ${mask} > /sys/bus/ap/apmask`).advice[0]?.text,
    );
    expect(told.map((text) => /so (.*)\. A full/.exec(text ?? '')?.[1])).toEqual([
      'the host keeps no adapter at all',
      'the host keeps adapter 3 of 0 to 255 and nothing else',
      'the host keeps adapters 1 and 7 of 0 to 255 and nothing else',
    ]);
  });
});

it('an idiomatic script is not blamed', () => {
  const text = `#!/bin/bash
set -euo pipefail
[ "$(id -u)" -eq 0 ] || { echo "run as root" >&2; exit 1; }
[[ $EUID -eq 0 ]] || exec sudo "$0" "$@"
UUID=$(uuidgen)
MATRIX=${MATRIX}
give() {
  local kind=$1 id=$2
  echo "$id" > "$MATRIX/$UUID/assign_$kind"
}
mkdir -p /etc/mdevctl.d/matrix
[ -d "$MATRIX" ] || exit 1
echo -71 | tee /sys/bus/ap/aqmask > /dev/null
echo "$UUID" | tee "$MATRIX/mdev_supported_types/vfio_ap-passthrough/create" > /dev/null
for a in 3 0x06; do give adapter "$a"; done
give domain 71 || exit 1
grep -q 03.0047 "$MATRIX/$UUID/matrix"
cat <<EOF > /tmp/def.json
{"mdev_type":"vfio_ap-passthrough","start":"manual","attrs":[{"assign_adapter":"3"},{"assign_domain":"71"}]}
EOF
mdevctl define -u "$UUID" -p matrix --jsonfile /tmp/def.json
rm -f /tmp/def.json
echo "done"`;
  const { lines, failedAt, advice } = rehearse(text);
  expect([failedAt, lines.filter(({ status }) => status === 'unknown')]).toEqual([null, []]);
  expect(advice.filter(({ line }) => line !== null)).toEqual([]);
});
