import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_BODY_BYTES } from '@/lib/server/body-limit';
import { type Form, readForm, requestTargetOf, validateHead } from '@/lib/server/request-validation';

const form = { host: 'meeting.example.org', 'content-type': 'multipart/form-data; boundary=----abc' };
/** An action id as the framework writes it. */
const ID = '60'.padEnd(42, 'a1');
const post = (headers: Record<string, string>) => validateHead({ method: 'POST', url: '/ar/rsvp', headers });
/** What is wrong with a body, if anything. */
const refusalOf = (headers: Record<string, string>, body: Buffer) => {
  const read = readForm(headers, body);
  return typeof read === 'number' ? read : null;
};

describe('request validation accepts', () => {
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
    ['the largest body', { ...form, 'content-length': String(MAX_BODY_BYTES) }],
  ])('%s', (_, headers) => {
    expect(post(headers)).toBeNull();
  });

  it('addresses with Arabic letters', () => {
    expect(validateHead({ method: 'GET', url: '/ar/%D9%85?q=%E0%A4%A', headers: {} })).toBeNull();
  });

  it('the router state that the framework’s script sends', () => {
    const state = ['', { children: [['locale', 'ar', 'd', null], { children: ['__PAGE__', {}] }] }];
    const headers = { rsc: '1', 'next-router-state-tree': encodeURIComponent(JSON.stringify(state)) };
    expect(validateHead({ method: 'GET', url: '/ar?_rsc=1', headers })).toBeNull();
  });
});

describe('an address is read as the framework reads it', () => {
  it.each([
    ['/ar?q=1', '/ar', '?q=1', null],
    ['/ar#agenda', '/ar', '', null],
    ['/ar/registration/../share', '/ar/share', '', null],
    ['/ar/%2e%2E/en', '/en', '', null],
    ['/ar?q=\\', '/ar', '?q=\\', null],
    ['//elsewhere.example.org/ar', '//elsewhere.example.org/ar', '', null],
    ['/\xd9\x85', '/%C3%99%C2%85', '', null],
    ['http://meeting.example.org:8080/ar/../en?q', '/en', '?q', 'meeting.example.org:8080'],
  ])('%s', (url, path, search, host) => {
    expect(requestTargetOf(url)).toEqual({ path, search, host });
  });

  it.each([
    '',
    '*',
    'ar',
    '?q',
    '@elsewhere',
    'ftp://example.org/ar',
    'http://',
    'http://a:99999/',
    '/%',
    '/ar\\rsvp',
    '/.\\health',
    '/ar/..\\metrics',
    'http://example.org\\health',
  ])('%s is not an address of this site', (url) => {
    expect(requestTargetOf(url)).toBeNull();
    expect(validateHead({ method: 'GET', url, headers: {} })).toBe(400);
  });
});

describe('request validation refuses', () => {
  it.each<[string, Record<string, string>, number]>([
    ['a form on somebody else’s page', { ...form, origin: 'https://elsewhere.example.org' }, 403],
    ['a form from a page that hides its origin', { ...form, origin: 'null' }, 403],
    [
      'a form whose sender names another host',
      { ...form, origin: 'https://meeting.example.org', 'x-forwarded-host': 'elsewhere.example.org' },
      403,
    ],
    ['a form above the size limit', { ...form, 'content-length': String(MAX_BODY_BYTES + 1) }, 413],
    ['a form without a boundary', { ...form, 'content-type': 'multipart/form-data' }, 400],
    ['a body of an unsupported type', { ...form, 'content-type': 'application/x-www-form-urlencoded' }, 400],
    ['a body without a type', { host: 'meeting.example.org' }, 400],
    ['a form without a host', { ...form, host: '' }, 400],
    [
      'a call with plain text',
      { host: 'x', 'content-type': 'text/plain;charset=UTF-8', 'next-action': 'id' },
      400,
    ],
  ])('%s', (_, headers, status) => {
    expect(post(headers)).toBe(status);
  });

  it.each(['TRACE', 'PUT', 'PROPFIND'])('the method %s', (method) => {
    expect(validateHead({ method, url: '/ar', headers: {} })).toBe(405);
  });

  it('a form that is sent to a file', () => {
    expect(validateHead({ method: 'POST', url: '/ar/note.pdf?a=b', headers: form })).toBe(405);
  });

  it.each<[string, string]>([
    ['invalid UTF-8', '%E0%A4%A'],
    ['invalid JSON', '[""'],
    ['a value of another type', '{}'],
    ['a tree of another shape', '["",{"children":1}]'],
    ['too many characters', `["${'x'.repeat(40_000)}",{}]`],
    ['two trees', '["",{}], ["",{}]'],
  ])('a router state with %s', (_, state) => {
    const headers = { rsc: '1', 'next-router-state-tree': state };
    expect(validateHead({ method: 'GET', url: '/ar/rsvp', headers })).toBe(400);
  });

  it.each(['/%E0%A4%A', '/ar/%', '/%C3%28'])('the address %s, which is not valid UTF-8', (url) => {
    expect(validateHead({ method: 'GET', url, headers: {} })).toBe(400);
  });

  it('a form that was truncated on its way', () => {
    const wholeForm = Buffer.from(
      `------abc\r\nContent-Disposition: form-data; name="$ACTION_ID_${ID}"\r\n\r\nb\r\n------abc--\r\n`,
    );
    expect(refusalOf(form, wholeForm)).toBeNull();
    expect(refusalOf(form, wholeForm.subarray(0, -2))).toBeNull();
    for (const cut of [1, 3, 4, ...Array.from({ length: 12 }, (_, index) => 5 + 7 * index)])
      expect(refusalOf(form, wholeForm.subarray(0, -cut))).toBe(400);
    expect(refusalOf(form, Buffer.concat([wholeForm, Buffer.from('more')]))).toBe(400);
    expect(refusalOf({ 'content-type': 'text/plain' }, Buffer.from('anything'))).toBe(400);
  });
});

/** A form as browsers write it. */
const formBody = (fields: [string, string][]) =>
  Buffer.from(
    `${fields
      .map(([name, text]) => `------abc\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
      .join('')}------abc--\r\n`,
  );
const action = ['$ACTION_1:0', `{"id":"${ID}","bound":"$@1"}`] as [string, string];
const refusalOfForm = (...more: [string, string][]) =>
  refusalOf(form, formBody([['$ACTION_REF_1', ''], ...more]));
const refusalOfCall = (...fields: [string, string][]) =>
  refusalOf({ ...form, 'next-action': ID }, formBody(fields));

describe('for an action, request validation', () => {
  it('accepts the forms of browsers and the calls of the script', () => {
    const state = '[{"attempt":0,"formId":"f","typed":{"fullName":"$$5"},"seen":"$undefined","errors":[]}]';
    expect(
      refusalOfForm(action, ['$ACTION_1:1', state], ['$ACTION_KEY', 'k'], ['fullName', '{"$1:x']),
    ).toBeNull();
    expect(refusalOfForm(['$ACTION_1:0', `{"id":"${ID}","bound":null}`])).toBeNull();
    expect(refusalOf(form, formBody([[`$ACTION_ID_${ID}`, '']]))).toBeNull();
    expect(
      refusalOfCall(['_1_fullName', '$1:x'], ['0', '[{"attempt":0,"text":"a\\r\\nb"},"$K1"]']),
    ).toBeNull();
  });

  it('refuses a form that names no action', () => {
    expect(refusalOf(form, formBody([]))).toBe(400);
    expect(refusalOf(form, formBody([['fullName', 'سلمى']]))).toBe(400);
    expect(refusalOf(form, formBody([['$ACTION_ID_x', '']]))).toBe(400);
    expect(refusalOf({ ...form, 'next-action': 'x' }, formBody([['0', '[{},"$K1"]']]))).toBe(400);
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
    expect(refusalOfForm(...fields)).toBe(400);
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
    ['too many characters', [['0', JSON.stringify(Array(2_000).fill(0))]]],
    ['a bottomless thing', [['0', '['.repeat(50_000) + ']'.repeat(50_000)]]],
  ])('refuses a call with %s', (_, fields) => {
    expect(refusalOfCall(...fields)).toBe(400);
  });

  it('refuses a name in a notation that browsers do not use, which could hide something', () => {
    const hidden = formBody([['0', '[{']])
      .toString()
      .replace('name="0"', "name*=utf-8''0");
    expect(refusalOf({ ...form, 'next-action': ID }, Buffer.from(hidden))).toBe(400);
    expect(refusalOf(form, Buffer.from(hidden))).toBe(400);
  });
});

/** A field as a parser reads it: the bytes of a file, the text of anything else. */
type Read = [name: string, kind: 'text' | 'file', content: string];

const fieldsRead = ({ fields }: Form): Read[] =>
  fields.map(({ name, file, bytes }) =>
    file === null ? [name, 'text', bytes.toString('utf8')] : [name, 'file', bytes.toString('base64')],
  );

const busboy = createRequire(import.meta.url)('next/dist/compiled/busboy');

/** Reads a call of the framework's script as the framework does. */
async function readByScriptParser({ contentType, body }: Form): Promise<Read[]> {
  const read: Promise<Read>[] = [];
  const parser = busboy({ defParamCharset: 'utf8', headers: { 'content-type': contentType } });
  parser.on('field', (name: string, text: string) => read.push(Promise.resolve([name, 'text', text])));
  parser.on('file', (name: string, file: Readable) =>
    read.push(buffer(file).then((bytes) => [name, 'file', bytes.toString('base64')])),
  );
  await pipeline(Readable.from([body]), parser);
  return Promise.all(read);
}

/** Reads a form without JavaScript as the framework does. */
async function readByFormParser({ contentType, body }: Form): Promise<Read[]> {
  const headers = { 'content-type': contentType };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  return Promise.all(
    [...form].map(
      async ([name, value]): Promise<Read> =>
        typeof value === 'string'
          ? [name, 'text', value]
          : [name, 'file', Buffer.from(await value.arrayBuffer()).toString('base64')],
    ),
  );
}

/** Both parsers read exactly the checked values from the rewritten form. */
async function expectReadAlike(form: Form): Promise<void> {
  const checked = fieldsRead(form);
  expect(await readByScriptParser(form)).toEqual(checked);
  expect(await readByFormParser(form)).toEqual(checked);
}

const named: Read = [`$ACTION_ID_${ID}`, 'text', ''];
const content = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.toWellFormed()),
  fc.constantFrom('\ufeff{"a":1}', '\ufeff\ufeffx', '--abc--', '\r\n------ab', '\r\n\r\n', 'سلمى', ''),
);

describe('the rewritten form contains exactly the checked values', () => {
  /** A form as browsers write it. */
  const parts = (fields: Read[]) =>
    Buffer.concat([
      ...fields.flatMap(([name, kind, content]) => [
        Buffer.from(
          `------abc\r\nContent-Disposition: form-data; name="${name}"${kind === 'file' ? '; filename="شهادة.xlsx"\r\nContent-Type: text/csv' : ''}\r\n\r\n`,
        ),
        kind === 'file' ? Buffer.from(content, 'base64') : Buffer.from(content),
        Buffer.from('\r\n'),
      ]),
      Buffer.from('------abc--\r\n'),
    ]);

  it('with every text and every byte of a file, however many and whatever they contain', async () => {
    const field = fc.oneof(
      fc.tuple(
        fc.constantFrom('fullName', '_1_email', '$ACTION_1:1', 'a b;c=d', "it's", '0'),
        fc.constant('text' as const),
        content,
      ),
      fc.tuple(
        fc.constantFrom('file', '_1_file'),
        fc.constant('file' as const),
        fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(field, { maxLength: 6 }), async (sentFields) => {
        const fields = [named, ...sentFields] as Read[];
        fc.pre(!fields.some(([, , text]) => text.includes('\r\n------abc')));
        const rewritten = readForm(form, parts(fields));
        if (typeof rewritten === 'number') throw new Error(`refused with ${rewritten}`);
        expect(fieldsRead(rewritten)).toEqual(
          fields.map(([name, kind, text]) => [
            name,
            kind,
            kind === 'text' ? text.replace(/^\ufeff+/, '') : text,
          ]),
        );
        await expectReadAlike(rewritten);
      }),
      { numRuns: 80 },
    );
  });

  it('or the form is refused, whatever the headers of its parts are', async () => {
    const disposition = (parameters: string) => `Content-Disposition: form-data; ${parameters}`;
    const line = fc.constantFrom(
      ...[
        'name="a"',
        'name="a"; filename="f.csv"',
        'filename="f.csv"; name="a"',
        'name="a"; name="b"',
        'name="a"; filename="f"; filename="g"',
        'name="a"; filename=""',
        'name="a"; x="; name=b"',
        'name=a',
        'name=""',
        'filename="f"',
        "name*=utf-8''a",
        `name="a"; filename*=utf-8''f`,
        'name="a\\"; filename="b"',
        'name="a%22b"',
        'name="a%0D%0Ab"',
        'name="\u00e9"',
        'name="a";',
        'name="a" ; filename="f"',
      ].map(disposition),
      'content-disposition: FORM-DATA; name="a"',
      'Content-Disposition: attachment; name="a"',
      'Content-Type: text/plain',
      'Content-Type: text/plain; charset=utf-16le',
      'Content-Type: application/octet-stream',
      'Content-Type: multipart/mixed; boundary=inner',
      'Content-Transfer-Encoding: base64',
      'Content-Length: 1',
      ' name="folded"',
      'X-Other: 1',
      '',
    );
    const well = fc.constantFrom(
      [disposition('name="a"')],
      [disposition('name="b"; filename="f.csv"'), 'Content-Type: text/csv'],
      [disposition('name="b"; filename=""'), 'Content-Type: application/octet-stream'],
    );
    const part = fc.record({
      lines: fc.oneof({ weight: 4, arbitrary: well }, fc.array(line, { minLength: 1, maxLength: 3 })),
      end: fc.oneof({ weight: 9, arbitrary: fc.constant('\r\n') }, fc.constant('\n')),
      content,
      isBroken: fc.boolean(),
    });
    const seldom = (...rareValues: string[]) =>
      fc.oneof({ weight: 9, arbitrary: fc.constant('') }, fc.constantFrom(...rareValues));
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          parts: fc.array(part, { minLength: 1, maxLength: 3 }),
          before: seldom('\r\n', 'before\r\n'),
          after: seldom('\r\n', 'after', '------abc--\r\n'),
          type: fc.constantFrom(
            form['content-type'],
            'multipart/form-data; boundary="----abc"',
            'multipart/form-data; charset=utf-16le; boundary=----abc',
            'Multipart/Form-Data; boundary=----abc; boundary=other',
          ),
        }),
        async ({ parts, before, after, type }) => {
          const body = Buffer.concat([
            Buffer.from(`${before}------abc\r\n${disposition(`name="${named[0]}"`)}\r\n\r\n\r\n`),
            ...parts.flatMap(({ lines, end, content, isBroken }) => [
              Buffer.from(`------abc${end}${lines.join(end)}${end}${end}`, 'latin1'),
              Buffer.from(content, isBroken ? 'latin1' : 'utf8'),
              Buffer.from('\r\n'),
            ]),
            Buffer.from(`------abc--\r\n${after}`),
          ]);
          const rewritten = readForm({ 'content-type': type }, body);
          if (typeof rewritten === 'number') return;
          accepted += 1;
          await expectReadAlike(rewritten);
        },
      ),
      { numRuns: 300 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  it('and a form with more fields than any page has is refused', () => {
    const fields = (count: number) => formBody([[named[0], ''], ...Array(count).fill(['a', ''])]);
    expect(refusalOf(form, fields(4_000))).toBeNull();
    expect(refusalOf(form, fields(5_000))).toBe(400);
  });
});
