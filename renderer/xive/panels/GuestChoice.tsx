import { useShownMoments, useShownVm, useXive } from '../xive-context.ts';

/** Which VM is drawn, where a study has several. */
export function GuestChoice() {
  const { store } = useXive();
  const { shown } = useShownMoments();
  const vm = useShownVm();
  const vms = shown.moment?.vms ?? [];
  if (vms.length < 2 || vm === null) return null;
  return (
    <section className="xive-section" aria-labelledby="xive-guests">
      <header className="work-column-head">
        <h2 id="xive-guests" className="section-label">
          Guests
        </h2>
      </header>
      <ul className="xive-list">
        {vms.map((one, at) => (
          <li key={one.vm} className="xive-item" data-picked={one.vm === vm.vm}>
            <button
              type="button"
              className="xive-pick"
              aria-pressed={one.vm === vm.vm}
              onClick={() => store.getState().pickGuest(one.vm)}
            >
              <span className="truncate">{one.vm}</span>
              <span className="xive-count">
                {one.counts.stale + one.counts.misresolved > 0
                  ? `${one.counts.stale + one.counts.misresolved} stale`
                  : `key ${at + 1}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
