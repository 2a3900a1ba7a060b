import { expect, test } from 'vitest';
import { parseDomainXml } from './domain-xml.ts';
import { placeOfText } from './captured-texts.ts';
import { parseMdevctlLines } from './mdev-definitions.ts';

test('texts made to be slow are read in bounded time', () => {
  const started = performance.now();
  const big = 1_000_000;
  parseDomainXml(`<domain><name>x</name>${'<a>'.repeat(big / 3)}`);
  parseDomainXml(`<domain><name>x</name>${'<a b="c"/>'.repeat(big / 10)}</domain>`);
  parseDomainXml(`<domain ${'a="b" '.repeat(big / 6)}>`);
  parseDomainXml(`<domain>${'&amp;'.repeat(big / 5)}</domain>`);
  for (const piece of ['ATTR{', 'CARD.DOM ', '<!--', '{"mdev_type"', ' ', '[{"', '#', 'DOMAIN 00 '])
    placeOfText('x', piece.repeat(big / piece.length));
  parseMdevctlLines('0'.repeat(big));
  expect(performance.now() - started).toBeLessThan(8000);
});

test.each([
  ['running', true],
  ['paused', true],
  ['pmsuspended', true],
  ['shutoff', false],
  ['crashed', false],
])('a domain whose status file says %s has its devices: %s', (state, running) => {
  const read = parseDomainXml(`<domstatus state='${state}'><domain><name>g</name></domain></domstatus>`);
  expect(read).toMatchObject({ name: 'g', running });
});
