import { useState } from 'react';
import { Segmented } from '../../ui/Segmented.tsx';

/** Vector n of the NVMe in the lab: all numbers go up by one, so one row makes all three. */
const VECTORS = ['0', '1', '2'] as const;

interface NumberRow {
  readonly what: string;
  readonly value: (vector: number) => string;
  readonly read: string;
  readonly use: string;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

const ROWS: readonly NumberRow[] = [
  {
    what: 'LISN',
    value: (vector) => hex(0x1300 + vector),
    read: 'info pic; guest debugfs, IRQ',
    use: 'The guest asks the hypervisor with it, and it gives the page addresses.',
  },
  {
    what: 'HW IRQ',
    value: (vector) => `${hex(0xfd800 + vector)}, before ${hex(0x1e + vector)}`,
    read: 'KVM’s debugfs table, HW/CHIP',
    use: 'The chip’s number: of the PHB source while connected, else of the IPI source.',
  },
  {
    what: 'Linux irq',
    value: (vector) => `${22 + vector} in the guest, ${43 + vector} on the host`,
    read: '/proc/interrupts, first column',
    use: 'Each Linux counts for itself.',
  },
  {
    what: 'EISN',
    value: (vector) => hex(22 + vector),
    read: 'info pic, EISN; debugfs, lirq',
    use: 'What the guest finds in its queue. The same as its own irq, in hex.',
  },
  {
    what: 'MSI number',
    value: (vector) => `${vector} in the guest, ${134_742_016 + vector} on the host`,
    read: '/proc/interrupts, behind PCI-MSI',
    use: 'PCI slot and vector index. It looks like a LISN and is none.',
  },
];

export function NumbersOfVector() {
  const [vector, setVector] = useState<(typeof VECTORS)[number]>('0');
  return (
    <div className="figure figure-wide">
      <div className="lesson-buttons lesson-buttons-first">
        <Segmented
          label="Interrupt of the guest"
          value={vector}
          options={VECTORS.map((value) => ({ value, label: `nvme0q${value}` }))}
          onChange={setVector}
        />
      </div>
      <table className="lesson-table">
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">Here</th>
            <th scope="col">Where it stands</th>
            <th scope="col">What it is for</th>
          </tr>
        </thead>
        <tbody>
          {ROWS.map(({ what, value, read, use }) => (
            <tr key={what}>
              <th scope="row">{what}</th>
              <td className="mono">{value(Number(vector))}</td>
              <td>{read}</td>
              <td>{use}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
