import { expect, test } from 'vitest';
import { idsOf } from '../../../../shared/mask.ts';
import { parseBusText, parseDomainMap, parseLszcrypt } from './lszcrypt.ts';

const VERBOSE = `CARD.DOM TYPE  MODE        STATUS     REQUESTS  PENDING HWTYPE QDEPTH FUNCTIONS  DRIVER
--------------------------------------------------------------------------------------------
05       CEX8C CCA-Coproc  online           17        0     14     08 S--D--N-F- cex4card
05.0004  CEX8C CCA-Coproc  in use            0        -     14     08 S--D--N-F- vfio_ap
05.0047  CEX8C CCA-Coproc  assigned          0        -     14     08 S--D--N-F- vfio_ap
06.00ab  CEX8P EP11-Coproc -                 0        -     14     08 S----XN-F- -no-driver-
07       CEX8A Accelerator deconfig          -        -     14     08 SMC-A-N-F- cex4card
Warning: Default domain 0x04 is not available.
`;

function short(text: string) {
  const table = parseLszcrypt(text);
  return (
    table && {
      rows: table.rows.map(({ adapter, domain, status, requests, driver, seState }) => [
        adapter,
        domain,
        status,
        requests,
        driver,
        seState,
      ]),
      verbose: table.verbose,
      damaged: table.damaged,
      warnings: table.warnings.length,
    }
  );
}

test('columns are cut by the header, a status with a blank is one value, a warning is no row', () => {
  expect(short(VERBOSE)).toEqual({
    rows: [
      [5, null, 'online', '17', 'cex4card', null],
      [5, 4, 'in use', '0', 'vfio_ap', null],
      [5, 71, 'assigned', '0', 'vfio_ap', null],
      [6, 171, '-', '0', '', null],
      [7, null, 'deconfig', '-', 'cex4card', null],
    ],
    verbose: true,
    damaged: [],
    warnings: 1,
  });
});

test('a value longer than its column pushes the rest to the right', () => {
  const long = VERBOSE.replace(
    '05.0004  CEX8C CCA-Coproc  in use            0 ',
    '05.0004  CEX8C CCA-Coproc  in use     123456789012 ',
  );
  expect(short(long)?.rows[1]).toEqual([5, 4, 'in use', '123456789012', 'vfio_ap', null]);
});

test('the old header CARD.DOMAIN, the column SESTAT, and a table without -V', () => {
  const old = `CARD.DOMAIN TYPE  MODE        STATUS  REQUESTS
----------------------------------------------
06          CEX5C CCA-Coproc  online         0
06.0011     CEX5C CCA-Coproc  online         3
`;
  const secure = `CARD.DOM TYPE  MODE        STATUS     REQUESTS  PENDING HWTYPE QDEPTH FUNCTIONS  DRIVER      SESTAT
--------------------------------------------------------------------------------------------------------
05       CEX8P EP11-Coproc online            0        0     14     08 S----XN-F- cex4card    -
05.0004  CEX8P EP11-Coproc online            0        0     14     08 S----XN-F- cex4queue   unbound
`;
  expect([short(old)?.rows, short(old)?.verbose, short(secure)?.rows]).toEqual([
    [
      [6, null, 'online', '0', null, null],
      [6, 17, 'online', '3', null, null],
    ],
    false,
    [
      [5, null, 'online', '0', 'cex4card', '-'],
      [5, 4, 'online', '0', 'cex4queue', 'unbound'],
    ],
  ]);
});

test('damaged lines are kept apart, other texts are no table', () => {
  const damaged = `${VERBOSE}05.0\nxx.0004  CEX8C CCA-Coproc  online 0 0 14 08 S--D--N-F- vfio_ap\n05.ffff  CEX8C CCA-Coproc  online            0        0     14     08 S--D--N-F- vfio_ap\n`;
  expect([short(damaged)?.rows.length, short(damaged)?.damaged.length, parseLszcrypt('nothing')]).toEqual([
    5,
    3,
    null,
  ]);
});

test('the domain map and the bus attributes', () => {
  const rows = Array.from(
    { length: 16 },
    (_, row) =>
      `    ${row.toString(16)}0${row === 0 ? '  .  B  U  C'.padEnd(48).replace(/ {3}(?= *$)/g, '  .') : '  .'.repeat(16)}`,
  );
  const map = parseDomainMap(`DOMAIN 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f\n${rows.join('\n')}\n`);
  const bus = parseBusText('ap_domain=-1 (not set)\nap_max_domain_id=0xff\n');
  expect([
    map && idsOf(map.usage),
    map && idsOf(map.control),
    map?.damaged,
    bus,
    parseBusText('x'),
    parseBusText('features: APSC APXA\nap_domain=0x04 (unavailable)\n'),
  ]).toEqual([
    [1, 2],
    [1, 3],
    [],
    { features: null, defaultDomain: -1, maxDomain: 255 },
    null,
    { features: new Set(['APSC', 'APXA']), defaultDomain: 4, maxDomain: null },
  ]);
});
