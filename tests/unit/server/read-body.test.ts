import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSiteServer } from '@/lib/server/http-server';
import { collector } from '@/lib/server/read-body';

const collect = collector(1_000);

/** A body that begins to come in; and what was handed over of it. */
function incoming(most = 600) {
  const request = new PassThrough();
  const handed: (string | null)[] = [];
  collect(request, most, (body) => handed.push(body?.toString() ?? null));
  return { request, handed };
}

async function finish({ request, handed }: ReturnType<typeof incoming>, rest = '') {
  request.end(rest);
  if (!request.destroyed) await once(request, 'close');
  return handed;
}

describe('bodies on their way', () => {
  it('are handed over whole, in however small parts they come', async () => {
    const one = incoming();
    for (const part of 'a form, sign by sign') one.request.write(part);
    expect(await finish(one)).toEqual(['a form, sign by sign']);
    expect(await finish(incoming())).toEqual(['']);
    expect(await finish(incoming(5), '12345')).toEqual(['12345']);
    expect(await finish(incoming(5), '123456')).toEqual([null]);
  });

  it('take no more memory together than was said: the one that is unfinished the longest is closed', async () => {
    const slow = [incoming(), incoming(), incoming()];
    for (const { request } of slow) request.write('x'.repeat(300));
    await setImmediate();
    expect(slow.map(({ request }) => request.destroyed)).toEqual([false, false, false]);
    const quick = incoming();
    expect(await finish(quick, 'y'.repeat(500))).toEqual(['y'.repeat(500)]);
    expect(slow.map(({ request }) => request.destroyed)).toEqual([true, true, false]);
    const [first, , last] = slow;
    expect(first?.handed).toEqual([]);
    if (last) expect(await finish(last)).toEqual(['x'.repeat(300)]);
  });

  it('give their memory back when they end, are too large, or are hung up on', async () => {
    const slow = incoming();
    slow.request.write('x'.repeat(300));
    await setImmediate();
    const tooLarge = incoming();
    tooLarge.request.write('x'.repeat(500));
    tooLarge.request.write('x'.repeat(200));
    await setImmediate();
    const left = incoming();
    left.request.write('x'.repeat(600));
    await setImmediate();
    left.request.destroy();
    await once(left.request, 'close');
    expect(await finish(incoming(), 'y'.repeat(600))).toEqual(['y'.repeat(600)]);
    expect(await finish(incoming(), 'z'.repeat(600))).toEqual(['z'.repeat(600)]);
    // The oldest would have been closed for any of them.
    expect(await finish(slow)).toEqual(['x'.repeat(300)]);
    expect(await finish(tooLarge)).toEqual([null]);
  });

  it('do not stay open for ever, nor do the heads before them, where no proxy closes them', async () => {
    const { server } = createSiteServer({ trustProxy: false, handle: () => {} });
    // In milliseconds; Node.js waits five minutes otherwise.
    expect(server.headersTimeout).toBeLessThanOrEqual(30_000);
    expect(server.requestTimeout).toBeLessThanOrEqual(120_000);
  });
});
