/** What the drawing derives from its props, keeping identities where nothing changed. */
import { useMemo, useState } from 'react';
import { shortLabels } from '../../ui/short-labels.ts';
import type { GraphProps } from './graph-props.ts';
import { layOut } from './layout.ts';
import { createLooks, type Links, linksOf, type Looks, type Marks } from './looks.ts';
import { edgeBox } from './paint-edges.ts';
import type { Edge, Layout, Placed } from './placed.ts';
import { createFinder, type Finder, findParts } from './view.ts';
import { relate, type Related } from './related.ts';

export interface Graph {
  readonly layout: Layout;
  readonly finder: Finder;
  readonly edgeFinder: Finder<Edge>;
  readonly links: Links;
  readonly looks: Looks;
  readonly related: Related;
  /** Shows the children that a fold stands for. */
  readonly unfold: (id: string) => void;
  /** Folds all of a device again. */
  readonly refold: (device: string) => void;
}

const NO_FOLDS: ReadonlySet<string> = new Set();

export function useGraph({ state, collapsed }: Pick<GraphProps, 'state' | 'collapsed'>): Graph {
  const [unfolded, setUnfolded] = useState(NO_FOLDS);
  const layout = useMemo(() => layOut(state, { collapsed, unfolded }), [state, collapsed, unfolded]);
  const finder = useMemo(() => findParts(layout.nodes), [layout]);
  const edgeFinder = useMemo(() => createFinder(layout.edges, (edge) => edgeBox(edge, layout)), [layout]);
  const links = useMemo(() => linksOf(layout), [layout]);
  const related = useMemo(() => relate(state, shortLabels(state.guests.map(({ name }) => name))), [state]);
  const looks = useMemo(() => createLooks(related), [related]);
  return {
    layout,
    finder,
    edgeFinder,
    links,
    looks,
    related,
    unfold: (id) => setUnfolded((before) => new Set([...before, id])),
    refold: (device) =>
      setUnfolded((before) => new Set([...before].filter((id) => !id.startsWith(`${device} `)))),
  };
}

const PLAIN: Marks = { selected: false, changed: false, dimmed: false, trouble: null, drop: null };

/** Marks of each part; the same object for all that have none, so that nothing is drawn again for them. */
export function useMarks(props: GraphProps, cursorKey: string | null): (placed: Placed) => Marks {
  const { selected, changed, highlighted, troubled, dragged } = props;
  return useMemo(
    () => (placed) => {
      const { id } = placed;
      const isSelected = id === selected || placed.key === cursorKey;
      const isDimmed = highlighted.size > 0 && !highlighted.has(id) && placed.part.kind !== 'device';
      const trouble = troubled.get(id) ?? null;
      const drop = dragged !== null && dragged.over === id ? dragged.drop : null;
      const isChanged = changed.has(id);
      if (!isSelected && !isDimmed && !isChanged && trouble === null && drop === null) return PLAIN;
      return { selected: isSelected, changed: isChanged, dimmed: isDimmed, trouble, drop };
    },
    [selected, changed, highlighted, troubled, dragged, cursorKey],
  );
}
