import { describe, expect, it } from 'vitest';
import { busyHost, edit, tryEdit } from './testing/wishes.ts';

describe('edits', () => {
  it('a refusal leaves the state object as it was', () => {
    const state = busyHost();
    const text = JSON.stringify(state);
    tryEdit(state, { op: 'disable', part: 'dsa0', keep: false });
    expect([JSON.stringify(state), edit({ op: 'enable', part: 'dsa0' }).family]).toEqual([text, 'dsa']);
  });
});
