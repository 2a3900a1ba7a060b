#!/usr/bin/env node
/**
 * Everything a fresh clone needs, with Node alone: packages always, `--browser` for the end-to-end tests, `--build` for
 * dist/. npm runs it before start, test and the rest; when nothing changed it costs a tenth of a second.
 */
import { parseArgs } from 'node:util';
import { buildWhenChanged } from './setup-build.mjs';
import { installBrowser } from './setup-browser.mjs';
import { installPackages, requireNode } from './setup-packages.mjs';

const { values } = parseArgs({ options: { browser: { type: 'boolean' }, build: { type: 'boolean' } } });
requireNode();
installPackages();
if (values.browser) installBrowser();
if (values.build) buildWhenChanged();
