import type { Readable } from 'node:stream';

type Collect = (request: Readable, most: number, done: (body: Buffer | null) => void) => void;

/**
 * Collects the bodies of requests, all of them together in bounded memory: where unfinished ones would take more, the one that
 * began first is closed. Whoever sends a form is through in a moment; whoever holds many open loses those.
 * @param mostTogether bytes of all unfinished bodies
 * @returns collects one body of at most `most` bytes and hands it over when it is whole, `null` for a larger one. One that is
 *   closed in the middle is not handed over
 */
export function collector(mostTogether: number): Collect {
  // In the order in which they began; with what is held of each, in bytes.
  const unfinished = new Map<Readable, number>();
  let together = 0;
  const release = (request: Readable) => {
    together -= unfinished.get(request) ?? 0;
    unfinished.delete(request);
  };
  const hold = (request: Readable, bytes: number) => {
    together += bytes - (unfinished.get(request) ?? 0);
    unfinished.set(request, bytes);
    for (const first of unfinished.keys()) {
      if (together <= mostTogether) return;
      release(first);
      first.destroy();
    }
  };
  return (request, most, done) => {
    // One piece of memory, however small the parts are in which it comes.
    let held = Buffer.alloc(0);
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      if (request.destroyed) return;
      const at = length;
      length += chunk.length;
      if (length > most) {
        held = Buffer.alloc(0);
        release(request);
        return;
      }
      if (length > held.length) {
        const larger = Buffer.allocUnsafe(Math.min(most, Math.max(length, 2 * held.length)));
        held.copy(larger, 0, 0, at);
        held = larger;
        hold(request, held.length);
      }
      chunk.copy(held, at);
    });
    request.on('close', () => release(request));
    request.on('end', () => {
      release(request);
      done(length > most ? null : held.subarray(0, length));
    });
  };
}
