/**
 * Runs in the page of the measurement: the studio's map of an ESB space, or the plain way of drawing the same sources, one
 * `fillRect` each. Data are made before the clock starts.
 */
import { createElement, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import type { VmMoment } from '../../shared/xive/moment.ts';
import { EsbMap } from '../../renderer/xive/map/EsbMap.tsx';
import { MapLegend } from '../../renderer/xive/map/MapLegend.tsx';
import { mapSvg } from '../../renderer/xive/map/picture.ts';
import {
  hugeMoment,
  replugMoment,
  SEED_HUES,
  seedMoment,
  splitMoment,
} from '../../renderer/xive/map/fixture.ts';
import type { MapProps, Selection } from '../../renderer/xive/map/map-props.ts';
import '../../renderer/ui/theme.css';
import '../../renderer/ui/base.css';

const nothing = () => {};
let root: Root | null = null;
let moment = seedMoment();

type Shown = Partial<
  Pick<MapProps, 'moment' | 'other' | 'view' | 'window' | 'selected' | 'highlight' | 'goTo'>
>;

function Map(shown: Shown) {
  const [selected, onSelect] = useState<Selection | null>(shown.selected ?? null);
  return createElement(EsbMap, {
    moment,
    other: null,
    view: 'guest',
    window: null,
    highlight: null,
    hues: SEED_HUES,
    label: 'ESB space of guest',
    goTo: null,
    ...shown,
    selected,
    onSelect,
    onWindow: nothing,
    onMenu: nothing,
  });
}

/** What was drawn before goes before the clock starts. */
function clear(): void {
  root?.unmount();
  root = null;
  document.getElementById('root')!.replaceChildren();
}

function show(shown: Shown): void {
  clear();
  root = createRoot(document.getElementById('root')!);
  flushSync(() => root!.render(createElement(Map, shown)));
}

function makeSpace(sources: number, populated: number): void {
  moment = hugeMoment(sources, populated);
}

/** Also makes a moment that nothing was worked out of before. */
function drawStudio(): void {
  moment = { ...moment };
  show({});
}

/** Each source in the colour of its owner, where the studio has its strip. */
function drawPlain(): void {
  const canvas = document.createElement('canvas');
  canvas.width = innerWidth;
  canvas.height = innerHeight;
  document.getElementById('root')!.replaceChildren(canvas);
  const pen = canvas.getContext('2d')!;
  const owned = new Uint8Array(moment.nrIrqs);
  for (const { from, to } of moment.owners) owned.fill(1, from, to + 1);
  for (const { from, to } of moment.sources)
    for (let lisn = from; lisn <= to; lisn++) {
      pen.fillStyle = owned[lisn] === 1 ? '#56b4e9' : '#4d8a70';
      pen.fillRect((lisn / moment.nrIrqs) * canvas.width, 80, canvas.width / moment.nrIrqs, 32);
    }
  // The picture is there only when the commands were carried out.
  pen.getImageData(0, 80, 1, 1);
}

const STORIES: Readonly<Record<string, () => VmMoment>> = {
  seed: seedMoment,
  replug: replugMoment,
  split: splitMoment,
  huge: hugeMoment,
};

/** A moment of the fixture, to be looked at. */
function drawStory(name: string, shown: Shown & { readonly against?: string }): void {
  moment = STORIES[name]!();
  const other = shown.against === undefined ? null : STORIES[shown.against]!();
  show({ ...shown, moment, other });
}

function drawLegend(): void {
  clear();
  root = createRoot(document.getElementById('root')!);
  root.render(createElement(MapLegend));
}

function storyAsSvg(name: string, dark: boolean): string {
  const props = {
    moment: STORIES[name]!(),
    other: null,
    view: 'guest',
    window: null,
    hues: SEED_HUES,
  } as const;
  return mapSvg(props, { title: 'ESB space of guest', width: 1200, height: 700, dark, date: '2019-02-08' });
}

Object.assign(window, { clear, makeSpace, drawStudio, drawPlain, drawStory, drawLegend, storyAsSvg });
