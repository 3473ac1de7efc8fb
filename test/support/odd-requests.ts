import fc from 'fast-check';
import type { Route } from './routes.js';

/** A request as raw as a socket takes it. */
export interface OddRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer | null;
}

const LONG = 'x'.repeat(3_000);
const CURSOR = Buffer.from('1,2026-11-22,1,3,126,1,2026-05-01,00000000-0000-0000-0000-000000000000').toString(
  'base64url',
);

/** Already as they stand in an address: what a parser, a path, a query or a database could trip over. */
export const oddWords: readonly string[] = [
  '',
  '%00',
  'a%00b',
  '%',
  '%zz',
  '%C0%AE%C0%AE',
  '..%2f..%2f..%2fetc%2fpasswd',
  '..',
  '....//',
  '%F0%9F%91%B6',
  '%E2%80%AE%E2%80%8B',
  '%EF%BF%BF',
  '%ED%A0%80',
  'null',
  'undefined',
  'NaN',
  '-1',
  '0',
  '1e309',
  '9223372036854775808',
  '99999999999999999999',
  '0x10',
  '%27%3B%20DROP%20TABLE%20x%3B--',
  '%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '%7B%7B7*7%7D%7D',
  '%5B%5D',
  '%7B%7D',
  '__proto__',
  'constructor',
  'toString',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '00000000-0000-0000-0000-00000000000g',
  '%7B00000000-0000-0000-0000-000000000000%7D',
  '2026-02-30',
  '9999-12-31',
  '0000-00-00',
  '-271821-04-20',
  '+',
  '*',
  ':*',
  '%5C',
  '%0d%0aset-cookie:%20a=b',
  CURSOR,
  `${CURSOR}AA`,
  'eyJhIjoxfQ',
  LONG,
];

const word = fc.oneof(
  fc.constantFrom(...oddWords),
  fc.string({ unit: 'grapheme', maxLength: 40 }).map(encodeURIComponent),
  fc.uuid(),
  fc.integer().map(String),
);

/** What may be sent for a field that expects something else: each of these in each field of each route. */
export const oddValues: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e21, 2_147_483_648, '', ' ', 'a\u0000b', '\ud800', '🙂\u202e', '\r\nx: y'],
  ...[
    [],
    {},
    ['a'],
    [[null]],
    { toString: 1 },
    { length: 5 },
    { $ne: null },
    'x'.repeat(20_000),
    '2026-02-30',
  ],
  ...['__proto__', '9999-12-31', '00000000-0000-0000-0000-000000000000', "'; --", '{{7*7}}', '١٢٣', '%s%n'],
];

const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: [deep(levels - 1)] });

/** What may stand as a value in a body: every type, far too much of it, and names that objects already have. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e21,
    2_147_483_648,
    '',
    ' ',
    'a\u0000b',
    '\ud800',
    '🙂',
    [],
    {},
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(5_000),
    ['a', 'a'],
    [[]],
    { toString: 1 },
    { length: 5 },
    deep(50),
    '2026-02-30',
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uuid(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Fields that some route reads, so that wrong types reach what reads them. */
const fields = [
  ...[
    'to',
    'version',
    'reason',
    'nextStep',
    'board',
    'state',
    'after',
    'note',
    'q',
    'service',
    'band',
    'locality',
  ],
  ...[
    'on',
    'limit',
    'decisionId',
    'childId',
    'referralId',
    'nhsNumber',
    'birthDate',
    'code',
    'value',
    'source',
  ],
  ...[
    'organisation',
    'recordedOn',
    'provider',
    'serviceRequestIdentifier',
    'receivedOn',
    'child',
    'contact',
    'hash',
  ],
  ...[
    'lookedAt',
    'outcome',
    'reasonCode',
    'birthDay',
    'birthMonth',
    'birthYear',
    'from',
    'person',
    'logout_token',
  ],
  ...['__proto__', 'constructor', '_csrf', 'confidence', 'before', 'show', 'for', 'role', 'kind', 'act'],
];

const json = fc
  .array(fc.tuple(fc.constantFrom(...fields), value), { maxLength: 6 })
  // By hand: JSON.stringify would not write __proto__.
  .map(
    (pairs) => `{${pairs.map(([name, of]) => `${JSON.stringify(name)}:${JSON.stringify(of)}`).join(',')}}`,
  );
const form = fc
  .array(
    fc.tuple(fc.constantFrom(...fields), fc.constantFrom('', '[]', '[a]', '[__proto__][x]', '[0]'), word),
    {
      maxLength: 6,
    },
  )
  .map((pairs) => pairs.map(([name, nested, of]) => `${name}${nested}=${of}`).join('&'));

const body: fc.Arbitrary<{ type: string; body: Buffer }> = fc.oneof(
  json.map((text) => ({ type: 'application/json', body: Buffer.from(text) })),
  form.map((text) => ({ type: 'application/x-www-form-urlencoded', body: Buffer.from(text) })),
  fc.constantFrom(
    { type: 'application/json', body: Buffer.from('{"a":') },
    { type: 'application/json', body: Buffer.from('null') },
    { type: 'application/json', body: Buffer.from('[1,2]') },
    { type: 'application/json', body: Buffer.from('"text"') },
    { type: 'application/json', body: Buffer.from([0xff, 0xfe, 0x00]) },
    { type: 'application/json; charset=utf-7', body: Buffer.from('{}') },
    { type: 'application/json', body: Buffer.from(`{"q":"${'x'.repeat(300_000)}"}`) },
    { type: 'application/json', body: Buffer.from(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) },
    { type: 'application/x-www-form-urlencoded', body: Buffer.from('a=1&'.repeat(2_000)) },
    { type: 'application/x-www-form-urlencoded', body: Buffer.from('q=%&reason=%ff%fe') },
    { type: 'multipart/form-data; boundary=x', body: Buffer.from('--x\r\n\r\n--x--') },
    {
      type: 'text/xml',
      body: Buffer.from('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    },
    { type: 'nonsense', body: Buffer.from('q=1') },
  ),
);

const headers: fc.Arbitrary<Record<string, string | string[]>> = fc.record(
  {
    accept: fc.constantFrom('*/*', 'application/json', 'text/html;q=0', 'x'.repeat(500), 'image/webp'),
    'accept-language': fc.constantFrom('cy', 'x'.repeat(200)),
    'x-forwarded-for': fc.constantFrom('1.2.3.4', "'; --", '::1, 127.0.0.1', 'unknown', 'x'.repeat(500)),
    'x-forwarded-host': fc.constant('evil.example'),
    'x-forwarded-proto': fc.constantFrom('https', 'javascript'),
    'x-request-id': fc.constantFrom('abcdefgh-1234', '<b>', 'x'.repeat(300), '${jndi:ldap://x}'),
    'x-actor-name': fc.constantFrom('Ana', 'x'.repeat(400)),
    referer: fc.constantFrom(
      'http://evil.example/',
      'javascript:alert(1)',
      '/',
      'http://127.0.0.1:1/%00',
      'x',
    ),
    'if-none-match': fc.constantFrom('*', '"x"'),
    range: fc.constant('bytes=0-0'),
    'content-encoding': fc.constantFrom('gzip', 'br', 'nonsense'),
    'x-http-method-override': fc.constant('DELETE'),
    'sec-fetch-site': fc.constantFrom('same-origin', 'none'),
  },
  { requiredKeys: [] },
);

/** Cookies beside the session's own: garbage, and the same name again. */
const cookies = fc.array(
  fc.constantFrom(
    'a=b',
    'a',
    '=',
    ';;',
    'a=%',
    '__proto__=1',
    `big=${LONG}`,
    'session=',
    'breakwater_session=x',
  ),
  { maxLength: 2 },
);

/** Any request to any of these routes. */
export function oddRequests(routes: readonly Route[]): fc.Arbitrary<OddRequest & { cookies: string[] }> {
  const query = fc
    .array(fc.tuple(fc.constantFrom(...fields), fc.constantFrom('', '[]', '[a]', '[a][b]'), word), {
      maxLength: 4,
    })
    .map((pairs) => pairs.map(([name, nested, of]) => `${name}${nested}=${of}`).join('&'));
  return fc
    .record({
      route: fc.constantFrom(...routes),
      method: fc.option(fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'), { freq: 12 }),
      id: word,
      query: fc.option(query, { freq: 3 }),
      sent: fc.option(body, { freq: 8 }),
      headers,
      cookies,
    })
    .map(({ route, method, id, query: asked, sent, headers: given, cookies: more }) => {
      const path = `${route.path.replace(/:\w+/, () => id)}${asked === null ? '' : `?${asked}`}`;
      const sends = route.method === 'GET' ? null : sent;
      return {
        method: method ?? route.method,
        path: path.replace(/[^\x21-\x7e]/g, '_'),
        headers: { ...given, ...(sends ? { 'content-type': sends.type } : {}) },
        body: sends?.body ?? null,
        cookies: more,
      };
    });
}
