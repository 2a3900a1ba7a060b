/** The chapters of Learn in reading order. Texts and pictures are in one file a chapter. */
import type { ComponentType } from 'react';
import { ApqnChapter } from './figures/ApqnChapter.tsx';
import { ControlChapter } from './figures/ControlChapter.tsx';
import { FilterChapter } from './figures/FilterChapter.tsx';
import { MasksChapter } from './figures/MasksChapter.tsx';
import { MatrixChapter } from './figures/MatrixChapter.tsx';
import type { TermId } from './glossary.ts';

export interface Chapter {
  readonly id: string;
  readonly title: string;
  /** One sentence for the list. */
  readonly summary: string;
  readonly Body: ComponentType;
  readonly terms: readonly TermId[];
}

/** The worked example of the kernel's documentation, shipped as an example. */
export const PRACTICE_EXAMPLE = 'kernel-documentation';

export const CHAPTERS: readonly Chapter[] = [
  {
    id: 'apqn',
    title: 'A queue has one owner',
    summary: 'What an APQN is, and why two guests cannot share one.',
    Body: ApqnChapter,
    terms: ['apqn', 'adapter', 'domain', 'master-key'],
  },
  {
    id: 'matrix',
    title: 'A guest gets a rectangle',
    summary: 'The matrix is every adapter times every domain.',
    Body: MatrixChapter,
    terms: ['matrix', 'mdev', 'usage-domain'],
  },
  {
    id: 'masks',
    title: 'Masks free whole rows and columns',
    summary: 'Releasing one queue releases its neighbours too.',
    Body: MasksChapter,
    terms: ['apmask', 'aqmask', 'host-pool', 'vfio-pool', 'collateral'],
  },
  {
    id: 'filter',
    title: 'One bad queue hides an adapter',
    summary: 'Why a guest can see less than it was given.',
    Body: FilterChapter,
    terms: ['guest-matrix', 'filter', 're-apply'],
  },
  {
    id: 'control',
    title: 'Control is another right',
    summary: 'Control domains change keys; nobody keeps them apart.',
    Body: ControlChapter,
    terms: ['control-domain', 'usage-domain', 'master-key'],
  },
];
