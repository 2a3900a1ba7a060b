import { describe, expect, it } from 'vitest';
import type { ApState } from '../../../../shared/ap/types.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { M1, M2, rehearse, scriptHost, without } from './testing.ts';

describe('what is told of a whole script', () => {
  it('mistakes 1, 2, 3, 12 and 23 are explained with their rule', () => {
    const state = scriptHost({ mdevs: [createMdev(M1), createMdev(M2)] });
    const text = `echo "" > /sys/bus/ap/apmask
echo 0x41 > /sys/bus/ap/aqmask
cd /sys/bus/mdev/devices/${M1}
echo 05.0047 > assign_adapter
echo ab > assign_domain
echo 5 > assign_adapter
echo 010 > assign_domain
echo 5 > ../${M2}/assign_adapter
echo 010 > ../${M2}/assign_domain
chzdev -t ap apmask=5,-6
chzdev -t ap aqmask=4
echo $DOMIAN > assign_domain
echo 1 > assign_domian
echo nonsense > /sys/class/mdev_bus/matrix/mdev_supported_types/vfio_ap-passthrough/create`;
    const { result, lines } = rehearse(state, text);
    expect(
      lines.filter(({ ok }) => !ok).map(({ line, rule, errno }) => [line, rule, errno]),
    ).toMatchInlineSnapshot(`
      [
        [
          4,
          "AP-U10",
          "EINVAL",
        ],
        [
          5,
          "AP-U11",
          "EINVAL",
        ],
        [
          9,
          "AP-C2",
          "EADDRINUSE",
        ],
        [
          10,
          "AP-Z1",
          null,
        ],
        [
          12,
          "AP-U11",
          "EINVAL",
        ],
        [
          13,
          null,
          "ENOENT",
        ],
        [
          14,
          "AP-C7",
          "EINVAL",
        ],
      ]
    `);
    expect(result.advice).toMatchInlineSnapshot(`
      [
        {
          "line": 1,
          "rule": "AP-M2",
          "text": "An empty text is a mask of zeros: apmask keeps no adapters for the host any more, and every queue goes to guests.",
        },
        {
          "line": 2,
          "rule": "AP-M2",
          "text": "Bits count from the left: 0x41 is filled up with zeros at the right, so the host keeps domains 1 and 7 of 0 to 255 and nothing else. A full mask has 64 digits.",
        },
        {
          "line": 7,
          "rule": "AP-U11",
          "text": "assign_domain reads 010 as octal, since it begins with 0: that is 8. Names of queues are hex: 0x10 would be 16.",
        },
        {
          "line": 12,
          "rule": null,
          "text": "DOMIAN is not set, so nothing stands in its place.",
        },
        {
          "line": 4,
          "rule": null,
          "text": "This fails, and the script goes on as if nothing had happened. Put “set -e” at its beginning, so that it stops at the first failure instead of leaving half of it done.",
        },
        {
          "line": null,
          "rule": "AP-Z5",
          "text": "apmask is not what the next boot brings: the change is lost then. chzdev --type ap -p keeps it, together with the loading of vfio_ap.",
        },
        {
          "line": null,
          "rule": "AP-D2",
          "text": "62177883-f1bb-47f0-914d-32a22e3a8804 and cef03c3c-903d-4ecc-9a83-40694cb8aee4 have no definition and are gone after the next boot; mdevctl define keeps them.",
        },
        {
          "line": null,
          "rule": "AP-M5",
          "text": "The host keeps no adapter of its own any more.",
        },
      ]
    `);
  });

  it('AP-Z5, AP-D2, AP-U13, AP-P1, AP-M5 what does not last or is half there is told at the end', () => {
    const table = createApState({ lpar: masksOf([5, 6], [4, 71]), apmask: without(5, 6), defaultDomain: 4 });
    const holes = Uint8Array.from(table.queues.state);
    holes[0x0547] = 1;
    const state = {
      ...table,
      queues: { ...table.queues, state: holes },
      mdevs: [createMdev(M1, { name: 'payments' })],
    };
    const dir = `cd /sys/bus/mdev/devices/${M1}\n`;
    const said = (text: string, from: ApState = state) =>
      rehearse(from, text).result.advice.map(({ rule, text: sentence }) => [rule, sentence]);
    const half = `${dir}echo 5 >assign_adapter; echo 4 >assign_domain; echo 71 >assign_domain`;
    expect({
      kept: said('chzdev -t ap -p apmask=-5,-6'),
      half: said(half),
      stale: said(`${half}; echo 71 > unassign_domain`),
      unloaded: said('echo -4 > /sys/bus/ap/aqmask', {
        ...createApState({ lpar: masksOf([5], [4]), defaultDomain: 4, vfioApLoaded: false }),
      }),
    }).toMatchInlineSnapshot(`
      {
        "half": [
          [
            "AP-D2",
            "payments has no definition and is gone after the next boot; mdevctl define keeps it.",
          ],
          [
            "AP-P1",
            "payments does not see adapter 5, although assigned: 05.0047 is not bound to any driver. Compare guest_matrix with matrix.",
          ],
        ],
        "kept": [],
        "stale": [
          [
            "AP-D2",
            "payments has no definition and is gone after the next boot; mdevctl define keeps it.",
          ],
          [
            "AP-U13",
            "payments does not see adapter 5, although assigned: nothing hides it any more, but the kernel has not filtered again. Taking a domain away does not bring an adapter back; writing the content of ap_config again does.",
          ],
        ],
        "unloaded": [
          [
            "AP-Z5",
            "aqmask is not what the next boot brings: the change is lost then. chzdev --type ap -p keeps it, together with the loading of vfio_ap.",
          ],
          [
            "AP-M5",
            "1 queue has no driver, because vfio_ap is not loaded: modprobe vfio_ap.",
          ],
          [
            "AP-M5",
            "Domain 4 is the default domain of the host’s own programs, and it is given away.",
          ],
        ],
      }
    `);
  });
});
