import type { Readable } from 'node:stream';

type Collect = (request: Readable, maxBytes: number, done: (body: Buffer | null) => void) => void;

/**
 * Collects the bodies of requests in bounded memory. When the unfinished bodies need more, the oldest of these requests is closed. A
 * real form arrives in a moment, so this ends the requests of a client that holds many open.
 * @param maxTotalBytes for all unfinished bodies together
 * @returns a function that collects one body of at most `maxBytes` and calls `done` with it, or with `null` if it is larger. It does
 *   not call `done` for a request that is closed before its end
 */
export function collector(maxTotalBytes: number): Collect {
  // The bytes allocated for each request, oldest request first.
  const unfinished = new Map<Readable, number>();
  let totalBytes = 0;
  const release = (request: Readable) => {
    totalBytes -= unfinished.get(request) ?? 0;
    unfinished.delete(request);
  };
  const reserve = (request: Readable, bytes: number) => {
    totalBytes += bytes - (unfinished.get(request) ?? 0);
    unfinished.set(request, bytes);
    for (const oldest of unfinished.keys()) {
      if (totalBytes <= maxTotalBytes) return;
      release(oldest);
      oldest.destroy();
    }
  };
  return (request, maxBytes, done) => {
    // One growing buffer: many tiny chunks would each take memory of their own.
    let buffer = Buffer.alloc(0);
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      if (request.destroyed) return;
      const offset = length;
      length += chunk.length;
      if (length > maxBytes) {
        buffer = Buffer.alloc(0);
        release(request);
        return;
      }
      if (length > buffer.length) {
        const larger = Buffer.allocUnsafe(Math.min(maxBytes, Math.max(length, 2 * buffer.length)));
        buffer.copy(larger, 0, 0, offset);
        buffer = larger;
        reserve(request, buffer.length);
      }
      chunk.copy(buffer, offset);
    });
    request.on('close', () => release(request));
    request.on('end', () => {
      release(request);
      done(length > maxBytes ? null : buffer.subarray(0, length));
    });
  };
}
