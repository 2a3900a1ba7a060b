import { STRATEGIES } from '../../../shared/xive/strategies.ts';
import { STRATEGY_IDS, type XiveConfig } from '../../../shared/xive/types.ts';
import { strategyTitle } from '../words.ts';
import { Check, Choice } from './fields.tsx';

type Patch = Partial<XiveConfig>;

interface FieldsProps {
  readonly config: XiveConfig;
  readonly onChange: (patch: Patch) => void;
}

function StrategyFields({ config, onChange }: FieldsProps) {
  const overlay = config.strategy === 'A1' || config.strategy === 'A2';
  return (
    <>
      {overlay && (
        <Choice
          label="When plugging makes the overlay"
          value={config.overlayWhen}
          options={[
            { value: 'never', label: 'Never: the timeline has its own events' },
            { value: 'beforeFirst', label: 'Once, before the first vector' },
            { value: 'afterLast', label: 'Once, after the last vector' },
            { value: 'afterEvery', label: 'After each change of an owner' },
          ]}
          hint="Owners change several times while a device is plugged: made too early, an overlay leaves stale pages."
          onChange={(overlayWhen) => onChange({ overlayWhen })}
        />
      )}
      {config.strategy === 'C' && (
        <>
          <Choice
            label="How numbers of the range are given out"
            value={config.numbering}
            options={[
              { value: 'firstFit', label: 'The first free ones' },
              { value: 'nextFit', label: 'The next ones, around the end' },
              { value: 'neverReuse', label: 'Never one twice' },
            ]}
            hint="A number that is used again may meet a page of its first device."
            onChange={(numbering) => onChange({ numbering })}
          />
          <Choice
            label="What is cleaned when a device goes"
            value={config.cleaning}
            options={[
              { value: 'none', label: 'Nothing' },
              { value: 'remapRange', label: 'QEMU maps the range anew' },
              { value: 'zap', label: 'The kernel zaps its pages' },
            ]}
            hint="Without cleaning, pages of a device that is gone stay populated."
            onChange={(cleaning) => onChange({ cleaning })}
          />
        </>
      )}
    </>
  );
}

/** The kernel, QEMU and the chip that a branch runs on. */
export function ConfigFields({ config, onChange }: FieldsProps) {
  return (
    <>
      <Choice
        label="How stale pages are kept away"
        value={config.strategy}
        options={STRATEGY_IDS.map((id) => ({ value: id, label: strategyTitle(id) }))}
        hint={STRATEGIES.find(({ id }) => id === config.strategy)?.summary ?? ''}
        onChange={(strategy) => onChange({ strategy })}
      />
      <StrategyFields config={config} onChange={onChange} />
      <Choice
        label="Base page of the host kernel"
        value={String(config.pageSize)}
        options={[
          { value: '65536', label: '64 KiB' },
          { value: '4096', label: '4 KiB' },
        ]}
        hint="Almost all POWER hosts have 64 KiB. On 4 KiB hosts QEMU asks for an offset that KVM refuses."
        onChange={(size) => onChange({ pageSize: size === '4096' ? 4096 : 65536 })}
      />
      <Choice
        label="Pages of a PHB source"
        value={String(config.phbPages)}
        options={[
          { value: '1', label: 'One (POWER9)' },
          { value: '2', label: 'Two (POWER10)' },
        ]}
        hint="With one page the trigger and the management page of a guest show the same hardware page."
        onChange={(pages) => onChange({ phbPages: pages === '2' ? 2 : 1 })}
      />
      <details className="xive-more">
        <summary>What the kernel does in detail</summary>
        <div className="xive-form">
          <Choice
            label="How a fault finds its LISN"
            value={config.faultIndex}
            options={[
              { value: 'relative', label: 'From the start of the mapping (merged)' },
              { value: 'absolute', label: 'From the file offset' },
            ]}
            hint="From the start, a mapping that was cut counts wrong: its pages misresolve."
            onChange={(faultIndex) => onChange({ faultIndex })}
          />
          <Choice
            label="Which offsets mmap takes"
            value={config.accept}
            options={[
              { value: 'fixed', label: 'Only page offset 4 (merged)' },
              { value: 'any', label: 'Any in the ESB range (as proposed)' },
            ]}
            hint="The merged kernel refuses to map only some LISNs."
            onChange={(accept) => onChange({ accept })}
          />
          <Check
            label="Mappings never merge"
            checked={config.special}
            hint="So it is for device pages; those of an ordinary file merge again with their neighbours."
            onChange={(special) => onChange({ special })}
          />
          <Check
            label="A refused MAP_FIXED leaves a hole"
            checked={config.failedFixedLeavesHole}
            hint="What was mapped there is gone before the refusal."
            onChange={(failedFixedLeavesHole) => onChange({ failedFixedLeavesHole })}
          />
          <Check
            label="All VMs of the host share one inode"
            checked={config.sharedInode}
            hint="A zap then empties the same offsets in other VMs too, which fault again."
            onChange={(sharedInode) => onChange({ sharedInode })}
          />
          <Check
            label="The zap comes before the new owner, with a touch in between"
            checked={config.raceWindow}
            hint="A window that is small in practice; here the guest always hits it."
            onChange={(raceWindow) => onChange({ raceWindow })}
          />
          <Check
            label="A store can be an EOI"
            checked={config.storeEoi}
            hint="A store at 0x400 to 0x7ff of the management page ends the interrupt."
            onChange={(storeEoi) => onChange({ storeEoi })}
          />
        </div>
      </details>
    </>
  );
}
