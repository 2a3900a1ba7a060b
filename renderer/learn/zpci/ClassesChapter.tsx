import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { CLASS_NAMES } from '../../../shared/zpci/fields.ts';
import { Segmented } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';

const STOPS = ['card', 'host kernel', 'VFIO', 'QEMU', 'guest'] as const;

const CLASSES = [
  {
    id: 'V',
    fields: 'UID, FID, handle, and since QEMU 7.2 the group number of intercepted functions',
    acts: ['QEMU'],
    says: 'Identifiers. They have to be unique and stable in the guest, so QEMU gives its own.',
    example: 'Host: FID 0x00000000, UID 0x0001. Guest: FID 0x00000041, UID 0x0031.',
  },
  {
    id: 'C',
    fields: 'interrupts, DASM, MSIA, update interval, version, PCHID, VFN, path, utility string',
    acts: ['card', 'VFIO'],
    says: 'Must be what the host got from CLP. They are copied, through the VFIO capabilities.',
    example:
      'The store block belongs here too, but for an intercepted function the host’s kernel reports its constant 128.',
  },
  {
    id: 'H',
    fields: 'first and last DMA address',
    acts: ['host kernel', 'QEMU'],
    says: 'Must be what the host did with the function, not what the machine said. The kernel cuts the window, and QEMU may cut it again.',
    example:
      'Machine: up to 2^57 - 1. Host with 4 GiB: up to 0x1ffffffff. With the limit of mappings: up to 0x10fffefff.',
  },
  {
    id: 'I',
    fields: 'frame size, table types, relaxed translation',
    acts: ['host kernel', 'QEMU'],
    says: 'What the host’s IOMMU side can do for the guest. A kind of table it cannot shadow must not be offered.',
    example: 'Frames of 1 MiB are never offered; table type 0x40 always is.',
  },
  {
    id: 'E',
    fields: 'everything of an emulated card',
    acts: ['QEMU'],
    says: 'There is no host value: QEMU has its own function and group with predefined values. They are also what a missing capability leaves.',
    example: 'virtio, NVMe, e1000e: group 0xff, 128 interrupts, window from 4 GiB.',
  },
] as const;
type ClassId = (typeof CLASSES)[number]['id'];

export function ClassesChapter() {
  const [id, setId] = useState<ClassId>('V');
  const shown = CLASSES.find((one) => one.id === id)!;
  return (
    <>
      <p>
        Which value is right depends on what it is for. In 2019 the fields were sorted into four classes;
        emulated cards make a fifth. The letters are on every field in the view.
      </p>
      <div className="figure figure-wide">
        <Segmented
          label="Class of values"
          value={id}
          options={CLASSES.map((one) => ({ value: one.id, label: `${one.id} ${CLASS_NAMES[one.id]}` }))}
          onChange={setId}
        />
        <div className="zl-way" role="img" aria-label={`Decided by: ${shown.acts.join(' and ')}`}>
          {STOPS.map((stop) => {
            const acts = (shown.acts as readonly string[]).includes(stop);
            return (
              <div key={stop} className="zl-stop" data-acts={acts}>
                <strong>{stop}</strong>
                {acts
                  ? 'decides'
                  : stop === 'guest'
                    ? 'reads it'
                    : shown.id === 'E' || shown.id === 'V'
                      ? 'not asked'
                      : 'passes it on'}
              </div>
            );
          })}
        </div>
        <p aria-live="polite">
          <strong>{shown.fields}.</strong> {shown.says}
        </p>
        <p className="quiet">{shown.example}</p>
      </div>
      <p>
        The proposal of 2019 handed over the machine’s raw window, and so missed its own third class: a guest
        could be told of addresses that the host does not handle. What was merged reports the window after the
        host’s cut.
      </p>
      <p>
        When a <Term id="vfio-capability">capability</Term> is missing, only its own fields fall back to
        QEMU’s values. They do not look wrong. In the view choose <em>What if</em> and take one away: what
        becomes wrong is marked, with how the guest’s driver would notice.
      </p>
      <RuleLinks rules={['ZPCI-Q4', 'ZPCI-G2', 'ZPCI-P3', 'ZPCI-P4']} />
    </>
  );
}
