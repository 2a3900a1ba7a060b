import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { FULL_MASK, maskOf, maskToHex, minus } from '../../../../shared/mask.ts';
import type { Command } from '../../../../shared/plan.ts';
import { captureLines } from '../../hosts/make-capture.ts';
import { definitionPath, definitionText } from '../export/definition-text.ts';
import { UDEV_RULE_PATH, udevRuleText } from '../export/udev-rule.ts';
import { createApState, createMdev, findMdev, masksOf } from '../model.ts';
import { rehearseScript } from '../../plan/rehearse.ts';
import { apPlanning } from '../plan/planning.ts';
import { waitForEnd } from '../tools/guest-end.ts';
import { checkExpectation } from './check.ts';
import { performAction } from './perform.ts';

const M1 = '62177883-f1bb-47f0-914d-32a22e3a8804';
const M2 = 'cef03c3c-903d-4ecc-9a83-40694cb8aee4';
const MATRIX = '/sys/devices/vfio_ap/matrix';
const CREATE = `${MATRIX}/mdev_supported_types/vfio_ap-passthrough/create`;
const without = (...ids: number[]) => minus(FULL_MASK, maskOf(ids));

function host(parts: Parameters<typeof createApState>[0] = {}): ApState {
  return createApState({ lpar: masksOf([5, 6], [4, 71], [4]), apmask: without(5, 6), ...parts });
}

function write(state: ApState, path: string, text: string) {
  const outcome = performAction(state, { kind: 'write', path, text });
  if (outcome === null) throw new Error(`${path} is not AP's`);
  return outcome;
}

function command(line: string, stdin: string | null = null): Command {
  return { argv: line.split(' '), stdin };
}

function run(state: ApState, line: string, stdin: string | null = null) {
  const outcome = performAction(state, { kind: 'run', commands: [command(line, stdin)], files: [] });
  if (outcome === null) throw new Error(`${line} is not AP's`);
  return outcome;
}

/** Runs lines in order; `PATH <- TEXT` is a write. The last outcome. */
function script(state: ApState, lines: readonly string[]) {
  let outcome = run(state, 'lszcrypt');
  for (const line of lines) {
    const [path, text] = line.split(' <- ');
    outcome = text === undefined ? run(outcome.state, line) : write(outcome.state, path!, text);
    if (outcome.message !== null) break;
  }
  return outcome;
}

function verdict({
  errno,
  rule,
  message,
}: {
  errno: string | null;
  rule: string | null;
  message: string | null;
}) {
  return { errno, rule, message };
}

function shows(state: ApState, path: string): string | null {
  return checkExpectation(state, { kind: 'text', path, text: '' })?.got ?? null;
}

describe('writes', () => {
  it('the kernel documentation’s example host, by every alias of the paths', () => {
    const end = script(createApState({ lpar: masksOf([5, 6], [4, 71, 171, 255]), vfioApLoaded: false }), [
      '/sys/bus/ap/apmask <- -5,-6',
      '/sys/bus/ap/aqmask <- -4,-0x47,-0xab,-0xff',
      'modprobe vfio_ap',
      `${CREATE} <- ${M1}`,
      `/sys/class/mdev_bus/matrix/mdev_supported_types/vfio_ap-passthrough/create <- ${M2.toUpperCase()}`,
      `/sys/bus/mdev/devices/${M1}/assign_adapter <- 5`,
      `${MATRIX}/${M1}/assign_adapter <- 0x6`,
      `/sys/class/mdev_bus/matrix/${M1}/assign_domain <- 4`,
      `/sys/bus/matrix/devices/matrix/${M1}/assign_domain <- 0xab`,
      `${MATRIX}/mdev_supported_types/vfio_ap-passthrough/devices/${M2}/assign_adapter <- 5`,
      `${MATRIX}//./${M2}/../${M2}/assign_domain <- 0x47`,
    ]);
    expect(end.message).toBeNull();
    expect([M1, M2].map((id) => shows(end.state, `/sys/bus/mdev/devices/${id}/guest_matrix`))).toEqual([
      '05.0004\n05.00ab\n06.0004\n06.00ab\n',
      '05.0047\n',
    ]);
  });

  it('AP-C2, AP-U10 refusals keep the state and name the queue in words', () => {
    const state = host({
      mdevs: [createMdev(M1, { name: 'payments', matrix: masksOf([5], [4]) }), createMdev(M2)],
    });
    const half = write(state, `${MATRIX}/${M2}/assign_adapter`, '5');
    const shared = write(half.state, `${MATRIX}/${M2}/assign_domain`, '4');
    expect([shared.errno, shared.rule, shared.state === half.state]).toEqual(['EADDRINUSE', 'AP-C2', true]);
    expect(shared.message).toContain('payments');
    const early = script(host({ apmask: FULL_MASK, mdevs: [createMdev(M1)] }), [
      `${MATRIX}/${M1}/assign_adapter <- 5`,
      `${MATRIX}/${M1}/assign_domain <- 4`,
    ]);
    expect([early.errno, early.rule]).toEqual(['EADDRNOTAVAIL', 'AP-U11']);
  });

  it('AP-C7, AP-V12, AP-U16 what is not there is ENOENT with the reason', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    const old = host({ profile: '2018-merged', hasApConfig: false, mdevs: [createMdev(M1)] });
    expect(
      [
        write(host({ vfioApLoaded: false }), CREATE, M1),
        write(state, `${MATRIX}/${M2}/assign_adapter`, '5'),
        write(old, `${MATRIX}/${M1}/ap_config`, ''),
        write({ ...state, hasApConfig: false }, `${MATRIX}/${M1}/ap_config`, ''),
        write(state, '/sys/bus/ap/ap_mask', '-5'),
        write(state, `${MATRIX}/${M1}/assing_domain`, '5'),
        write(state, '/sys/bus/ap/drivers/vfio_app/bind', '05.0004'),
        write(state, '/sys/devices/vfio_ap/matrx/x', '5'),
        write(state, '/sys/bus/ap/ap_adapter_mask', '5'),
      ].map(verdict),
    ).toMatchInlineSnapshot(`
      [
        {
          "errno": "ENOENT",
          "message": "Module vfio_ap is not loaded, so this is not there; modprobe vfio_ap first.",
          "rule": "AP-C7",
        },
        {
          "errno": "ENOENT",
          "message": "There is no mediated device cef03c3c-903d-4ecc-9a83-40694cb8aee4.",
          "rule": "AP-C7",
        },
        {
          "errno": "ENOENT",
          "message": "This kernel has no ap_config; it came with Linux 6.10. Use the assign and unassign files.",
          "rule": "AP-V12",
        },
        {
          "errno": "ENOENT",
          "message": "This kernel has no ap_config; it came with Linux 6.10. Use the assign and unassign files.",
          "rule": "AP-U16",
        },
        {
          "errno": "ENOENT",
          "message": "There is no file /sys/bus/ap/ap_mask. Did you mean /sys/bus/ap/apmask?",
          "rule": null,
        },
        {
          "errno": "ENOENT",
          "message": "There is no file /sys/devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/assing_domain. Did you mean /sys/devices/vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a8804/assign_domain?",
          "rule": null,
        },
        {
          "errno": "ENOENT",
          "message": "There is no file bind of an AP driver called vfio_app. Did you mean vfio_ap?",
          "rule": "AP-C5",
        },
        {
          "errno": "ENOENT",
          "message": "There is no file /sys/devices/vfio_ap/matrx/x.",
          "rule": null,
        },
        {
          "errno": "EACCES",
          "message": "/sys/bus/ap/ap_adapter_mask can only be read.",
          "rule": null,
        },
      ]
    `);
  });

  it('AP-V9 version 9 of the series has no masks to write', () => {
    const state = host({ profile: '2018-v9', hasApConfig: false });
    expect(verdict(write(state, '/sys/bus/ap/apmask', '-5'))).toMatchInlineSnapshot(`
      {
        "errno": "ENOENT",
        "message": "This version of the series has no apmask: queues are unbound from cex4queue and bound to vfio_ap by hand.",
        "rule": "AP-V9",
      }
    `);
    expect(checkExpectation(state, { kind: 'absent', path: '/sys/bus/ap/aqmask' })?.ok).toBe(true);
  });

  it('AP-C7 a UUID of another form, or one that exists, is refused by create', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    expect(['not-a-uuid', M1].map((uuid) => write(state, CREATE, uuid).errno)).toEqual(['EINVAL', 'EEXIST']);
  });

  it('AP-U22 a defined device that is removed stays as a definition, stopped', () => {
    const running = createMdev(M1, {
      matrix: masksOf([5, 6], [4]),
      shadow: masksOf([5, 6], [4]),
      stored: masksOf([5], [4]),
      defined: 'auto',
      guest: 'payments',
    });
    const end = write(host({ mdevs: [running, createMdev(M2)] }), `${MATRIX}/${M1}/remove`, '1');
    const left = findMdev(end.state, M1);
    expect([left?.active, left?.guest, left?.matrix, end.state.mdevs.map(({ id }) => id)]).toEqual([
      false,
      null,
      masksOf([5], [4]),
      [M1, M2],
    ]);
    expect(end.lost).toEqual([
      { kind: 'apqn', apqn: 0x0504 },
      { kind: 'apqn', apqn: 0x0604 },
    ]);
    expect(write(end.state, `${MATRIX}/${M2}/remove`, '1').state.mdevs.map(({ id }) => id)).toEqual([M1]);
  });

  it('AP-C5, AP-O1, AP-O2 drivers by hand', () => {
    const state = createApState({ lpar: masksOf([5], [4]) });
    const end = script(state, [
      '/sys/devices/ap/card05/05.0004/driver_override <- vfio_ap',
      '/sys/bus/ap/drivers/cex4queue/unbind <- 05.0004',
      '/sys/bus/ap/drivers_probe <- 05.0004',
    ]);
    expect(end.message).toBeNull();
    expect(
      checkExpectation(end.state, {
        kind: 'link',
        path: '/sys/bus/ap/devices/05.0004/driver',
        name: 'vfio_ap',
      })?.ok,
    ).toBe(true);
    expect(verdict(write(end.state, '/sys/bus/ap/drivers/vfio_ap/bind', '5.4'))).toMatchInlineSnapshot(`
      {
        "errno": "ENODEV",
        "message": "There is no queue device “5.4”; names are hex with two and four digits, such as 05.0047.",
        "rule": "AP-C5",
      }
    `);
    expect(write(end.state, '/sys/bus/ap/apmask', '-5').rule).toBe('AP-M1');
  });

  it('AP-M2 mistakes 1, 2 and 23: texts that mean something else are told, whether they fail or not', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    const tried: readonly (readonly [string, string])[] = [
      ['/sys/bus/ap/apmask', ''],
      ['/sys/bus/ap/apmask', '0x41'],
      ['/sys/bus/ap/apmask', '5,6'],
      [`${MATRIX}/${M1}/assign_adapter`, '05.0047'],
      [`${MATRIX}/${M1}/assign_domain`, 'ab'],
      [`${MATRIX}/${M1}/assign_domain`, '0047'],
      [`${MATRIX}/${M1}/assign_domain`, '010'],
      [`${MATRIX}/${M1}/assign_domain`, '47'],
      [`${MATRIX}/${M1}/assign_domain`, '4,71'],
      [`${MATRIX}/${M1}/assign_domain`, '0x171'],
      [`${MATRIX}/${M1}/ap_config`, '0x06,0x08,0x00'],
    ];
    expect(
      tried.map(([path, text]) => {
        const { message, advice } = write(state, path, text);
        return { text, message, advice: advice?.map((entry) => entry.text) ?? [] };
      }),
    ).toMatchInlineSnapshot(`
      [
        {
          "advice": [
            "An empty text is a mask of zeros: apmask keeps no adapters for the host any more, and every queue goes to guests.",
          ],
          "message": null,
          "text": "",
        },
        {
          "advice": [
            "Bits count from the left: 0x41 is filled up with zeros at the right, so the host keeps adapters 1 and 7 of 0 to 255 and nothing else. A full mask has 64 digits.",
          ],
          "message": null,
          "text": "0x41",
        },
        {
          "advice": [],
          "message": "apmask does not understand “5,6”; expected a hex mask such as 0x41 (left-aligned), or changes such as +4,-0x47,+0-4. Ids alone are chzdev's form; the file wants a sign on each: +5,+6 for the host, - for guests.",
          "text": "5,6",
        },
        {
          "advice": [],
          "message": "assign_adapter does not understand “05.0047”; expected one number such as 71, 0x47 or 0107 (octal). 05.0047 names a queue in hex; this file takes one number alone, here 5.",
          "text": "05.0047",
        },
        {
          "advice": [],
          "message": "assign_domain does not understand “ab”; expected one number such as 71, 0x47 or 0107 (octal). A hex number needs 0x in front: 0xab is 171.",
          "text": "ab",
        },
        {
          "advice": [
            "assign_domain reads 0047 as octal, since it begins with 0: that is 39 (0x27). Names of queues are hex: 0x47 would be 71.",
          ],
          "message": null,
          "text": "0047",
        },
        {
          "advice": [
            "assign_domain reads 010 as octal, since it begins with 0: that is 8. Names of queues are hex: 0x10 would be 16.",
          ],
          "message": null,
          "text": "010",
        },
        {
          "advice": [
            "The LPAR has no domain 47 (0x2f), but it has 71 (0x47): names of queues are hex, this file reads decimal. If 71 was meant, write 71 or 0x47.",
          ],
          "message": null,
          "text": "47",
        },
        {
          "advice": [],
          "message": "assign_domain does not understand “4,71”; expected one number such as 71, 0x47 or 0107 (octal). Lists and ranges are not understood here; write each number by itself.",
          "text": "4,71",
        },
        {
          "advice": [],
          "message": "There is no domain 369 on this machine: the highest is 255 (0xff). 0x171 is hex; if 171 was meant, write 171 (0xab).",
          "text": "0x171",
        },
        {
          "advice": [
            "A mask of fewer than 64 digits is left-aligned: bits count from the left, and the missing digits are zeros at the right.",
          ],
          "message": null,
          "text": "0x06,0x08,0x00",
        },
      ]
    `);
  });

  it('paths of nothing of AP are left to others', () => {
    expect(
      performAction(host(), { kind: 'write', path: '/sys/bus/dsa/drivers/idxd/bind', text: 'x' }),
    ).toBeNull();
  });
});

describe('programs', () => {
  it('AP-Z1, AP-Z2, AP-Z3 chzdev refuses with its own words and exit status', () => {
    const state = host({ mdevs: [createMdev(M1, { matrix: masksOf([5], [4]) })] });
    const lines = [
      'chzdev --type ap -a apmask=+5',
      'chzdev --type ap apmask=5,-6',
      'chzdev --type ap apmask=300',
      'chzdev --type ap bpmask=3',
      'chzdev -t ap --colour apmask=3',
      'chzdev apmask=3',
    ];
    expect(lines.map((line) => verdict(run(state, line)))).toMatchInlineSnapshot(`
      [
        {
          "errno": null,
          "message": "chzdev ends with exit status 9 and changes nothing: apmask conflicts with mdev 62177883-f1bb-47f0-914d-32a22e3a8804 APQN 5.4.",
          "rule": "AP-Z3",
        },
        {
          "errno": null,
          "message": "chzdev ends with exit status 6 and changes nothing: Invalid input string 5,-6; either every entry has a sign (+ host, - guests) or none has.",
          "rule": "AP-Z1",
        },
        {
          "errno": null,
          "message": "chzdev ends with exit status 6 and changes nothing: Invalid input string 300; entries are n or n-m from 0 to 255.",
          "rule": "AP-Z2",
        },
        {
          "errno": null,
          "message": "chzdev ends with exit status 4 and changes nothing: Unknown attribute bpmask.",
          "rule": "AP-Z2",
        },
        {
          "errno": null,
          "message": "chzdev is not understood: the option --colour is not known here.",
          "rule": null,
        },
        {
          "errno": null,
          "message": "chzdev needs --type ap for the masks, then settings such as apmask=-5.",
          "rule": "AP-Z1",
        },
      ]
    `);
  });

  it('AP-Z4 chzdev keeps silent about what the kernel refuses, and the model does not', () => {
    const state = host({ apmask: without(5), mdevs: [createMdev(M1, { matrix: masksOf([5], [4]) })] });
    const end = run(state, 'chzdev -t ap -a apmask=+5 aqmask=-4');
    expect([end.message, end.rule, end.advice?.map(({ rule }) => rule)]).toEqual([null, 'AP-Z4', ['AP-Z4']]);
  });

  it('AP-Z5 persistent masks, import files, dry runs and forgetting', () => {
    const state = host();
    const text = '[persistent ap]\napmask=0-4,7-255\naqmask=0-3\n\n[active ap]\napmask=+5\n';
    const imported = run(state, 'chzdev --import ap.conf --yes', text);
    const kept = udevRuleText({ apmask: without(5, 6), aqmask: maskOf([0, 1, 2, 3]) });
    expect([imported.message, shows(imported.state, UDEV_RULE_PATH)]).toEqual([null, kept]);
    expect(shows(imported.state, '/sys/bus/ap/apmask')).toBe(`${maskToHex(without(6))}\n`);
    const dry = run(state, 'chzdev --dry-run -t ap apmask=-1');
    expect([dry.state, dry.output[0]]).toEqual([
      state,
      'Starting dry-run, configuration will not be changed',
    ]);
    const gone = run(imported.state, 'chzdev -t ap -p --remove apmask --remove aqmask');
    expect([
      gone.message,
      checkExpectation(gone.state, { kind: 'absent', path: UDEV_RULE_PATH })?.ok,
    ]).toEqual([null, true]);
  });

  it('AP-Z1 mistake 3: a short list of what the host keeps is probably meant for guests', () => {
    const end = run(createApState({ lpar: masksOf([5, 6], [4]) }), 'chzdev -t ap apmask=5,6');
    expect(end.advice?.map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "apmask=5,6 lists what stays with the host: it keeps adapters 5 and 6 and gives all others to guests. To give away only these, write apmask=-5,-6.",
      ]
    `);
  });

  it('AP-D1, AP-D2 the life of a definition', () => {
    const file = definitionText('auto', masksOf([5], [4, 71]));
    const defined = run(host(), `mdevctl define -u ${M1} -p matrix --jsonfile g.json`, file);
    const started = script(defined.state, [
      `mdevctl modify --uuid=${M1} --addattr=assign_control_domain --value=4 --manual`,
      `mdevctl modify -u ${M1} --delattr --index=1`,
      `mdevctl start -u ${M1}`,
    ]);
    expect([defined.message, started.message]).toEqual([null, null]);
    expect(
      [definitionPath(M1), `${MATRIX}/${M1}/matrix`, `${MATRIX}/${M1}/control_domains`].map((path) =>
        shows(started.state, path),
      ),
    ).toEqual([definitionText('manual', masksOf([5], [71], [4])), '05.0047\n', '0004\n']);
    const stopped = run(started.state, `mdevctl stop -u ${M1}`);
    const gone = run(stopped.state, `mdevctl undefine -u ${M1}`);
    expect([findMdev(stopped.state, M1)?.active, gone.state.mdevs]).toEqual([false, []]);
  });

  it('AP-K1, AP-K2, AP-K4, AP-X1 what mdevctl and ap-check say', () => {
    const busy = createMdev(M2, { name: 'archive', matrix: masksOf([6], [4]), defined: 'auto' });
    const state = host({ mdevs: [busy] });
    const json = (attrs: readonly object[], start = 'manual') =>
      JSON.stringify({ mdev_type: 'vfio_ap-passthrough', start, attrs });
    const taken = json([{ assign_adapter: '6' }, { assign_domain: '4' }], 'auto');
    const reserved = json([{ assign_adapter: '9' }, { assign_domain: '4' }]);
    const tried: readonly (readonly [string, string | null])[] = [
      [`mdevctl define -u ${M1} -p matrix --jsonfile f`, taken],
      [`mdevctl start -u ${M1} -p matrix --jsonfile f`, taken],
      [`mdevctl start -u ${M1} -p matrix --jsonfile f`, reserved],
      [`mdevctl start -u ${M1} -p matrix --jsonfile f`, json([{ assign_control_domain: '4' }])],
      [`mdevctl start -u ${M1} -p matrix --jsonfile f`, json([{ bogus: '4' }])],
      [`mdevctl define -u ${M1} -p matrix --jsonfile f`, json([{ assign_domain: '4,5' }])],
      [`mdevctl define -u ${M1} -p matrix --jsonfile f`, json([{ ap_config: '0x06,0x0,0x0' }])],
      [`mdevctl define -u ${M1} -p matrix --jsonfile f`, '{"mdev_type": 5}'],
      [`mdevctl define -u ${M1} -p Matrix --jsonfile f`, taken],
      [`mdevctl define -u ${M2} -p matrix -t vfio_ap-passthrough`, null],
      [`mdevctl start -u ${M1}`, null],
      [`mdevctl start -u ${M2}`, null],
      [`mdevctl stop -u ${M1}`, null],
      [`mdevctl undefine -u ${M1}`, null],
      [`mdevctl modify -u ${M2} --live --auto`, null],
      ['mdevctl start -u 1234', null],
      ['mdevctl define -p matrix -t vfio_ap-passthrough', null],
      [`mdevctl destroy -u ${M2}`, null],
      [`mdevctl stop -u ${M2} --now`, null],
    ];
    expect(tried.map(([line, stdin]) => verdict(run(state, line, stdin)))).toMatchInlineSnapshot(`
      [
        {
          "errno": null,
          "message": "ap-check refuses it, and mdevctl ends with exit status 1: APQN 6.4 is defined for autostart by cef03c3c-903d-4ecc-9a83-40694cb8aee4.",
          "rule": "AP-C2",
        },
        {
          "errno": "EADDRINUSE",
          "message": "ap-check refuses it, and mdevctl ends with exit status 1: APQN 6.4 already in use by cef03c3c-903d-4ecc-9a83-40694cb8aee4. 62177883-f1bb-47f0-914d-32a22e3a8804 cannot get 06.0004 (adapter 6, domain 4): archive has it, and a queue belongs to one guest only.",
          "rule": "AP-C2",
        },
        {
          "errno": "EADDRNOTAVAIL",
          "message": "ap-check refuses it, and mdevctl ends with exit status 1: APQN 9.4 is not allowed for vfio_ap-passthrough use by the active ap bus mask settings. 62177883-f1bb-47f0-914d-32a22e3a8804 cannot get 09.0004 (adapter 9, domain 4): it is reserved for the host.",
          "rule": "AP-U11",
        },
        {
          "errno": null,
          "message": "ap-check refuses it, and mdevctl ends with exit status 1: At least one usage domain must be specified.",
          "rule": "AP-X1",
        },
        {
          "errno": "ENOENT",
          "message": "mdevctl ends with exit status 1 and removes the half-made device again (AP-D1): Invalid attribute 'bogus'. This kernel has no attribute of that name.",
          "rule": "AP-D1",
        },
        {
          "errno": null,
          "message": "mdevctl would store this, but it can never start: assign_domain has the list 4,5, which ap-check takes and the kernel does not.",
          "rule": "AP-K1",
        },
        {
          "errno": null,
          "message": "ap-check refuses it: ap_config needs three masks of 0x and 64 hex digits with commas between them.",
          "rule": "AP-K2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: f is no definition: it has no "mdev_type".",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: the parent of vfio_ap devices is called matrix, not Matrix.",
          "rule": "AP-D5",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: archive is defined already; use modify, or undefine it first.",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: 62177883-f1bb-47f0-914d-32a22e3a8804 is not defined, and neither a type nor a file is given.",
          "rule": "AP-D2",
        },
        {
          "errno": "EEXIST",
          "message": "mdevctl ends with exit status 1: archive is started already.",
          "rule": "AP-C7",
        },
        {
          "errno": "ENOENT",
          "message": "mdevctl ends with exit status 1: 62177883-f1bb-47f0-914d-32a22e3a8804 is not running.",
          "rule": "AP-C7",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: there is no definition of 62177883-f1bb-47f0-914d-32a22e3a8804.",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 1: how it starts is a matter of the definition, not of the running device.",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 2: 1234 is no UUID; a UUID has 32 hex digits, such as 62177883-f1bb-47f0-914d-32a22e3a8804.",
          "rule": "AP-C7",
        },
        {
          "errno": null,
          "message": "mdevctl define without --uuid is not rehearsed: the UUID it would choose cannot be known.",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 2: it has no command destroy.",
          "rule": "AP-D2",
        },
        {
          "errno": null,
          "message": "mdevctl ends with exit status 2: the option --now is not known here.",
          "rule": "AP-D2",
        },
      ]
    `);
  });

  it('AP-K3 a live change is one write of ap_config', () => {
    const state = host({
      max: { adapter: 63, domain: 84 },
      mdevs: [createMdev(M1, { matrix: masksOf([5, 6], [4]), shadow: masksOf([5, 6], [4]), guest: 'g' })],
    });
    const end = run(
      state,
      `mdevctl modify -u ${M1} --live --jsonfile f`,
      definitionText('manual', masksOf([6], [4, 71])),
    );
    expect([end.message, shows(end.state, `${MATRIX}/${M1}/matrix`), end.lost]).toEqual([
      null,
      '06.0004\n06.0047\n',
      [{ kind: 'apqn', apqn: 0x0504 }],
    ]);
    const silent = run(
      { ...state, apmask: without(5, 6, 64) },
      `mdevctl modify -u ${M1} --live --jsonfile f`,
      definitionText('manual', masksOf([6, 64], [4])),
    );
    expect([silent.message, silent.rule, silent.advice?.map(({ text }) => text)]).toMatchInlineSnapshot(`
      [
        null,
        "AP-K3",
        [
          "mdevctl ends with 0, but the kernel refused the write of ap_config (ENODEV): There is no adapter 64 on this machine: the highest is 63 (0x3f).",
        ],
      ]
    `);
  });

  it('a text without a byte is no write, and a newline alone is one', () => {
    const state = host({ mdevs: [createMdev(M1)] });
    const lines = ['echo -n > /sys/bus/ap/apmask', ': > /sys/bus/ap/apmusk', 'echo > /sys/bus/ap/apmask'];
    const plannings = new Map([['ap', apPlanning]]);
    const ends = lines.map((line) => {
      const { result, states } = rehearseScript(plannings, new Map([['ap', state]]), null, line);
      return [result.lines[0]?.ok, result.lines[0]?.errno, states[1]?.get('ap') === state];
    });
    expect(ends).toEqual([
      [true, null, true],
      [false, 'ENOENT', true],
      [true, null, false],
    ]);
  });

  it('AP-U18 waiting for a guest has no effect once it is off, and fails while it runs', () => {
    const mdev = createMdev(M1, { name: 'a', matrix: masksOf([5], [4]), guest: 'payments' });
    const running = host({ mdevs: [mdev] });
    const waiting = {
      kind: 'run',
      commands: [{ argv: waitForEnd('payments'), stdin: null }],
      files: [],
    } as const;
    const early = performAction(running, waiting);
    const down = run(running, 'virsh shutdown -- payments').state;
    const late = performAction(down, waiting);
    expect([
      early?.rule,
      early?.message,
      early?.state === running,
      late?.message,
      late?.state === down,
    ]).toEqual([
      'AP-U18',
      'timeout ends with exit status 124: guest payments still runs after 300 seconds.',
      true,
      null,
      true,
    ]);
    const other = { argv: ['timeout', '9', 'sh', '-c', 'reboot', 'wait', 'payments'], stdin: null };
    expect(performAction(down, { kind: 'run', commands: [other], files: [] })).toBeNull();
  });

  it('AP-U17, AP-U18, AP-U19 guests by their names in libvirt', () => {
    const mdev = createMdev(M1, { name: 'payments', matrix: masksOf([5], [4]) });
    const started = run(host({ mdevs: [mdev] }), 'virsh start payments');
    expect([findMdev(started.state, M1)?.guest, run(started.state, 'virsh start payments').message]).toEqual([
      'payments',
      'virsh ends with exit status 1: guest payments runs already.',
    ]);
    expect(
      ['virsh reboot payments', 'virsh -c qemu:///system destroy payments'].map(
        (line) => run(started.state, line).lost.length,
      ),
    ).toEqual([1, 1]);
    expect(
      performAction(host(), { kind: 'run', commands: [command('virsh start other')], files: [] }),
    ).toBeNull();
  });

  it('AP-D4 node devices of libvirt are mdevctl’s definitions', () => {
    const xml = `<device><parent>ap_matrix</parent><capability type='mdev'><type id='vfio_ap-passthrough'/><uuid>${M1}</uuid><attr name='assign_adapter' value='5'/><attr name='assign_domain' value='4'/></capability></device>`;
    const name = `mdev_${M1.replaceAll('-', '_')}_matrix`;
    const defined = run(host(), 'virsh nodedev-define f.xml', xml);
    const end = script(defined.state, [`virsh nodedev-autostart ${name}`, `virsh nodedev-start ${name}`]);
    expect([
      end.message,
      findMdev(end.state, M1)?.defined,
      shows(end.state, `${MATRIX}/${M1}/matrix`),
    ]).toEqual([null, 'auto', '05.0004\n']);
  });

  it('AP-C7 the module goes only without running guests, and takes all devices with it', () => {
    const guest = createMdev(M1, { matrix: masksOf([5], [4]), shadow: masksOf([5], [4]), guest: 'g' });
    const state = host({ mdevs: [guest, createMdev(M2, { defined: 'manual' })] });
    expect(verdict(run(state, 'modprobe -r vfio_ap')).errno).toBe('EBUSY');
    const idle = run(state, 'virsh destroy g');
    const end = run(idle.state, 'modprobe -r vfio_ap');
    expect([end.state.vfioApLoaded, end.state.mdevs.map(({ id, active }) => [id, active])]).toEqual([
      false,
      [[M2, false]],
    ]);
    expect(run(end.state, 'modprobe vfio_ap').state.queues.state).toEqual(state.queues.state);
  });

  it('files alone: the rule and a definition written by hand', () => {
    const kept = { apmask: without(5, 6), aqmask: null };
    const files = [
      { path: UDEV_RULE_PATH, text: udevRuleText(kept) },
      { path: definitionPath(M1), text: definitionText('auto', masksOf([5], [4])) },
      { path: '/etc/motd', text: 'x' },
    ];
    const end = performAction(host(), { kind: 'run', commands: [command('install x')], files });
    expect([end?.state.persistent, findMdev(end!.state, M1)?.stored]).toEqual([kept, masksOf([5], [4])]);
    const gone = performAction(end!.state, {
      kind: 'run',
      commands: [],
      files: files.map(({ path }) => ({ path, text: null })),
    });
    expect([gone?.state.persistent, gone?.state.mdevs]).toEqual([{ apmask: null, aqmask: null }, []]);
  });
});

describe('reading back', () => {
  it('every file and link of a captured host shows what the capture shows', () => {
    const state = host({
      cards: new Map([
        [
          5,
          {
            type: 'CEX8C',
            mode: 'cca',
            hwtype: 14,
            online: true,
            config: true,
            chkstop: false,
            serial: 'A1',
          },
        ],
      ]),
      mdevs: [
        createMdev(M1, {
          matrix: masksOf([5], [4], [4]),
          shadow: masksOf([5], [4], [4]),
          guest: 'g',
          defined: 'auto',
        }),
        createMdev(M2, { active: false, matrix: masksOf([6], [4]), defined: 'manual' }),
      ],
    });
    const wrong = [...captureLines(state)].flatMap(([path, content, target]) => {
      const back =
        content === null
          ? checkExpectation(state, { kind: 'link', path, name: target.split('/').at(-1)! })
          : checkExpectation(state, { kind: 'text', path, text: content });
      return back === null || back.ok ? [] : [back];
    });
    // The folder of the matrix device is reached by this link itself.
    expect(wrong.filter(({ expectation }) => expectation.path !== '/sys/class/mdev_bus/matrix')).toEqual([]);
  });
});
