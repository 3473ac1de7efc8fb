import type { Browser } from './app.js';
import type { Body } from './what-is-sent.js';
import type { WorldChild } from './world.js';

export interface Cell {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  address: string;
  body?: Body;
}
export interface Answered {
  status: number;
  /** Everything that came: body, and where it leads. */
  text: string;
}

/** Sends one request and reads the answer whole, whatever its type. */
export async function ask(browser: Browser, { method, address, body }: Cell): Promise<Answered> {
  const asked = method === 'GET' ? browser.get(address) : browser.post(address);
  if (body !== undefined) asked.type(address.startsWith('/api/') ? 'json' : 'form').send({ ...body });
  const answer = await asked
    .redirects(0)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
    });
  return {
    status: answer.status,
    text: `${String(answer.body)}\n${String(answer.headers['location'] ?? '')}`,
  };
}

/** Words of this child in an answer. What was sent comes back on many pages and tells nobody anything: it is left out. */
export function marksIn(text: string, child: WorldChild, cell: Cell, watches = false): string[] {
  let left = text.toLowerCase();
  const sent = [
    ...decodeURIComponent(cell.address).split(/[/?=&]/),
    ...Object.values(cell.body ?? {}).map(String),
  ];
  for (const word of sent.filter((one) => one.length > 3).sort((a, b) => b.length - a.length))
    left = left.replaceAll(word.toLowerCase(), '');
  const stem = child.stem.toLowerCase();
  // Who watches over the trail is told whose record a line is about, by name and id; never where they live or why.
  const marks = watches ? [`${stem} `, `${stem}@`, `-${stem}`] : [stem, ...Object.values(child.ids).flat()];
  const number = child.nhsNumber;
  return [...marks, number, `${number.slice(0, 3)} ${number.slice(3, 6)} ${number.slice(6)}`].filter((mark) =>
    left.includes(mark),
  );
}

/** Works through them, some at a time. */
export async function inTurn<T>(
  items: readonly T[],
  work: (item: T) => Promise<void>,
  atOnce = 6,
): Promise<void> {
  const rest = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
    }),
  );
}
