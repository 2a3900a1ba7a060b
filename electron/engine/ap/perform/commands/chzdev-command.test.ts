import { describe, expect, it } from 'vitest';
import { maskOf, maskToHex } from '../../../../../shared/mask.ts';
import { UDEV_RULE_PATH, udevRuleText } from '../../export/udev-rule.ts';
import { createApState, createMdev, masksOf } from '../../model.ts';
import { checkExpectation } from '../check.ts';
import { M1, host, run, shows, verdict, without } from '../testing.ts';

describe('chzdev', () => {
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
});
