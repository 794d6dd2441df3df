import { describe, expect, it } from 'vitest';
import { MOST_BYTES, wrongBody, wrongHead } from '@/lib/gate';

const form = { host: 'meeting.example.org', 'content-type': 'multipart/form-data; boundary=----abc' };
const post = (headers: Record<string, string>) => wrongHead({ method: 'POST', url: '/ar/rsvp', headers });

describe('the gate lets through', () => {
  it.each<[string, Record<string, string>]>([
    ['the form of a browser', { ...form, origin: 'https://meeting.example.org' }],
    ['the form of a program that names no origin', form],
    [
      'what comes through a proxy that names the host',
      {
        ...form,
        host: 'app1:3000',
        'x-forwarded-host': 'meeting.example.org',
        origin: 'https://meeting.example.org',
      },
    ],
    [
      'a boundary in quotes',
      { ...form, 'content-type': 'Multipart/Form-Data; charset=utf-8; boundary="a b"' },
    ],
    ['the largest body', { ...form, 'content-length': String(MOST_BYTES) }],
  ])('%s', (_, headers) => {
    expect(post(headers)).toBeNull();
  });

  it('addresses with Arabic in them', () => {
    expect(wrongHead({ method: 'GET', url: '/ar/%D9%85?q=%E0%A4%A', headers: {} })).toBeNull();
  });
});

describe('the gate refuses', () => {
  it.each<[string, Record<string, string>, number]>([
    ['a form on somebody else’s page', { ...form, origin: 'https://elsewhere.example.org' }, 403],
    ['a form of a page that hides where it stands', { ...form, origin: 'null' }, 403],
    ['more than it takes', { ...form, 'content-length': String(MOST_BYTES + 1) }, 413],
    ['a form without a boundary', { ...form, 'content-type': 'multipart/form-data' }, 400],
    ['a body of another kind', { ...form, 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['a body of no kind', { host: 'meeting.example.org' }, 400],
    [
      'a call with plain text',
      { host: 'x', 'content-type': 'text/plain;charset=UTF-8', 'next-action': 'id' },
      400,
    ],
  ])('%s', (_, headers, status) => {
    expect(post(headers)).toBe(status);
  });

  it.each(['TRACE', 'PUT', 'PROPFIND'])('the method %s', (method) => {
    expect(wrongHead({ method, url: '/ar', headers: {} })).toBe(405);
  });

  it('a form that is sent to a file', () => {
    expect(wrongHead({ method: 'POST', url: '/ar/note.pdf?a=b', headers: form })).toBe(405);
  });

  it.each(['/%E0%A4%A', '/ar/%', '/%C3%28'])('the address %s, which stands for no text', (url) => {
    expect(wrongHead({ method: 'GET', url, headers: {} })).toBe(400);
  });

  it('a form that was cut off on its way', () => {
    const whole = Buffer.from(
      '------abc\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n------abc--\r\n',
    );
    const type = form['content-type'];
    expect(wrongBody(type, whole)).toBeNull();
    expect(wrongBody(type, whole.subarray(0, -2))).toBeNull();
    for (let cut = 5; cut < whole.length; cut += 7)
      expect(wrongBody(type, whole.subarray(0, -cut))).toBe(400);
    expect(wrongBody('text/plain', Buffer.from('anything'))).toBeNull();
  });
});
