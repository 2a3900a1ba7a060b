import { describe, expect, it } from 'vitest';
import { definitionPath, definitionText } from '../export/definition-text.ts';
import { UDEV_RULE_PATH, udevRuleText } from '../export/udev-rule.ts';
import { findMdev, masksOf } from '../model.ts';
import { performAction } from './perform.ts';
import { M1, command, host, without } from './testing.ts';

describe('files that programs leave', () => {
  it('files alone: the rule and a definition written by hand', () => {
    const kept = { apmask: without(5, 6), aqmask: null };
    const files = [
      { path: UDEV_RULE_PATH, text: udevRuleText(kept) },
      { path: definitionPath(M1), text: definitionText('auto', masksOf([5], [4])) },
      { path: '/etc/motd', text: 'x' },
    ];
    const end = performAction(host(), { kind: 'run', commands: [command('install x')], files });
    expect([end?.state.persistent, findMdev(end!.state, M1)?.stored]).toEqual([kept, masksOf([5], [4])]);
    const gone = performAction(end!.state, {
      kind: 'run',
      commands: [],
      files: files.map(({ path }) => ({ path, text: null })),
    });
    expect([gone?.state.persistent, gone?.state.mdevs]).toEqual([{ apmask: null, aqmask: null }, []]);
  });
});
