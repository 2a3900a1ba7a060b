import { describe, expect, it } from 'vitest';
import { AP_PROFILES } from '../../../../shared/ap/types.ts';
import { createApState } from '../model.ts';
import { AP_RULES } from '../rule-table/rule-table.ts';
import { profileCards, TRAIT_RULES } from './profile-cards.ts';

describe('kernel profiles', () => {
  it('AP-M4 AP-M5 AP-O1 AP-V7 tell what another one changes, and nothing of the one that is', () => {
    const rules = (profile: (typeof AP_PROFILES)[number]) =>
      profileCards(createApState({ profile, hasApConfig: profile.startsWith('upstream') })).map(
        ({ id, changes }) => [id, changes.map(({ rule }) => rule)],
      );
    const series = ['AP-V2', 'AP-V3', 'AP-P1', 'AP-U22', 'AP-M4', 'AP-O1', 'AP-U16'];
    expect([rules('upstream'), rules('2018-merged').at(-1)]).toEqual([
      [
        ['upstream', []],
        ['upstream-6.18', ['AP-M4', 'AP-O1']],
        ['2018-merged', [...series, 'AP-C7']],
        ['2018-v9', [...series, 'AP-M5', 'AP-V7', 'AP-C7']],
      ],
      ['2018-v9', ['AP-M5', 'AP-V7']],
    ]);
  });

  it('say both sides in words, also of a host that lacks ap_config', () => {
    const [now] = profileCards(createApState({ profile: 'upstream-6.18', hasApConfig: false }));
    expect(now).toMatchObject({
      title: 'Linux 6.19 and later',
      changes: [
        { rule: 'AP-M4', after: 'refused with EBUSY; all 256 ids of the other mask count' },
        { rule: 'AP-O1', now: 'not there', after: 'possible' },
        { rule: 'AP-U16', after: 'possible' },
      ],
    });
  });

  it('name rules of the table only', () => {
    const known = new Set(AP_RULES.map(({ id }) => id));
    expect(TRAIT_RULES.filter((rule) => !known.has(rule))).toEqual([]);
  });
});
