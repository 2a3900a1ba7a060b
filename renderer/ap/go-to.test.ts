import { expect, test } from 'vitest';
import { apqnOf } from '../../shared/apqn.ts';
import { fixtureState } from './fixture.ts';
import { readGoTo } from './go-to.ts';
import { groupedHex } from './grouped-hex.ts';

test('a mask is shown in groups of four digits, without the zeros behind its last bit', () => {
  expect([groupedHex(`0x06${'0'.repeat(62)}`), groupedHex(`0x${'0'.repeat(64)}`)]).toEqual([
    '0x0600 0000 …',
    '0x0000 0000 …',
  ]);
});

test('go to: hex APQN, numbers with their base, rows, columns, guests', () => {
  const host = fixtureState();
  const go = (text: string) => {
    const found = readGoTo(text, host);
    return found.ok ? (found.apqn ?? found.refs[0]) : found.ok;
  };
  expect(['06.0047', '6,71', '6 0x47', 'adapter 6', 'domain 0x47', 'hsm', 'nobody', ''].map(go)).toEqual([
    apqnOf(6, 71),
    apqnOf(6, 71),
    apqnOf(6, 71),
    { kind: 'adapter', id: 6 },
    { kind: 'domain', id: 71 },
    { kind: 'guest', id: 'hsm-proxy' },
    false,
    false,
  ]);
});
