import { useId, useState } from 'react';
import { lisnName } from '../../../shared/xive/pages.ts';
import { runAction } from '../../app/actions.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { lisnsOfWindow, parseLisns, windowOfLisns } from '../lisn-window.ts';
import { BesideChoice } from '../compare/BesideChoice.tsx';
import { pictureName, placeWords } from '../words.ts';
import { useShownPlace, useShownVm, useXive, useXiveState } from '../xive-context.ts';
import { savePicture } from './save-picture.ts';

const GO_TO_ID = 'xive-go-to';

export function focusGoTo(): void {
  const focus = () => {
    const field = document.getElementById(GO_TO_ID);
    // What has been typed meanwhile stays.
    if (field instanceof HTMLInputElement && document.activeElement !== field) {
      field.focus();
      field.select();
    }
  };
  // At once, since what is typed next is meant for it; and again, since the palette gives the focus back when it closes.
  focus();
  setTimeout(focus);
}

/** The view was only asked for: its toolbar comes with the first answer of the engine. */
export function focusGoToWhenThere(tries = 40): void {
  if (document.getElementById(GO_TO_ID) !== null) focusGoTo();
  else if (tries > 0) setTimeout(() => focusGoToWhenThere(tries - 1), 50);
}

/** What is seen as LISNs; another range or one LISN is gone to. */
function RangeField() {
  const { store } = useXive();
  const vm = useShownVm();
  const view = useXiveState((state) => state.view);
  const window = useXiveState((state) => state.window);
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const hint = useId();
  const seen = vm === null ? null : lisnsOfWindow(vm, view, window);
  const shown = seen === null ? 'no LISN' : `${lisnName(seen[0])} – ${lisnName(seen[1])}`;
  function go(): void {
    if (typed === null || vm === null) return setTyped(null);
    const lisns = parseLisns(typed);
    if (lisns === null) return setWrong('Type a LISN such as 0x1304, or a range such as 0x1300-0x1310.');
    const [first, last] = lisns;
    if (first >= vm.nrIrqs) return setWrong(`This guest’s LISNs end at ${lisnName(vm.nrIrqs - 1)}.`);
    setTyped(null);
    setWrong(null);
    if (first === last) store.getState().show({ kind: 'source', lisn: first });
    else store.getState().set({ window: windowOfLisns(vm, view, first, Math.min(last, vm.nrIrqs - 1)) });
  }
  return (
    <div className="xive-range" data-wrong={wrong !== null}>
      <label className="visually-hidden" htmlFor={GO_TO_ID}>
        LISNs that are shown
      </label>
      <input
        id={GO_TO_ID}
        className="mono"
        spellCheck={false}
        autoComplete="off"
        value={typed ?? shown}
        aria-describedby={hint}
        aria-invalid={wrong !== null}
        title="Type a LISN or a range and press Enter"
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(null);
        }}
        onBlur={() => {
          setTyped(null);
          setWrong(null);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            go();
          } else if (event.key === 'Escape' && typed !== null) {
            event.preventDefault();
            setTyped(null);
            setWrong(null);
          }
        }}
      />
      <span
        id={hint}
        className={wrong === null ? 'visually-hidden' : 'xive-range-wrong'}
        role={wrong === null ? undefined : 'alert'}
      >
        {wrong ?? 'Type a LISN such as 0x1304, or a range such as 0x1300-0x1310, and press Enter.'}
      </span>
    </div>
  );
}

function Export() {
  const { host, store, hues } = useXive();
  const place = useShownPlace();
  const vm = useShownVm();
  const notBranch = place?.kind === 'branch' ? null : 'A reading has no events: study it first.';
  const picture = (format: 'svg' | 'png') => () => {
    if (vm === null) return;
    const { view, window } = store.getState();
    if (place === null) return;
    const title = placeWords(host.desired, place);
    void savePicture(
      format,
      { moment: vm, other: null, view, window, hues },
      title,
      pictureName(host.host.name, host.desired, place),
    );
  };
  const texts = () => store.getState().set({ dialog: { kind: 'export' } });
  const entries: readonly MenuEntry[] = [
    { kind: 'heading', id: 'picture', label: 'The picture' },
    { kind: 'item', id: 'svg', label: 'SVG', icon: 'file', onSelect: picture('svg') },
    { kind: 'item', id: 'png', label: 'PNG', icon: 'file', onSelect: picture('png') },
    { kind: 'separator', id: 'line' },
    { kind: 'heading', id: 'texts', label: 'What happened' },
    {
      kind: 'item',
      id: 'texts-all',
      label: 'Scenario, trace and calls…',
      icon: 'terminal',
      shortcut: 'Alt+E',
      disabledReason: notBranch,
      onSelect: texts,
    },
  ];
  return (
    <Menu
      label="Export"
      align="end"
      entries={entries}
      trigger={<IconButton icon="export" label="Export" />}
    />
  );
}

/** Which addresses are drawn, which part of them, and what stands beside. */
export function Toolbar() {
  const { store } = useXive();
  const view = useXiveState((state) => state.view);
  const legend = useXiveState((state) => state.legend);
  const { set } = store.getState();
  return (
    <div className="work-toolbar xive-toolbar" role="toolbar" aria-label="ESB space">
      <Segmented
        label="Which addresses are drawn"
        value={view}
        onChange={(next) => set({ view: next, window: null })}
        options={[
          {
            value: 'guest',
            label: 'Guest ESB space',
            short: 'Guest',
            hint: 'By guest physical address: two pages for each LISN.',
            shortcut: 'Alt+1',
          },
          {
            value: 'file',
            label: 'Device fd offsets',
            short: 'Offsets',
            hint: 'By offset in the file of the KVM device: TIMA first, then the ESB pages.',
            shortcut: 'Alt+2',
          },
          {
            value: 'qemu',
            label: 'QEMU memory',
            short: 'QEMU',
            hint: 'By address in QEMU’s process: each mapping where it lies.',
            shortcut: 'Alt+3',
          },
        ]}
      />
      <span className="work-toolbar-rest" />
      <RangeField />
      <div className="work-zoom">
        <IconButton
          icon="zoomOut"
          label="Zoom out"
          shortcut="-"
          onClick={() => void runAction('xive.farther')}
        />
        <IconButton
          icon="zoomIn"
          label="Zoom in"
          shortcut="+"
          onClick={() => void runAction('xive.nearer')}
        />
        <IconButton
          icon="fit"
          label="Show the whole space"
          shortcut="Alt+0"
          onClick={() => void runAction('xive.fit')}
        />
      </div>
      <div className="xive-beside">
        <BesideChoice />
      </div>
      <IconButton
        icon="info"
        label="Legend"
        shortcut="L"
        pressed={legend}
        onClick={() => set({ legend: !legend })}
      />
      <Export />
    </div>
  );
}
