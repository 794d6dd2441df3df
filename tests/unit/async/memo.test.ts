import { describe, expect, it } from 'vitest';
import { memo } from '@/lib/async/memo';

describe('what takes long to make', () => {
  it('is made once for all who ask, and anew when what it is made from has changed', async () => {
    const kept = memo<number>();
    let made = 0;
    const make = async () => ++made;
    expect(await Promise.all([kept('ar', 'a', make), kept('ar', 'a', make)])).toEqual([1, 1]);
    expect(await kept('en', 'a', make)).toBe(2);
    expect(await kept('ar', 'b', make)).toBe(3);
    expect(await kept('ar', 'b', make)).toBe(3);
  });

  it('is tried again after a failure, which does not take the newer one along', async () => {
    const kept = memo<string>();
    const failing = kept('ar', 'a', () => Promise.reject(new Error('no room')));
    const newer = kept('ar', 'b', async () => 'made');
    await expect(failing).rejects.toThrow('no room');
    expect(await kept('ar', 'b', async () => 'made again')).toBe(await newer);
    await expect(kept('en', 'a', () => Promise.reject(new Error('no room')))).rejects.toThrow();
    expect(await kept('en', 'a', async () => 'made')).toBe('made');
  });
});
