import '../figures/figures.css';
import './zpci-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { RuleLinks } from '../xive/RuleLinks.tsx';
import {
  guestWindow,
  handledWindow,
  sizeText,
  type Window,
  type WindowSetting,
} from './zpci-figure-model.ts';

const START: WindowSetting = { start: 4, memory: 8, factor: 1, limit: 65_535, relaxed: false };
/** Bits of the sizes at the ends of the line: 1 MiB and 4 TiB. */
const LEAST = 20;
const MOST = 42;

/** Sizes differ by millions, so the line is logarithmic. */
function share({ start, end }: Window): number {
  const bits = Math.log2(Number(end - start + 1n));
  return Math.max(1, Math.min(100, ((bits - LEAST) / (MOST - LEAST)) * 100));
}

export function WindowChapter() {
  const [setting, setSetting] = useState(START);
  const change = (part: Partial<WindowSetting>) => setSetting({ ...setting, ...part });
  const handled = handledWindow(setting);
  const guest = guestWindow(setting);
  const isCut = guest.end < handled.end;
  return (
    <>
      <p>
        A function may do DMA between <Term id="sdma">SDMA</Term> and <Term id="edma">EDMA</Term> only. Three
        cut at this window, one after the other: the machine says a huge one, the host’s kernel keeps what it
        has tables for, about the size of its memory, and QEMU keeps what it can map.
      </p>
      <p>
        For each page the guest maps, QEMU makes a mapping of its own, and VFIO allows 65,535 of them for a
        container unless told otherwise. Since 8.2 QEMU cuts the window to that, so that a guest does not run
        into it: 65,535 pages are just below 256 MiB, for a machine of any size.
      </p>
      <Figure
        wide
        board={
          <>
            <div className="zl-bar" aria-hidden="true">
              <i style={{ width: `${share(handled)}%` }} />
              <i style={{ width: `${share(guest)}%` }} />
            </div>
            <div className="zl-bar-words">
              <span>1 MiB</span>
              <span>size of the window, logarithmic</span>
              <span>4 TiB</span>
            </div>
            <table className="zl-table">
              <tbody>
                <tr>
                  <th scope="row">Host handles</th>
                  <td className="mono">0x{handled.end.toString(16)}</td>
                  <td>{sizeText(handled)}</td>
                </tr>
                <tr>
                  <th scope="row">Guest is told</th>
                  <td className="mono">0x{guest.end.toString(16)}</td>
                  <td>{sizeText(guest)}</td>
                </tr>
              </tbody>
            </table>
            <div className="zl-controls">
              <label>
                Memory of the host
                <input
                  type="range"
                  min={0}
                  max={11}
                  value={Math.log2(setting.memory)}
                  aria-valuetext={`${setting.memory} GiB`}
                  onChange={(event) => change({ memory: 2 ** Number(event.target.value) })}
                />
                <span className="tabular">{setting.memory} GiB</span>
              </label>
              <label>
                s390_iommu_aperture
                <input
                  type="range"
                  min={0}
                  max={8}
                  value={setting.factor}
                  onChange={(event) => change({ factor: Number(event.target.value) })}
                />
                <span className="tabular">{setting.factor === 0 ? '0, no limit' : setting.factor}</span>
              </label>
              <label>
                dma_entry_limit
                <input
                  type="range"
                  min={8}
                  max={26}
                  step={1}
                  value={setting.limit === null ? 16 : Math.log2(setting.limit + 1)}
                  aria-valuetext={`${setting.limit ?? 'no'} mappings`}
                  onChange={(event) => change({ limit: 2 ** Number(event.target.value) - 1 })}
                />
                <span className="tabular">
                  {setting.limit === null ? 'no limit' : setting.limit.toLocaleString('en')}
                </span>
              </label>
              <Toggle
                label="No limit at all (iommufd)"
                checked={setting.limit === null}
                onChange={(checked) => change({ limit: checked ? null : START.limit })}
              />
              <Toggle
                label="Relaxed translation (QEMU and machine 10.0)"
                checked={setting.relaxed}
                onChange={(relaxed) => change({ relaxed })}
              />
            </div>
          </>
        }
        hint="Move the limits. The window starts at 4 GiB."
        tone={isCut ? 'bad' : 'good'}
        says={
          isCut
            ? `QEMU cuts the window to ${sizeText(guest)}. A guest with many buffers maps and unmaps all the time, or gets no more mappings.`
            : setting.relaxed
              ? 'With relaxed translation the guest’s memory is mapped directly: the whole window of the host stays.'
              : 'Nothing is cut by QEMU: the guest has the window that the host handles.'
        }
        onReset={() => setSetting(START)}
      />
      <p>
        Two ways out: more mappings, <code>options vfio_iommu_type1 dma_entry_limit=…</code>, before the guest
        starts; or machine type 10.0, where the guest’s kernel may use relaxed translation. QEMU 8.0 and early
        8.1 have a mistake here: without any limit they tell an empty window.
      </p>
      <RuleLinks rules={['ZPCI-D2', 'ZPCI-D4', 'ZPCI-D5', 'ZPCI-D6', 'ZPCI-D9', 'ZPCI-K5']} />
    </>
  );
}
