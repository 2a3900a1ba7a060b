import { StrategyPlayer } from '../../dsa/player/StrategyPlayer.tsx';
import { Term } from '../../ui/Term.tsx';

export function StrategiesChapter() {
  return (
    <>
      <p>
        Which queue does a guest get, and who says so? Over this question the mdev series was argued about for
        a year. <Term id="push-pull">Push</Term> means that the administrator first sets a resource aside and
        a device then simply exists. Pull means that a parent offers types with counts, and creating takes
        something. The posted series is both: queues are pushed into a pool, and creations pull from it.
      </p>
      <p>
        Below, every way that was built, posted or proposed runs on the same small host. Each step is really
        done on the studio’s model of the kernel, and what you see is read from it. Play one, or put two side
        by side.
      </p>
      <StrategyPlayer />
      <p>
        Mainline Linux has none of the ways that give one queue to a guest: it has programs of the host, and
        the whole device. A plan of the studio for such a kernel says so instead of writing commands that
        cannot work.
      </p>
    </>
  );
}
