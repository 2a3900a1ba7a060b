import { describe, expect, it } from 'vitest';
import { refused, wq } from '../testing/outcomes.ts';
import { after, idleHost } from '../testing/wishes.ts';

describe('configuration files', () => {
  const text = JSON.stringify([
    {
      dev: 'dsa0',
      groups: [
        {
          dev: 'group0.0',
          grouped_workqueues: [
            {
              dev: 'wq0.0',
              mode: 'dedicated',
              size: 8,
              group_id: 0,
              priority: 10,
              type: 'user',
              name: 'app',
              driver_name: 'user',
            },
          ],
          grouped_engines: [{ dev: 'engine0.0', group_id: 0 }],
        },
      ],
    },
  ]);

  it('DSA-M22 DSA-M12 a file is loaded, and over what is in use only when asked', () => {
    const done = after(idleHost(), { op: 'loadConfig', text, through: false });
    expect(wq(done, 'wq0.0')).toMatchObject({ size: 8, type: 'user', name: 'app' });
    const [rule] = refused(after(done, { op: 'enable', part: 'dsa0' }), {
      op: 'loadConfig',
      text: text.replace('"size":8', '"size":12'),
      through: false,
    });
    expect(rule).toBe('DSA-M12 EPERM');
  });

  it('DSA-M10 a file that is none is refused', () => {
    expect(refused(idleHost(), { op: 'loadConfig', text: 'no json', through: true })[0]).toBe('DSA-M10 none');
  });
});
