import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import { WhyLink } from '../../app/rules.tsx';
import { Figure } from '../figures/Figure.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Toggle } from '../../ui/Segmented.tsx';
import { Term } from '../../ui/Term.tsx';
import { checkStates, ENABLE_CHECKS, type EnableSwitches } from './dsa-figure-model.ts';

const START: EnableSwitches = {
  deviceOn: true,
  driverName: false,
  group: true,
  name: true,
  threshold: false,
  sizeBefore: true,
  priority: false,
};
const MARKS = { ok: 'check', fails: 'close', waiting: 'unknown' } as const;

function Checks({
  switches,
  onSwitch,
}: {
  readonly switches: EnableSwitches;
  readonly onSwitch: (next: EnableSwitches) => void;
}) {
  const states = checkStates(switches);
  return (
    <ol className="queue-checks">
      {ENABLE_CHECKS.map(({ key, asks, errno, cmdStatus }, index) => (
        <li key={key} data-state={states[index]}>
          <Icon name={MARKS[states[index]!]} size={15} />
          <Toggle
            label={asks}
            checked={switches[key]}
            onChange={(checked) => onSwitch({ ...switches, [key]: checked })}
          />
          <span className="mono">{states[index] === 'fails' ? `${errno}, ${cmdStatus}` : ''}</span>
        </li>
      ))}
    </ol>
  );
}

interface Mistake {
  readonly rule: string;
  readonly symptom: string;
  readonly advice: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    rule: 'DSA-M1',
    symptom: 'Enabling says 0x800c0000, or shared queues do not work at all',
    advice:
      'The host gives no PASID: VT-d off in the firmware, or Linux started without intel_iommu=on,sm_on. A dedicated kernel queue works meanwhile.',
  },
  {
    rule: 'DSA-M3',
    symptom: 'Invalid wq driver name ""',
    advice:
      'A file from before Linux 6.7. The driver name follows from the type: user for user, dmaengine for kernel, mdev for mdev.',
  },
  {
    rule: 'DSA-M4',
    symptom: 'The device does not enable and gives no reason',
    advice: 'No engine in any group. Every group with a queue needs an engine, and the reverse.',
  },
  {
    rule: 'DSA-M8',
    symptom: 'Settings are gone after disabling',
    advice: 'That is what unbinding does. Write them again before enabling; the studio’s plans do.',
  },
  {
    rule: 'DSA-M12',
    symptom: 'Size cannot be changed',
    advice: 'The whole device has to be disabled for it. Look first whose queues that stops.',
  },
  {
    rule: 'DSA-M14',
    symptom: 'No mdev types to be seen',
    advice: 'No queue is bound to the driver mdev, or the kernel is a mainline one, which has none for DSA.',
  },
  {
    rule: 'DSA-M16',
    symptom: 'The guest does not start, ENOSPC',
    advice: 'All interrupt slots of the device are in use by running guests.',
  },
  {
    rule: 'DSA-M17',
    symptom: 'Removing an mdev hangs',
    advice: 'A guest has it. The kernel asks the guest to let go, again and again; stop the guest or cancel.',
  },
  {
    rule: 'DSA-M18',
    symptom: 'vfio-pci refuses the whole device',
    advice:
      'DSA and IAA are on its denylist. disable_denylist=1 only for guests that are trusted as the host is.',
  },
  {
    rule: 'DSA-M23',
    symptom: 'A saved file does not bring the guests’ queues back',
    advice:
      'accel-config from 3.5 on knows no type mdev and saves none. The studio knows queues for guests by their driver name: it corrects the type when such a file is read, and says so.',
  },
  {
    rule: 'DSA-M26',
    symptom: 'No mdevs after a boot',
    advice: 'mdevctl ran before accel-config had made the queues. Order the two services.',
  },
];

export function MistakesChapter() {
  const [switches, setSwitches] = useState(START);
  const states = checkStates(switches);
  const failing = ENABLE_CHECKS[states.indexOf('fails')];
  const missing = ENABLE_CHECKS.filter(({ key }) => !switches[key]).length;
  return (
    <>
      <p>
        Most trouble with these devices is one kind of trouble: enabling fails, the shell says “No such device
        or address”, and the reason stands in a file nobody reads,{' '}
        <Term id="cmd-status" after=".">
          cmd_status
        </Term>{' '}
        The driver checks one thing after the other and stops at the first that is missing. So mending one
        shows the next, and it looks as if nothing helped.
      </p>
      <Figure
        wide
        board={<Checks switches={switches} onSwitch={setSwitches} />}
        hint="A shared queue is to be bound to the driver user. Mend it, one at a time, as the driver asks."
        tone={failing === undefined ? 'good' : 'bad'}
        says={
          failing === undefined
            ? 'All checks pass: the queue is enabled, and /dev/dsa has a node for it.'
            : `The driver stops at “${failing.asks}”. ${missing} ${missing === 1 ? 'thing is' : 'things are'} wrong, but it tells of one only. The studio lists all of them before you try.`
        }
        onReset={() => setSwitches(START)}
      />
      <p>The others on the list of what people run into most:</p>
      <ul className="queue-list">
        {MISTAKES.map(({ rule, symptom, advice }) => (
          <li key={rule}>
            <strong>{symptom}</strong>
            {advice} <WhyLink rule={rule}>{rule}</WhyLink>
          </li>
        ))}
      </ul>
    </>
  );
}
