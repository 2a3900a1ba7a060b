import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeptMap } from './kept-map.ts';

it('keeps what a plain map keeps, in its order, and leaves earlier maps as they were', () => {
  const entry = fc.tuple(fc.oneof(fc.nat(90), fc.nat(0x7fff_fffe)), fc.nat());
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 150 }), (entries) => {
      const plain = new Map<number, number>();
      let kept = new KeptMap<number>();
      const lives = entries.map(([key, value]) => {
        plain.set(key, value);
        kept = kept.with(key, value);
        return [kept, [...plain]] as const;
      });
      expect(
        lives.map(([map, list]) => [[...map], [...map.keys()], map.size, list.map(([key]) => map.get(key))]),
      ).toEqual(
        lives.map(([, list]) => [
          list,
          list.map(([key]) => key),
          list.length,
          list.map(([, value]) => value),
        ]),
      );
    }),
  );
});
