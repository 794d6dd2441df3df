import { createHash } from 'node:crypto';

type Download = { bytes: Buffer; contentType: string; maxAgeS: number; name?: string };

/**
 * Bytes that are the same for everybody, to be kept for a while; whoever has them already is told so (RFC 9110, 13.1.2).
 * @param name the file's name in ASCII, for what is saved rather than shown
 */
export function download(request: Request, { bytes, contentType, maxAgeS, name }: Download): Response {
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  const headers = { etag, 'cache-control': `public, max-age=${maxAgeS}` };
  const known = request.headers.get('if-none-match')?.split(/\s*,\s*/) ?? [];
  // A proxy that compresses on the way makes the tag a weak one.
  if (known.some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)) {
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
