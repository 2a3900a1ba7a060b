import { describe, expect, it } from 'vitest';
import { definitionPath, definitionText } from '../../export/definition-text.ts';
import { createMdev, findMdev, masksOf } from '../../model.ts';
import { M1, M2, MATRIX, host, run, script, shows, verdict, without } from '../testing.ts';

describe('mdevctl', () => {
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
});
