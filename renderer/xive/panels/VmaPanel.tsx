import { hex, lisnName, lisnOfPage, parityOfPage } from '../../../shared/xive/pages.ts';
import { Button } from '../../ui/Button.tsx';
import { Callout } from '../../ui/Callout.tsx';
import { useShownVm, useXive } from '../xive-context.ts';
import { CardShell } from './CardShell.tsx';
import { Facts } from './card-parts.tsx';

/** `0x1304 trigger` */
function esbWords(page: number | null): string {
  return page === null
    ? 'nothing'
    : `${lisnName(lisnOfPage(page))}, ${parityOfPage(page) === 0 ? 'trigger' : 'management'} page`;
}

/** A line of the maps file. */
export function VmaPanel({ id }: { readonly id: number }) {
  const { store } = useXive();
  const vm = useShownVm();
  const vma = vm?.vmas.find((one) => one.id === id);
  if (vm === null || vma === undefined)
    return (
      <CardShell title="Mapping">
        <Callout tone="info">It is not there at this step.</Callout>
      </CardShell>
    );
  const { lisns } = vma;
  const wrong = vma.serves !== null && vma.stands !== null && vma.serves !== vma.stands;
  return (
    <CardShell title={`${vma.mapping}${vma.pieces > 1 ? `, piece ${vma.piece + 1} of ${vma.pieces}` : ''}`}>
      {wrong && (
        <Callout tone="danger" title="It serves other sources than it stands for">
          The fault handler counts from where this piece starts: its first page stands for{' '}
          {esbWords(vma.stands)}, and a fault there gives {esbWords(vma.serves)}.
        </Callout>
      )}
      <Facts
        rows={[
          ['Kind', vma.kind === 'tima' ? 'TIMA' : 'ESB pages'],
          [
            'Address',
            <code key="address">
              {hex(vm.base + vma.start * vm.pageSize)}–{hex(vm.base + vma.end * vm.pageSize)}
            </code>,
          ],
          [
            'Pages',
            `${hex(vma.start)} to ${hex(vma.end - 1)}, ${(vma.end - vma.start).toLocaleString('en')} in all`,
          ],
          ['Offset in the fd', <code key="offset">{hex(vma.pgoff * vm.pageSize)}</code>],
          ['Page offset', String(vma.pgoff)],
          ...(lisns === null
            ? []
            : [
                [
                  'LISNs',
                  `${lisnName(lisns[0])} to ${lisnName(lisns[1])}${vma.whole ? '' : ', cut inside a pair'}`,
                ] as const,
              ]),
          ['Stands for', `${esbWords(vma.stands)} at its start`],
          ['Serves', `${esbWords(vma.serves)} at its start`],
          ['Protection', { readWrite: 'read and write', read: 'read only', none: 'none' }[vma.protection]],
          ['Made', vma.step === 0 ? 'by the set-up' : `at step ${vma.step}`],
        ]}
      />
      {vma.step > 0 && (
        <Button size="small" icon="arrowRight" onClick={() => store.getState().goToStep(vma.step)}>
          Go to step {vma.step}
        </Button>
      )}
    </CardShell>
  );
}
