#!/usr/bin/env node
/**
 * Everything a fresh clone needs, with Node alone: packages always, `--browser` for the end-to-end tests, `--peers` for
 * the tools that judge exports, `--build` for dist/. npm runs it before start, test and the rest; when nothing changed
 * it costs a tenth of a second.
 */
import { parseArgs } from 'node:util';
import { buildWhenChanged } from './setup-build.mjs';
import { installBrowser } from './setup-browser.mjs';
import { installPackages, requireNode } from './setup-packages.mjs';
import { installPeers } from './setup-peers.mjs';

const flag = { type: 'boolean' };
const { values } = parseArgs({ options: { browser: flag, peers: flag, build: flag } });
requireNode();
installPackages();
if (values.browser) installBrowser();
if (values.peers) installPeers();
if (values.build) buildWhenChanged();
