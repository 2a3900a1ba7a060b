/** `studio domain WORKSPACE DOMAIN.xml`: a libvirt domain with the guest's devices put in. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import { domainXml } from '../engine/export/export-host.ts';
import { childrenOf, scanXml } from '../engine/export/xml-scan.ts';
import { saveAtomically, systemReason } from '../engine/workspace/atomic-save.ts';
import { BadUse, type Command, EXIT, textOption, warn } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHost, guestId, HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';

/** The domain's own name, which is most often what the guest is called as well. */
function nameIn(xml: string): string {
  const [name] = childrenOf(scanXml(xml), 'name');
  const text = name === undefined ? '' : xml.slice(name.contentStart, name.contentEnd).trim();
  if (text === '') throw new BadUse('--guest says whose device is meant; the domain has no name');
  return text;
}

export const domainSubcommand: Command = {
  name: 'domain',
  usage: 'domain WORKSPACE DOMAIN.xml [--guest GUEST] [-o FILE] [--overwrite] [--host NAME]',
  about: 'Puts the devices of a guest into its libvirt domain XML; everything else stays byte for byte.',
  options: {
    ...HOST_OPTION,
    guest: { type: 'string' },
    output: { type: 'string', short: 'o' },
    overwrite: { type: 'boolean' },
  },
  explained: {
    'guest GUEST': 'whose device, by name or UUID; without it the guest that is called like the domain',
    'output FILE': 'write here, short -o; without it to standard output',
    overwrite: 'replace the file of -o if it exists and holds something else',
    ...HOST_EXPLAINED,
  },
  positionals: { least: 2, most: 2 },
  async run({ values, positionals }) {
    const [workspace = '', file = ''] = positionals;
    const host = chosenHost(await readDocument(workspace), values);
    const xml = await readFile(file, 'utf8').catch((error: unknown) => {
      throw new StudioError('io', `${file} cannot be read: ${systemReason(error)}.`);
    });
    const guest = textOption(values, 'guest') ?? nameIn(xml);
    const edited = domainXml(families, host, guestId(host, guest), xml);
    const output = textOption(values, 'output');
    if (output === undefined) process.stdout.write(edited.xml);
    else await saveAtomically(path.resolve(output), edited.xml, { overwrite: values['overwrite'] === true });
    for (const note of edited.notes) warn(`note: ${note}`);
    return EXIT.fine;
  },
};
