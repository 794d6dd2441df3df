import { describe, expect, it } from 'vitest';
import { memo } from '@/lib/async/memo';

describe('a memo', () => {
  it('is made once for all callers, and again when its input changes', async () => {
    const cached = memo<number>();
    let calls = 0;
    const create = async () => ++calls;
    expect(await Promise.all([cached('ar', 'a', create), cached('ar', 'a', create)])).toEqual([1, 1]);
    expect(await cached('en', 'a', create)).toBe(2);
    expect(await cached('ar', 'b', create)).toBe(3);
    expect(await cached('ar', 'b', create)).toBe(3);
  });

  it('is retried after a failure, and an old failure does not discard a newer value', async () => {
    const cached = memo<string>();
    const failing = cached('ar', 'a', () => Promise.reject(new Error('no room')));
    const newer = cached('ar', 'b', async () => 'made');
    await expect(failing).rejects.toThrow('no room');
    expect(await cached('ar', 'b', async () => 'made again')).toBe(await newer);
    await expect(cached('en', 'a', () => Promise.reject(new Error('no room')))).rejects.toThrow();
    expect(await cached('en', 'a', async () => 'made')).toBe('made');
  });
});
