import { describe, expect, it } from 'vitest';
import { createMdev } from '../model.ts';
import { checkExpectation } from './check.ts';
import { CREATE, M1, M2, MATRIX, host, verdict, write } from './testing.ts';

describe('what is not there', () => {
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
});
