import { createHash } from 'node:crypto';

type Download = { bytes: Buffer; contentType: string; maxAgeS: number; name?: string };

/**
 * Responds with bytes that are the same for everybody and may be cached for `maxAgeS` seconds. A client whose copy is still
 * current gets 304 instead (RFC 9110, section 13.1.2).
 * @param name the file name in ASCII; without one the browser shows the bytes instead of saving them
 */
export function download(request: Request, { bytes, contentType, maxAgeS, name }: Download): Response {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { etag, 'cache-control': `public, max-age=${maxAgeS}` };
  const cachedTags = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? [];
  // A proxy that compresses the response turns the tag into a weak one, `W/"…"`.
  if (cachedTags.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)) {
    return new Response(null, { status: 304, headers });
  }
  return new Response(new Uint8Array(bytes), {
    headers: {
      ...headers,
      'content-type': contentType,
      ...(name && { 'content-disposition': `attachment; filename="${name}"` }),
    },
  });
}
