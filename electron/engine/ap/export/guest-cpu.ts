/** Whether a guest's CPU brings AP instructions: the commonest reason why a guest sees no queues (ap.md 5.7, mistake 16). */
import { childrenOf, valueOf, type XmlElement } from '../../export/xml-scan.ts';
import { listWords } from '../../words.ts';

const FEATURES = {
  ap: 'without it the guest does not start with this device',
  apqci: 'without it the guest sees no domain above 15',
  apft: 'without it Linux in the guest finds no devices',
  apqi: 'without it the guest polls instead of using interrupts',
} as const;
type Feature = keyof typeof FEATURES;

function missing(cpu: XmlElement): Feature[] {
  const named = new Map(
    childrenOf(cpu, 'feature').map((feature) => [
      valueOf(feature, 'name'),
      valueOf(feature, 'policy') ?? 'require',
    ]),
  );
  // Both host modes bring what the host has; a named model has what is asked for by name.
  const mode = valueOf(cpu, 'mode');
  const fromHost = mode === 'host-passthrough' || mode === 'host-model' || mode === 'maximum';
  return (Object.keys(FEATURES) as Feature[]).filter((name) => {
    const policy = named.get(name);
    if (policy === undefined) return !fromHost;
    return policy === 'disable' || policy === 'forbid';
  });
}

/** Sentences about what of a domain's CPU and machine keeps its AP device from working; none without a CPU of its own. */
export function cpuNotes(domain: XmlElement): string[] {
  const arch = childrenOf(domain, 'os')
    .flatMap((os) => childrenOf(os, 'type'))
    .map((type) => valueOf(type, 'arch'))[0];
  if (arch !== undefined && arch !== 's390x')
    return ['The domain is not of architecture s390x; libvirt refuses vfio-ap for others.'];
  const [cpu] = childrenOf(domain, 'cpu');
  const lacking = cpu ? missing(cpu) : [];
  if (lacking.length === 0) return [];
  return [
    `The domain’s CPU does not bring ${listWords(lacking)}: ${lacking.map((name) => `${name}, ${FEATURES[name]}`).join('; ')}. Add <feature policy='require' name='ap'/> and so on, or use mode host-model.`,
  ];
}
