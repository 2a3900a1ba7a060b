/** Every judge is shown something right and something wrong first: a judge that cannot refuse proves nothing. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleState } from './harness/examples.ts';
import { inHost, placeHost, writesTo } from './harness/host-folder.ts';
import { defineComplaint, domainAround, schemaComplaint } from './harness/libvirt.ts';
import { defineAll, defineByMdevctl } from './harness/mdevctl.ts';
import { needsFuse, needsNamespace, needsPrograms } from './harness/needs.ts';
import { scratch } from './harness/scratch.ts';
import { shellComplaints } from './harness/shell.ts';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');
const read = (...parts: string[]): string => readFileSync(path.join(FIXTURES, ...parts), 'utf8');
const ID = '9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001';
const MDEV = `/sys/bus/mdev/devices/${ID}`;

interface Verdict {
  readonly schema_exit: number;
}

describe('the schemas of libvirt', () => {
  it('give the recorded verdict on every sample, good and bad', { timeout: 60_000 }, async (context) => {
    needsPrograms(context, 'virt-xml-validate', 'xmllint');
    const verdicts = JSON.parse(read('libvirt/verdicts.json')) as Record<string, Verdict>;
    const found: Record<string, boolean> = {};
    for (const file of Object.keys(verdicts)) {
      const schema = path.basename(file).startsWith('domain') ? 'domain' : 'nodedev';
      found[file] = (await schemaComplaint(read('libvirt', file), schema)) === null;
    }
    const recorded = Object.entries(verdicts).map(([file, { schema_exit }]) => [file, schema_exit === 0]);
    expect(found).toEqual(Object.fromEntries(recorded));
    expect(new Set(Object.values(found))).toEqual(new Set([true, false]));
  });

  it('accept a host device in a domain and refuse a wrong one', async (context) => {
    needsPrograms(context, 'virt-xml-validate', 'virsh');
    const good = domainAround(read('libvirt/good/hostdev-ap.frag.xml'));
    const bad = good.replace(" model='vfio-ap'", '');
    const answers = [good, bad].map(async (xml) => [
      (await schemaComplaint(xml, 'domain')) === null,
      (await defineComplaint(xml)) === null,
    ]);
    expect(await Promise.all(answers)).toEqual([
      [true, true],
      [false, false],
    ]);
  });
});

describe('the shells and their linter', () => {
  it('pass a sound script and object to one that is not', async (context) => {
    needsPrograms(context, 'bash', 'dash', 'shellcheck');
    expect(await shellComplaints('#!/bin/sh\nset -eu\nprintf "%s\\n" "$1"\n')).toEqual([]);
    const [linter] = await shellComplaints('#!/bin/sh\necho $1\n');
    expect(linter).toMatch(/^shellcheck: .*SC2086/);
    expect((await shellComplaints('#!/bin/sh\nif true; then\n')).map((line) => line.split(':')[0])).toEqual([
      'bash',
      'dash',
      'shellcheck',
    ]);
    const [bashism] = await shellComplaints('#!/bin/sh\nexec cat < <(date)\n');
    expect(bashism).toMatch(/^dash: .*[Ss]yntax error/);
  });
});

describe('scripts of our own', () => {
  it.for(['build/install-debian.sh', 'electron/peers/harness/in-host.sh'])(
    'are sound: %s',
    async (file, context) => {
      needsPrograms(context, 'bash', 'dash', 'shellcheck');
      const text = readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
      expect(await shellComplaints(text)).toEqual([]);
    },
  );
});

describe('mdevctl on a folder', () => {
  it('keeps a definition byte for byte and refuses what is none', async (context) => {
    needsPrograms(context, 'mdevctl');
    await needsNamespace(context);
    const host = placeHost(scratch(), exampleState('kernel-documentation'));
    const json = read('mdevctl/matrix', ID);
    const { file, printed } = await defineByMdevctl(host, ID, json);
    expect({ file, printed }).toEqual({ file: json, printed: `${json}\n` });
    await expect(defineByMdevctl(host, ID, json)).rejects.toThrow('Cowardly refusing');
    const other = ID.replace(/1$/, '3');
    await expect(defineAll(host, { [other]: `[${json}]` })).rejects.toThrow('invalid json');
    const loose = json.replaceAll(/\s/g, '');
    const { stored } = await defineAll(host, { [other]: loose });
    expect([stored[other] === loose, stored[other]]).toEqual([false, json]);
  });

  it('AP-U10 AP-U11 starts what the rules allow and gets the errno of what they do not', async (context) => {
    needsPrograms(context, 'mdevctl');
    await needsFuse(context);
    const host = placeHost(scratch(), exampleState('kernel-documentation'));
    const json = (domain: number) =>
      JSON.stringify({
        mdev_type: 'vfio_ap-passthrough',
        start: 'manual',
        attrs: [{ assign_adapter: '6' }, { assign_domain: `${domain}` }],
      });
    await defineByMdevctl(host, ID, json(0x47));
    // Adapter 6 with domain 0x47 belongs to guest3; domain 5 belongs to nobody, so the second start works.
    const refused = await inHost(host, 'behaving', ['mdevctl', 'start', '-u', ID]);
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('Address already in use (os error 98)'),
    ]);
    await inHost(host, 'static', ['mdevctl', 'undefine', '-u', ID]);
    await defineByMdevctl(host, ID, json(5));
    const script = `mdevctl start -u ${ID} && cat ${MDEV}/matrix && printf 6 >${MDEV}/unassign_adapter && cat ${MDEV}/matrix`;
    const started = await inHost(host, 'behaving', ['sh', '-c', script]);
    expect(started).toEqual({ status: 0, stdout: '06.0005\n.0005\n', stderr: '' });
    const folder = `/devices/vfio_ap/matrix/${ID}`;
    expect(writesTo(host).filter((line) => !line.includes('/create '))).toEqual([
      `${folder}/assign_adapter <- 6`,
      `${folder}/assign_domain <- 71 [EADDRINUSE]`,
      `${folder}/remove <- 1`,
      `${folder}/assign_adapter <- 6`,
      `${folder}/assign_domain <- 5`,
      `${folder}/unassign_adapter <- 6`,
    ]);
  });

  it('AP-U10 AP-M4 the behaving tree refuses a queue of the host, and a mask that takes a queue back', async (context) => {
    await needsFuse(context);
    const state = exampleState('kernel-documentation');
    const host = placeHost(scratch(), state);
    const guest = `/sys/bus/mdev/devices/${state.mdevs[0]?.id}`;
    const script = [
      `echo 0 >${guest}/assign_adapter`,
      `echo 0 >${guest}/assign_domain`,
      'echo +4 >/sys/bus/ap/aqmask',
      `echo 1 >${guest}/remove`,
      'echo +5 >/sys/bus/ap/apmask',
      'echo +4 >/sys/bus/ap/aqmask',
      'readlink /sys/devices/ap/card05/05.0004/driver',
    ].join('; ');
    const { stdout } = await inHost(host, 'behaving', ['sh', '-c', script]);
    expect([writesTo(host).map((line) => path.basename(line)), stdout]).toEqual([
      [
        'assign_adapter <- 0',
        'assign_domain <- 0 [EADDRNOTAVAIL]',
        'aqmask <- +4 [EBUSY]',
        'remove <- 1',
        'apmask <- +5',
        'aqmask <- +4',
      ],
      '../../../../bus/ap/drivers/cex4queue\n',
    ]);
  });
});
