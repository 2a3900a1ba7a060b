#!/usr/bin/env node
/**
 * npm run bench: what the studio does against a named plain way of doing the same, measured in one run on one machine.
 * A ratio below its floor, or a bound that is exceeded, makes the run fail. Browser numbers are software rendering.
 */
import { boundLine, printLines, ratioLine } from './bench/report.mjs';
import { measureBrowser } from './bench/browser.mjs';
import { measureDsaGraph } from './bench/dsa-graph.mjs';
import { measureXiveMap } from './bench/xive-map.mjs';
import { measureZpciBoard } from './bench/zpci-board.mjs';
import { importTypeScript } from './import-typescript.mjs';

/** One frame plus one at 60 Hz, in milliseconds. */
const TWO_FRAMES = 33.4;

const engine = await importTypeScript('build/bench/engine.ts');

const conflicts = engine.measureConflicts();
const edit = engine.measureEdit();
const engineLines = [
  ratioLine({
    name: 'conflicts of 256 guests',
    ours: conflicts.ours,
    baseline: conflicts.baseline,
    baselineName: 'pairwise list compare',
    floor: 20,
  }),
  boundLine({
    name: 'conflicts of one edited guest with 255 others',
    value: conflicts.incremental,
    bound: 0.1,
    unit: 'ms',
  }),
  ratioLine({
    name: 'an assignment on a full machine, view and problems included',
    ours: edit.edit + edit.view,
    baseline: edit.wholeModel,
    baselineName: 'whole model read from its file and viewed again',
    floor: 2,
  }),
  boundLine({
    name: 'full snapshot on the wire, 256 x 256 with 200 guests',
    value: engine.snapshotBytes(),
    bound: 20_000,
    unit: 'B',
  }),
];
printLines('Engine', engineLines);

const { measurePlan } = await importTypeScript('build/bench/plan.ts');
const change = measurePlan();
const planLines = [
  ratioLine({
    name: `plan and rehearsal of ${change.steps} steps, 60 of 200 guests changed`,
    ours: change.ours,
    baseline: change.baseline,
    baselineName: 'whole model recomputed and compared after each step',
    floor: 2,
  }),
];
printLines('Plan', planLines);

const { measureDsa } = await importTypeScript('build/bench/dsa.ts');
const dsa = measureDsa();
const replayed = `replaying the ${dsa.operations.toLocaleString('en')} operations that make it`;
const dsaLines = [
  ratioLine({
    name: 'validation of a full DSA host, 512 wqs and 640 mdevs',
    ours: dsa.validation,
    baseline: dsa.replay,
    baselineName: replayed,
    floor: 20,
  }),
  ratioLine({
    name: 'a guest more on a shared wq there, view and problems included',
    ours: dsa.gesture,
    baseline: dsa.replay,
    baselineName: replayed,
    floor: 10,
  }),
];
printLines('Work queues', dsaLines);

const { measureScrub } = await importTypeScript('build/bench/xive-scrub.ts');
const scrub = measureScrub();
const scrubLines = [
  ratioLine({
    name: `scrub: random seek in a ${scrub.events.toLocaleString('en')}-event timeline`,
    ours: scrub.seek,
    baseline: scrub.replay,
    baselineName: 'replay from the start',
    floor: 20,
  }),
  ratioLine({
    name: `moment of a ${scrub.sources.toLocaleString('en')}-source guest after an event`,
    ours: scrub.moment,
    baseline: scrub.objects,
    baselineName: 'one object per source',
    floor: 3.5,
  }),
];
printLines('Interrupt pages', scrubLines);

const zpciBench = await importTypeScript('build/bench/zpci.ts');
const zpci = zpciBench.measureZpci();
const zpciLines = [
  ratioLine({
    name: 'a function given in a full partition (4,096 functions, 8 guests of 500), view and problems included',
    ours: zpci.give,
    baseline: zpci.wholeModel,
    baselineName: 'whole model read from its file and viewed again',
    floor: 4,
  }),
  ratioLine({
    name: 'the answers of a guest of 500 functions after one more is given',
    ours: zpci.answers,
    baseline: zpci.anew,
    baselineName: 'every guest built anew by its operations',
    floor: 8,
  }),
];
printLines('zPCI functions', zpciLines);

const capture = await engine.measureImport();
const importLines = [
  ratioLine({
    name: 'import of a capture with 65,536 queues',
    ours: capture.ours,
    baseline: capture.baseline,
    baselineName: `tar -xzf, then reading its ${capture.files} files`,
    floor: 1.5,
  }),
];
printLines('Capture', importLines);

const browser = await measureBrowser(engine.cellCodes());
const browserLines = [
  ratioLine({
    name: 'click to painted, 65,536 cells',
    ours: browser.click,
    baseline: browser.tableClick,
    baselineName: 'DOM table',
    floor: 3,
  }),
  boundLine({ name: 'click to painted', value: browser.click, bound: TWO_FRAMES, unit: 'ms' }),
  ratioLine({
    name: 'first paint of the full matrix',
    ours: browser.firstPaint,
    baseline: browser.tableFirstPaint,
    baselineName: 'DOM table',
    floor: 6,
  }),
];
printLines('Browser (real Chromium, software rendering, pixels asserted to change)', browserLines);

const graph = await measureDsaGraph();
const graphLines = [
  ratioLine({
    name: 'first paint of 16 devices with 128 wqs and 640 mdevs',
    ours: graph.paint,
    baseline: graph.plain.paint,
    baselineName: 'plain React Flow, all nodes mounted, dagre layout',
    floor: 5,
  }),
  ratioLine({
    name: 'first paint of 125 devices with 1,000 wqs and 5,000 mdevs',
    ours: graph.whole.paint,
    baseline: graph.plain.paint,
    baselineName: 'the plain way with 16 of the devices only',
    floor: 1,
  }),
  ...[
    ['panning all of it, p95 of a frame', graph.whole.far],
    ['panning at reading size, p95 of a frame', graph.whole.near],
    ['zooming from all of it to one device and back, p95 of a frame', graph.whole.zooming],
  ].map(([name, value]) => boundLine({ name, value, bound: TWO_FRAMES, unit: 'ms' })),
];
printLines('Graph of work queues (real Chromium, software rendering)', graphLines);

const map = await measureXiveMap();
const mapLines = [
  ratioLine({
    name: 'open and paint an ESB space of 1,000,000 sources with 50,000 populated pages',
    ours: map.paint,
    baseline: map.plain,
    baselineName: 'one fillRect for each source',
    floor: 10,
  }),
  ...[
    ['zooming from all of it to single pages and back, p95 of a frame', map.zooming],
    ['panning it, p95 of a frame', map.panning],
  ].map(([name, value]) => boundLine({ name, value, bound: TWO_FRAMES, unit: 'ms' })),
];
printLines('Map of the ESB space (real Chromium, software rendering)', mapLines);

const board = await measureZpciBoard(zpciBench.fullPartitionFile(), zpciBench.plainRows());
const boardLines = [
  ratioLine({
    name: 'first paint of a board of 4,096 functions and 4,000 devices',
    ours: board.paint,
    baseline: board.table,
    baselineName: 'DOM table of the functions alone',
    floor: 2,
  }),
  boundLine({
    name: 'scrolling its functions, p95 of a frame',
    value: board.scroll,
    bound: TWO_FRAMES,
    unit: 'ms',
  }),
];
printLines('Board of zPCI functions (real Chromium, software rendering)', boardLines);

const missed = [
  ...engineLines,
  ...planLines,
  ...dsaLines,
  ...scrubLines,
  ...zpciLines,
  ...importLines,
  ...browserLines,
  ...graphLines,
  ...mapLines,
  ...boardLines,
].filter(({ kept }) => !kept).length;
console.log(missed === 0 ? '\nAll floors and bounds are kept.' : `\n${missed} missed.`);
process.exitCode = missed === 0 ? 0 : 1;
