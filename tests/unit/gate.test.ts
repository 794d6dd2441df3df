import { describe, expect, it } from 'vitest';
import { MOST_BYTES, wrongBody, wrongHead } from '@/lib/gate';

const form = { host: 'meeting.example.org', 'content-type': 'multipart/form-data; boundary=----abc' };
/** As the framework names an action. */
const ID = '60'.padEnd(42, 'a1');
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
    [
      'a form whose sender names another host',
      { ...form, origin: 'https://meeting.example.org', 'x-forwarded-host': 'elsewhere.example.org' },
      403,
    ],
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
      `------abc\r\nContent-Disposition: form-data; name="$ACTION_ID_${ID}"\r\n\r\nb\r\n------abc--\r\n`,
    );
    expect(wrongBody(form, whole)).toBeNull();
    expect(wrongBody(form, whole.subarray(0, -2))).toBeNull();
    for (const cut of [1, 3, 4, ...Array.from({ length: 12 }, (_, index) => 5 + 7 * index)])
      expect(wrongBody(form, whole.subarray(0, -cut))).toBe(400);
    expect(wrongBody(form, Buffer.concat([whole, Buffer.from('more')]))).toBe(400);
    expect(wrongBody({ 'content-type': 'text/plain' }, Buffer.from('anything'))).toBeNull();
  });
});

/** A form as browsers write it. */
const written = (fields: [string, string][]) =>
  Buffer.from(
    `${fields
      .map(([name, text]) => `------abc\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
      .join('')}------abc--\r\n`,
  );
const action = ['$ACTION_1:0', `{"id":"${ID}","bound":"$@1"}`] as [string, string];
const sent = (...more: [string, string][]) => wrongBody(form, written([['$ACTION_REF_1', ''], ...more]));
const called = (...fields: [string, string][]) => wrongBody({ ...form, 'next-action': ID }, written(fields));

describe('of what is sent to an action, the gate', () => {
  it('lets through the forms of browsers and the calls of the script', () => {
    const state = '[{"attempt":0,"formId":"f","typed":{"fullName":"$$5"},"seen":"$undefined","errors":[]}]';
    expect(sent(action, ['$ACTION_1:1', state], ['$ACTION_KEY', 'k'], ['fullName', '{"$1:x'])).toBeNull();
    expect(sent(['$ACTION_1:0', `{"id":"${ID}","bound":null}`])).toBeNull();
    expect(wrongBody(form, written([[`$ACTION_ID_${ID}`, '']]))).toBeNull();
    expect(called(['_1_fullName', '$1:x'], ['0', '[{"attempt":0,"text":"a\\r\\nb"},"$K1"]'])).toBeNull();
  });

  it('refuses a form that names no action', () => {
    expect(wrongBody(form, written([]))).toBe(400);
    expect(wrongBody(form, written([['fullName', 'سلمى']]))).toBe(400);
    expect(wrongBody(form, written([['$ACTION_ID_x', '']]))).toBe(400);
    expect(wrongBody({ ...form, 'next-action': 'x' }, written([['0', '[{},"$K1"]']]))).toBe(400);
  });

  it.each<[string, [string, string][]]>([
    ['no action', []],
    ['half an action', [['$ACTION_1:0', `{"id":"${ID}","bou`]]],
    ['an action that is none', [['$ACTION_1:0', 'null']]],
    ['an action that is named in another way', [['$ACTION_1:0', '{"id":"x","bound":null}']]],
    ['an action whose name stands elsewhere', [['$ACTION_1:0', `{"bound":null,"id":"${ID}"}`]]],
    ['two actions in one', [action, action, ['$ACTION_1:1', '[]']]],
    [
      'three actions',
      [
        ['$ACTION_REF_2', ''],
        ['$ACTION_REF_3', ''],
        ...[1, 2, 3].map((n): [string, string] => [`$ACTION_${n}:0`, `{"id":"${ID}","bound":null}`]),
      ],
    ],
    ['no state', [action]],
    ['half a state', [action, ['$ACTION_1:1', '[{"attempt":0']]],
    ['a state that is none', [action, ['$ACTION_1:1', '"x"']]],
    ['one state of two that is none', [action, ['$ACTION_1:1', '[]'], ['$ACTION_1:1', '{']]],
    ['a state that points elsewhere', [action, ['$ACTION_1:1', '["$F1"]']]],
    ['a state far away', [['$ACTION_1:0', `{"id":"${ID}","bound":"$1:then"}`]]],
  ])('refuses a form with %s', (_, fields) => {
    expect(sent(...fields)).toBe(400);
  });

  it.each<[string, [string, string][]]>([
    ['nothing', []],
    ['something else', [['1', '[]']]],
    ['half of what it is given', [['0', '[{"a":']]],
    ['a text', [['0', '"x"']]],
    [
      'a reference',
      [
        ['0', '["$1:__proto__:x"]'],
        ['1', '{}'],
      ],
    ],
    ['a number that is none', [['0', '[{"a":["$nabc"]}]']]],
    ['too much', [['0', JSON.stringify(Array(2_000).fill(0))]]],
    ['a bottomless thing', [['0', '['.repeat(50_000) + ']'.repeat(50_000)]]],
  ])('refuses a call with %s', (_, fields) => {
    expect(called(...fields)).toBe(400);
  });

  it('refuses a name in a notation that browsers do not use, behind which something could hide', () => {
    const hidden = written([['0', '[{']])
      .toString()
      .replace('name="0"', "name*=utf-8''0");
    expect(wrongBody({ ...form, 'next-action': ID }, Buffer.from(hidden))).toBe(400);
    expect(wrongBody(form, Buffer.from(hidden))).toBe(400);
  });
});
