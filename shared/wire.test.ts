import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StudioError } from './errors.ts';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from './wire.ts';

describe('frames', () => {
  it('carry bytes of every length and value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        const frame = { type: 'call', id: 1, name: 'host.importBytes', input: { name: 'x', bytes } } as const;
        expect(decodeClientFrame(encodeFrame(frame))).toEqual(frame);
      }),
      { numRuns: 30 },
    );
  });

  it('carry bytes of one base64 text whatever the machine’s byte order', () => {
    const bytes = new Uint8Array(new Uint32Array([0x01020304]).buffer.slice(0));
    const order = bytes[0] === 4 ? 'BAMCAQ==' : 'AQIDBA==';
    const text = encodeFrame({ type: 'result', id: 1, value: bytes });
    expect(JSON.parse(text).value).toEqual({ $bytes: order });
    expect(decodeServerFrame(text)).toEqual({ type: 'result', id: 1, value: bytes });
  });

  it('are refused when they are none', () => {
    const wrong = ['', '{', 'null', '[]', '{"type":"call"}', '{"type":"call","id":"1","name":"app.info"}'];
    const more = ['{"type":"cancel","id":1.5}', '{"type":"event","id":1}', '{"a":{"$bytes":"*"}}'];
    for (const text of [...wrong, ...more]) expect(() => decodeClientFrame(text), text).toThrow(StudioError);
  });
});
