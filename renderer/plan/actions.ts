/** Verbs of planning: they act on the plan of the host that is shown. */
import type { Action } from '../app/action.ts';
import { copyText } from '../app/commands.ts';
import { openDialog } from '../app/dialogs.ts';
import { sentenceOf } from '../store/api.ts';
import { toast } from '../store/notices.ts';
import { navigate, useRoute } from '../store/route.ts';
import { hostOf, useStudio } from '../store/studio.ts';
import type { HostView } from '../../shared/view.ts';
import { askOnce, knownAnswer } from './answers.ts';
import { stepsText } from './command-text.ts';
import { type PlanTab, planQuestion, planStoreOf } from './plan-store.ts';
import { changeCount, counted } from './words.ts';

async function copyCommands(host: HostView): Promise<void> {
  try {
    const { steps, blocks } = await askOnce(host, 'plan.make', planQuestion(host));
    if (steps.length > 0) return await copyText(stepsText(steps), counted(steps.length, 'command'));
    toast('warning', blocks[0]?.message ?? 'The host has what is wished: no command is needed.');
  } catch (thrown) {
    toast('danger', sentenceOf(thrown));
  }
}

/** `familyOf` names the view that shows a host's plan; null when it has no devices the studio knows. */
export function planActions(familyOf: (host: HostView) => string | null): readonly Action[] {
  const shown = () => hostOf(useStudio.getState());
  function here(): string | null {
    const host = shown();
    if (host === null) return 'No host is shown.';
    return familyOf(host) === null ? 'This host has no devices that the studio knows.' : null;
  }
  function changed(): string | null {
    const host = shown();
    const missing = here();
    if (missing !== null || host === null) return missing;
    const groups = knownAnswer(host, 'plan.changes', { hostId: host.id });
    return groups !== null && changeCount(groups) === 0
      ? 'The wish is what the host has: change something first.'
      : null;
  }
  function openTab(tab: PlanTab): void {
    const host = shown();
    const family = host === null ? null : familyOf(host);
    if (host === null || family === null) return;
    planStoreOf(host).getState().openTab(tab);
    if (useRoute.getState().view !== family) navigate(family);
  }
  const withHost = (run: (host: HostView) => void) => () => {
    const host = shown();
    if (host !== null) run(host);
  };
  return [
    {
      id: 'plan.rehearse',
      label: 'Rehearse the changes',
      group: 'plan',
      icon: 'play',
      shortcut: 'Alt+P',
      unavailable: changed,
      run: withHost((host) => {
        const store = planStoreOf(host).getState();
        store.set({ source: 'plan' });
        store.showStep(0, 0);
        openTab('rehearsal');
      }),
    },
    {
      id: 'plan.script',
      label: 'Rehearse a script of your own',
      group: 'plan',
      icon: 'terminal',
      unavailable: here,
      run: withHost((host) => {
        planStoreOf(host).getState().set({ source: 'script' });
        openTab('rehearsal');
      }),
    },
    {
      id: 'plan.changes',
      label: 'Show the changes',
      group: 'plan',
      icon: 'list',
      shortcut: 'Alt+G',
      unavailable: here,
      run: withHost((host) => {
        planStoreOf(host).getState().set({ part: 'changes' });
        openTab('changes');
      }),
    },
    {
      id: 'plan.drift',
      label: 'Compare what runs now with the next boot',
      group: 'plan',
      icon: 'layers',
      unavailable: here,
      run: withHost((host) => {
        planStoreOf(host).getState().set({ part: 'drift' });
        openTab('changes');
      }),
    },
    {
      id: 'plan.commands',
      label: 'Show the commands, or export them',
      group: 'plan',
      icon: 'export',
      shortcut: 'Alt+C',
      unavailable: here,
      run: () => openTab('commands'),
    },
    {
      id: 'plan.copyCommands',
      label: 'Copy all commands',
      group: 'plan',
      icon: 'copy',
      shortcut: 'Alt+Shift+C',
      unavailable: changed,
      run: withHost((host) => void copyCommands(host)),
    },
    {
      id: 'plan.readFiles',
      label: 'Read the wish back from files',
      group: 'plan',
      icon: 'capture',
      unavailable: here,
      run: withHost((host) => openDialog({ kind: 'read-files', hostId: host.id, format: 'mdevctl' })),
    },
    {
      id: 'plan.domainXml',
      label: 'Put a guest’s device into a domain XML',
      group: 'plan',
      icon: 'guest',
      unavailable: here,
      run: withHost((host) => openDialog({ kind: 'domain-xml', hostId: host.id })),
    },
    {
      id: 'plan.apply',
      label: 'Apply the changes to a host',
      group: 'plan',
      icon: 'check',
      shortcut: 'Alt+A',
      unavailable: changed,
      run: withHost((host) => openDialog({ kind: 'apply', hostId: host.id })),
    },
  ];
}
