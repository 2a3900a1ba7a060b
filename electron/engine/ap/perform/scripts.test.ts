import { describe, expect, it } from 'vitest';
import { SHELL_FUNCTIONS } from '../../export/shell-functions.ts';
import { createMdev, findMdev, masksOf } from '../model.ts';
import { M1, M2, rehearse, scriptHost, story, without } from './testing.ts';

const GIVE = `#!/bin/bash
set -eu
# Free two adapters and make a device of them.
AP=/sys/bus/ap
UUID=${M1}
MDEV="/sys/bus/mdev/devices/$UUID"
echo -5,-6 > $AP/apmask
modprobe vfio_ap
echo "$UUID" > /sys/devices/vfio_ap/matrix/mdev_supported_types/vfio_ap-passthrough/create
cd \${MDEV}
for adapter in {5..6}; do
  echo $adapter > assign_adapter
done
for domain in $(seq 4 4) 0x47; do echo $domain | sudo tee assign_domain >/dev/null; done
sudo sh -c 'printf "%d\\n" 4 > assign_control_domain' 2>/dev/null || true
cat matrix
`;

describe('scripts by hand', () => {
  it('a whole one, with states that follow its lines', () => {
    const { lines, states, end, result } = rehearse(scriptHost({ vfioApLoaded: false }), GIVE);
    expect(
      story(scriptHost({ vfioApLoaded: false }), GIVE).filter((line) => !/ (?:ran|skipped)$/.test(line)),
    ).toEqual([]);
    expect([result.failedAt, lines.length + 1 === states.length, states.at(-1)?.get('ap') === end]).toEqual([
      null,
      true,
      true,
    ]);
    expect(findMdev(end, M1)?.matrix).toEqual(masksOf([5, 6], [4, 71], [4]));
    expect(lines.at(-1)?.output).toEqual(['05.0004', '05.0047', '06.0004', '06.0047']);
  });

  it('AP-U10, AP-U11 assigning before the masks are freed stops the script, and what is behind is not reached', () => {
    const state = scriptHost({ mdevs: [createMdev(M1)] });
    const text = `set -e\nD=/sys/bus/mdev/devices/${M1}\necho 5 > $D/assign_adapter\necho 4 > $D/assign_domain\necho -5 > /sys/bus/ap/apmask\nfor x in 1 2; do echo $x; done`;
    expect(story(state, text)).toMatchInlineSnapshot(`
      [
        "1 skipped",
        "2 skipped",
        "3 ran",
        "4 ran: 62177883-f1bb-47f0-914d-32a22e3a8804 cannot get 05.0004 (adapter 5, domain 4): it is reserved for the host.",
        "5 unreached: null",
        "6 unreached: null",
      ]
    `);
    const { lines, result } = rehearse(state, text);
    expect([result.failedAt, lines[result.failedAt!]?.errno, lines[result.failedAt!]?.rule]).toEqual([
      3,
      'EADDRNOTAVAIL',
      'AP-U11',
    ]);
  });

  it('without set -e the script goes on, and the advice says so', () => {
    const state = scriptHost({ mdevs: [createMdev(M1)] });
    const text = `echo 300 > /sys/bus/mdev/devices/${M1}/assign_adapter\necho -5 > /sys/bus/ap/apmask`;
    const { result, end } = rehearse(state, text);
    expect(end.apmask).toEqual(without(5));
    expect(result.advice.map(({ text: said }) => said)).toMatchInlineSnapshot(`
      [
        "This fails, and the script goes on as if nothing had happened. Put “set -e” at its beginning, so that it stops at the first failure instead of leaving half of it done.",
        "apmask is not what the next boot brings: the change is lost then. chzdev --type ap -p keeps it, together with the loading of vfio_ap.",
      ]
    `);
  });

  it('what is not understood is said so, and the rest goes on', () => {
    const text = [
      'K=$(uname -r)',
      'echo $K > /sys/bus/ap/apmask',
      'case $K in a) echo b;; esac',
      'echo $((1+2)) > /sys/bus/ap/apmask',
      'for q in /sys/bus/ap/devices/05.*; do echo $q; done',
      'frobnicate --all',
      'echo 5 & ',
      'grep -q vfio /proc/modules && echo 1',
      'echo $1',
      'echo -5 > /sys/bus/ap/apmask',
      'echo 1 > /sys/kernel/other',
      "echo 'never closed",
      'echo -6 > /sys/bus/ap/apmask',
    ].join('\n');
    const { end } = rehearse(scriptHost(), text);
    expect(story(scriptHost(), text)).toMatchInlineSnapshot(`
      [
        "1 unknown: Passed over: uname is not modelled, or not with these words.",
        "2 unknown: Passed over: the value of K is not known: uname is not modelled, or not with these words.",
        "3 unknown: Passed over: case is not rehearsed.",
        "4 unknown: Passed over: arithmetic is not rehearsed.",
        "5 unknown: Passed over: patterns of file names are not rehearsed; name the files.",
        "6 unknown: Passed over: frobnicate is not modelled, or not with these words.",
        "7 unknown: Passed over: commands in the background are not rehearsed.",
        "8 unknown: Passed over: what /proc/modules holds is not known to the model.",
        "9 unknown: Passed over: $1 depends on how the script is called.",
        "10 ran",
        "11 unknown: Passed over: /sys/kernel/other is not in the model.",
        "12 ran: The shell stops here: a single quote is never closed.",
      ]
    `);
    expect(end.apmask).toEqual(without(5));
  });

  it('files the script makes are the input of the tools that name them', () => {
    const text = `cat > g.json <<'EOF'
{ "mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": [ { "assign_adapter": "5" }, { "assign_domain": "4" } ] }
EOF
NAME=ap.conf
cat <<EOF >/tmp/$NAME
[persistent ap]
apmask=0-4,6-255
[active ap]
apmask=-5
EOF
chzdev --import /tmp/ap.conf --yes && mdevctl define -u ${M1} -p matrix --jsonfile=./g.json
mdevctl start -u ${M1} </dev/null
rm -f g.json
mdevctl define -u ${M2} -p matrix --jsonfile g.json
`;
    const { end } = rehearse(scriptHost(), text);
    expect(story(scriptHost(), text)).toMatchInlineSnapshot(`
      [
        "1 skipped",
        "4 skipped",
        "5 skipped",
        "11 ran",
        "12 ran",
        "13 skipped",
        "14 ran: mdevctl ends with exit status 1: the content of g.json is not known here.",
      ]
    `);
    expect([end.persistent.apmask, findMdev(end, M1)?.matrix]).toEqual([without(5), masksOf([5], [4])]);
  });

  it('functions, conditions and or-lists are followed', () => {
    const text = `
put() {
  [ -e "$1" ] || { echo "no $1"; return 1; }
  printf '%s\\n' "$2" >"$1"
}
if [ -d /sys/bus/mdev/devices/${M1} ]; then
  put /sys/bus/mdev/devices/${M1}/assign_adapter 5
elif [ ! -d /sys/devices/vfio_ap ]; then
  echo "no device"
else
  put /sys/bus/ap/apmask -5,-6
fi
put /sys/bus/ap/apmusk -5 || put /sys/bus/ap/aqmask -4
! false && true
until [ -e /sys/devices/vfio_ap/matrix ]; do sleep 1; done
while [ -e /sys/devices/vfio_ap/matrix ]; do sleep 1; done
exit 3
put /sys/bus/ap/apmask +5`;
    expect(story(scriptHost(), text)).toMatchInlineSnapshot(`
      [
        "2 skipped",
        "6 skipped",
        "6 skipped",
        "11 ran",
        "13 ran",
        "14 skipped",
        "15 skipped",
        "16 unknown: Passed over: this loop would not end in the model, where nothing changes by itself.",
        "17 ran: The script ends here with exit status 3.",
        "18 unreached: null",
      ]
    `);
  });

  it('scripts of the export run through and leave the host as planned', () => {
    const state = scriptHost({ apmask: without(5, 6) });
    const text = `#!/bin/sh\n${SHELL_FUNCTIONS}
root_only
need is_text /sys/bus/ap/aqmask 0x${'f'.repeat(64)}
say 'Step 1 of 2: x'
run mdevctl define -u ${M1} -p matrix --jsonfile /dev/stdin <<'STUDIO_INPUT'
{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"5"},{"assign_domain":"4"}]}
STUDIO_INPUT
leave /etc/mdevctl.d/matrix/${M1} '{}'
printf %s '{"mdev_type":"vfio_ap-passthrough","start":"manual","attrs":[]}' | run mdevctl modify -u ${M1} -p matrix --jsonfile /dev/stdin
check is_there /etc/mdevctl.d/matrix/${M1}
run mdevctl start -u ${M1} </dev/null
put /sys/devices/vfio_ap/matrix/${M1}/assign_adapter 5
check is_text /sys/devices/vfio_ap/matrix/${M1}/matrix 05.
check is_link /sys/bus/ap/devices/05.0004/driver vfio_ap
check is_gone /sys/devices/vfio_ap/matrix/${M2}
if is_text /sys/bus/ap/apmask 0; then
say no
else
say yes
fi
put /sys/devices/vfio_ap/matrix/${M1}/assign_adapter 300
say 'never'
`;
    expect(story(state, text).slice(13)).toMatchInlineSnapshot(`
      [
        "24 skipped",
        "27 skipped",
        "32 skipped",
        "33 skipped",
        "34 skipped",
        "35 skipped",
        "36 skipped",
        "39 skipped",
        "40 skipped",
        "44 skipped",
        "45 skipped",
        "46 skipped",
        "47 skipped",
        "48 skipped",
        "49 skipped",
        "50 ran",
        "53 skipped",
        "54 ran",
        "55 skipped",
        "56 ran",
        "57 ran",
        "58 skipped",
        "59 skipped",
        "60 skipped",
        "61 skipped",
        "64 skipped",
        "66 ran: There is no adapter 300 on this machine: the highest is 255 (0xff).",
        "67 unreached: null",
      ]
    `);
  });
});
