import '../figures/figures.css';
import './dsa-figures.css';
import { useState } from 'react';
import { Figure } from '../figures/Figure.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Button } from '../../ui/Button.tsx';
import { Term } from '../../ui/Term.tsx';
import { canWrite, settingRows } from './dsa-figure-model.ts';

type Stage = 'off' | 'device' | 'queue';

const ROWS = settingRows();
const STATES = [
  { stage: 'off', title: 'device disabled', small: 'everything can be written', x: 10 },
  { stage: 'device', title: 'device enabled', small: 'queue disabled', x: 236 },
  { stage: 'queue', title: 'queue enabled', small: 'or locked', x: 462 },
] as const;

function StateBoard({ stage }: { readonly stage: Stage }) {
  return (
    <svg
      className="queue-board"
      viewBox="0 0 640 96"
      role="img"
      aria-label={`Now: ${STATES.find((state) => state.stage === stage)!.title}`}
    >
      {STATES.map((state, index) => (
        <g key={state.stage} className="queue-box" data-on={state.stage === stage}>
          <rect x={state.x} y={22} width={168} height={52} rx={8} />
          <text x={state.x + 84} y={44}>
            {state.title}
          </text>
          <text className="queue-small" x={state.x + 84} y={62}>
            {state.small}
          </text>
          {index > 0 && (
            <>
              <path className="queue-line" d={`M${state.x - 56} 40 H${state.x - 4} m-7 -4 l7 4 l-7 4`} />
              <text className="queue-small" x={state.x - 30} y={33}>
                bind
              </text>
              <path className="queue-line" d={`M${state.x - 4} 58 H${state.x - 56} m7 -4 l-7 4 l7 4`} />
              <text className="queue-small" x={state.x - 30} y={75}>
                unbind
              </text>
            </>
          )}
        </g>
      ))}
    </svg>
  );
}

const FATES = {
  kept: { look: 'queue-open', text: 'kept' },
  forgotten: { look: 'queue-gone', text: 'forgotten' },
  'not its own': { look: 'faint', text: 'not touched' },
} as const;

function Settings({ stage }: { readonly stage: Stage }) {
  return (
    <table className="queue-table">
      <thead>
        <tr>
          <th scope="col">Setting</th>
          <th scope="col">Now</th>
          <th scope="col">Queue unbound</th>
          <th scope="col">Device unbound</th>
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ files, frozenBy, afterQueue, afterDevice }) => {
          const open = canWrite(frozenBy, stage !== 'off', stage === 'queue');
          return (
            <tr key={files}>
              <th scope="row">
                <code>{files}</code>
              </th>
              <td className={open ? 'queue-open' : 'queue-frozen'}>
                <Icon name={open ? 'edit' : 'lock'} size={13} />
                {open ? 'writable' : 'frozen'}
              </td>
              <td className={FATES[afterQueue].look}>{FATES[afterQueue].text}</td>
              <td className={FATES[afterDevice].look}>{FATES[afterDevice].text}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

export function FrozenChapter() {
  const [stage, setStage] = useState<Stage>('off');
  const open = ROWS.filter(({ frozenBy }) => canWrite(frozenBy, stage !== 'off', stage === 'queue')).length;
  return (
    <>
      <p>
        Enabling means binding to a driver: the device to <Term id="idxd" after="," /> then a queue to{' '}
        <code>user</code>, <code>dmaengine</code> or <code>mdev</code>. Each step freezes something. The
        hardware learns sizes and groups when the <em>device</em> is enabled and never again; the rest freezes
        with its own queue.
      </p>
      <Figure
        wide
        board={
          <>
            <StateBoard stage={stage} />
            <div className="queue-buttons">
              <Button
                size="small"
                disabledReason={stage === 'queue' ? 'There is nothing more to enable.' : null}
                onClick={() => setStage(stage === 'off' ? 'device' : 'queue')}
              >
                {stage === 'off' ? 'Enable the device' : 'Enable the queue'}
              </Button>
              <Button
                size="small"
                disabledReason={stage === 'off' ? 'The device is disabled already.' : null}
                onClick={() => setStage(stage === 'queue' ? 'device' : 'off')}
              >
                {stage === 'queue' ? 'Disable the queue' : 'Disable the device'}
              </Button>
            </div>
          </>
        }
        hint="Enable step by step and see what freezes."
        tone={stage === 'off' ? 'good' : 'plain'}
        says={
          stage === 'off'
            ? 'Everything can be written. This is the time for sizes, groups and engines.'
            : stage === 'device'
              ? 'Sizes and read buffers are frozen, for all queues of the device. A queue that joins a group now is known to the hardware with size 0 and cannot be enabled (0x22).'
              : `Only ${open} of ${ROWS.length} kinds of settings can still be written, and engines only count from the next enabling of the device.`
        }
        onReset={() => setStage('off')}
      />
      <Settings stage={stage} />
      <p>
        The way back is not the same way: unbinding <em>forgets</em>. A queue that is disabled loses its mode,
        type, name, priority and threshold, and keeps size, group and{' '}
        <Term id="driver-name" after=".">
          driver_name
        </Term>{' '}
        A device that is disabled clears everything of all its queues and groups. So to change one size, all
        queues of the device go down, and all their settings have to be written once more.
      </p>
      <p>
        The studio keeps what you want in its own memory: disable and enable in a plan always comes with the
        writes that bring the settings back, and the plan says whose work stops meanwhile. Why an enabling
        failed stands in{' '}
        <Term id="cmd-status" after=",">
          cmd_status
        </Term>{' '}
        and only there.
      </p>
    </>
  );
}
