import { hex, lisnName, lisnOfPage, parityOfPage } from '../../../shared/xive/pages.ts';
import type { ShownVma, VmMoment } from '../../../shared/xive/moment.ts';
import { EmptyState } from '../../ui/Callout.tsx';
import { WindowedList } from '../../ui/WindowedList.tsx';
import { useShownVm, useXive, useXiveState } from '../xive-context.ts';

function pageWords(page: number | null): string {
  return page === null ? '–' : `${lisnName(lisnOfPage(page))} ${parityOfPage(page) === 0 ? 'T' : 'E'}`;
}

function lisnWords({ kind, lisns, whole }: ShownVma): string {
  if (kind === 'tima') return 'TIMA';
  if (lisns === null) return '–';
  return `${lisnName(lisns[0])}–${lisnName(lisns[1])}${whole ? '' : ' (cut)'}`;
}

/** As a line of the maps file begins: `7fff80000000-7fffc0000000`. */
function addresses(vm: VmMoment, { start, end }: ShownVma): string {
  return [start, end].map((page) => (vm.base + page * vm.pageSize).toString(16)).join('-');
}

function Row({ vm, vma }: { readonly vm: VmMoment; readonly vma: ShownVma }) {
  const { store } = useXive();
  const picked = useXiveState(({ selected }) => selected?.kind === 'vma' && selected.id === vma.id);
  const wrong = vma.serves !== null && vma.stands !== null && vma.serves !== vma.stands;
  return (
    <button
      type="button"
      className="xive-row xive-vma-row"
      aria-pressed={picked}
      data-wrong={wrong}
      onClick={() => store.getState().show({ kind: 'vma', id: vma.id })}
    >
      <span className="mono">{addresses(vm, vma)}</span>
      <span className="mono">{hex(vma.pgoff * vm.pageSize)}</span>
      <span>
        {vma.mapping}
        {vma.pieces > 1 && (
          <span className="faint">
            {' '}
            {vma.piece + 1} of {vma.pieces}
          </span>
        )}
      </span>
      <span className="tabular">{(vma.end - vma.start).toLocaleString('en')}</span>
      <span className="mono">{lisnWords(vma)}</span>
      <span className="mono">{pageWords(vma.stands)}</span>
      <span className="mono xive-serves">
        {pageWords(vma.serves)}
        {wrong && <span className="xive-wrong-word"> wrong</span>}
      </span>
    </button>
  );
}

/** The lines of the maps file that are of the XIVE device, in the order of their addresses. */
export function VmasTable() {
  const vm = useShownVm();
  const selected = useXiveState((state) => (state.selected?.kind === 'vma' ? state.selected.id : null));
  if (vm === null) return null;
  if (vm.vmas.length === 0)
    return (
      <EmptyState icon="layers" title="No mapping">
        QEMU has mapped nothing of the device at this step: every access is a SIGSEGV.
      </EmptyState>
    );
  return (
    <div className="xive-table">
      <div className="xive-row xive-vma-row xive-table-head" aria-hidden="true">
        <span>Addresses</span>
        <span>Offset in bytes</span>
        <span>Mapping</span>
        <span>Pages</span>
        <span>LISNs</span>
        <span>Stands for</span>
        <span>A fault gives</span>
      </div>
      <WindowedList
        label="Mappings"
        items={vm.vmas}
        rowHeight={28}
        keyOf={(vma) => String(vma.id)}
        shown={vm.vmas.findIndex(({ id }) => id === selected)}
        renderRow={(vma) => <Row vm={vm} vma={vma} />}
      />
    </div>
  );
}
