import { useRoute } from '../../store/route.ts';
import { useHost, useWorkspace } from '../../store/studio.ts';
import { ProblemBadge } from '../rules.tsx';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { familiesOf } from '../families.ts';

interface LinkProps {
  readonly view: string;
  readonly icon: IconName;
  readonly label: string;
  readonly errors?: number;
  readonly warnings?: number;
}

function NavigationLink({ view, icon, label, errors = 0, warnings = 0 }: LinkProps) {
  const current = useRoute().view === view;
  return (
    <li>
      <a className="navigation-link" href={`#/${view}`} aria-current={current ? 'page' : undefined}>
        <Icon name={icon} />
        <span className="truncate">{label}</span>
        <ProblemBadge error={errors} warning={warnings} />
      </a>
    </li>
  );
}

/** Only what the host has: a family without devices gets no entry. */
export function NavigationBar() {
  const host = useHost();
  const hasWorkspace = useWorkspace() !== null;
  return (
    <nav className="navigation" aria-label="Views">
      <ul>
        <NavigationLink view="overview" icon="overview" label={hasWorkspace ? 'Overview' : 'Start'} />
        {familiesOf(host).map((family) => {
          const count = host === null ? undefined : family.problems(host)?.count;
          return (
            <NavigationLink
              key={family.id}
              view={family.id}
              icon={family.icon}
              label={family.title}
              errors={count?.error ?? 0}
              warnings={count?.warning ?? 0}
            />
          );
        })}
        <NavigationLink view="learn" icon="learn" label="Learn" />
      </ul>
      {/* Views put their own lists here (guests, and what else one picks) through a portal. */}
      <div id="navigation-extra" className="navigation-extra" />
    </nav>
  );
}
