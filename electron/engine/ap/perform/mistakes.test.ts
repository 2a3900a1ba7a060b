import { describe, expect, it } from 'vitest';
import { createMdev } from '../model.ts';
import { M1, MATRIX, host, write } from './testing.ts';

describe('mistakes', () => {
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
});
