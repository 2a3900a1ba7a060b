/** `info qtree` of a monitor -> the zpci devices of its guest, with their cards. */
import { isDeviceId, isHostAddress } from '../../../../../shared/zpci/bounds.ts';
import { createDevice } from '../../model.ts';
import type { GuestDevice, ZpciLine } from '../../../../../shared/zpci/types.ts';
import { numberOf } from '../numbers.ts';

interface Node {
  readonly driver: string;
  readonly id: string;
  readonly properties: Map<string, string>;
}

function nodesIn(text: string): readonly Node[] {
  const nodes: Node[] = [];
  let indent = -1;
  for (const line of text.split('\n', 200_000)) {
    const device = /^( *)dev: ([\w.-]{1,64}), id "([^"]{0,64})"/.exec(line);
    if (device) {
      indent = device[1]!.length;
      nodes.push({ driver: device[2]!, id: device[3]!, properties: new Map() });
      continue;
    }
    const property = /^( *)([a-z][\w-]{0,63}) = (.{0,1024})$/.exec(line);
    // Properties of a device are two columns further in; those of the buses below it are deeper.
    if (property && property[1]!.length === indent + 2 && nodes.length > 0)
      nodes.at(-1)!.properties.set(property[2]!, property[3]!.replaceAll('"', ''));
  }
  return nodes;
}

function lineOf({ id, properties }: Node): ZpciLine {
  const number = (name: string, most: number) => numberOf(/^\d+/.exec(properties.get(name) ?? '')?.[0], most);
  const flag = (name: string) => (properties.has(name) ? properties.get(name) === 'true' : null);
  return {
    id: id === '' ? null : id,
    uid: number('uid', 0xff_ff),
    fid: number('fid', 0xff_ff_ff_ff),
    interpret: flag('interpret'),
    forwardingAssist: flag('forwarding-assist'),
    relaxedTranslation: flag('relaxed-translation'),
  };
}

/** The monitor lists the newest device first. Null when it has no zpci device, or does not show the cards. */
export function devicesOfQtree(text: string): readonly GuestDevice[] | null {
  const nodes = nodesIn(text);
  const lines = nodes.filter(({ driver }) => driver === 'zpci').reverse();
  // Without the bus of the cards nobody can tell a zpci device that waits from one that has its card.
  if (lines.length === 0 || !/^ *bus: pci\.\d/m.test(text)) return null;
  const ids = new Set<string>();
  return lines.flatMap((node) => {
    const id = node.properties.get('target') ?? '';
    if (!isDeviceId(id) || ids.has(id)) return [];
    ids.add(id);
    const card = nodes.find((one) => one.driver !== 'zpci' && one.id === id);
    const host = card?.properties.get('host') ?? '';
    const zpci = lineOf(node);
    // For an emulated card the machine has switched interpretation off; nobody asked for that.
    const own = card !== undefined && card.driver !== 'vfio-pci';
    return [
      createDevice({
        id,
        card:
          card === undefined
            ? null
            : card.driver === 'vfio-pci' && isHostAddress(host)
              ? { kind: 'vfio', host, options: [] }
              : { kind: 'emulated', driver: card.driver, msix: null, options: [] },
        zpci: own ? { ...zpci, interpret: null, forwardingAssist: null, relaxedTranslation: null } : zpci,
        managed: false,
        deviceClass: own ? 'other' : 'hostdev',
      }),
    ];
  });
}
