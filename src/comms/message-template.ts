import { type Fault, type Outcome, faulty, ok } from '../kernel/outcome.js';
import type { TemplateId } from './message.js';

/** Everything a template may ask for. There is no placeholder for anything a referrer wrote. */
export const placeholders = [
  'parent_name',
  'child_name',
  'birth_month',
  'how_long',
  'write_again_by',
  'how_to_answer',
  'from_whom',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** What every message must carry, as words that stand in every template (issue: what a message says). */
const mustSay = ['Are you OK? Has anything changed?', '999', '111 and choose option 2'] as const;

/** Lines that head a part of a message, as they stand in the templates; a page shows them as headings. */
export const headings: readonly string[] = [
  'How long is left',
  'What happens next',
  'Are you OK? Has anything changed?',
  'If you need help now',
];

export interface MessageTemplate {
  id: TemplateId;
  version: string;
  subject: string;
  body: string;
}

/** Reads a plain-text template with its front matter, or answers every fault in it. */
export function parseTemplate(id: TemplateId, text: string): Outcome<MessageTemplate> {
  const faults: Fault[] = [];
  const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text.replaceAll('\r\n', '\n'));
  if (!match) return faulty([{ at: id, message: 'begins with front matter between two lines of ---' }]);
  const [, front = '', body = ''] = match;
  const fields = new Map(
    front.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
  const field = (name: string): string => {
    const value = fields.get(name) ?? '';
    if (value === '') faults.push({ at: `${id}.${name}`, message: 'is missing' });
    return value;
  };
  const template = { id, version: field('version'), subject: field('subject'), body: body.trim() };
  field('status');
  if (field('id') !== id) faults.push({ at: `${id}.id`, message: 'is not the name of its file' });
  if (template.subject.includes('{{'))
    faults.push({ at: `${id}.subject`, message: 'stands on a locked screen: it names nobody' });
  for (const [, name = ''] of body.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g))
    if (!isPlaceholder(name)) faults.push({ at: id, message: `knows no placeholder {{${name}}}` });
  if (/\{\{|\}\}/.test(body.replace(/\{\{[^{}]*\}\}/g, '')))
    faults.push({ at: id, message: 'has braces that are not a placeholder' });
  for (const name of placeholders)
    if (!body.includes(`{{${name}}}`)) faults.push({ at: id, message: `leaves out {{${name}}}` });
  for (const words of mustSay)
    if (!body.includes(words)) faults.push({ at: id, message: `must say “${words}”` });
  return faults.length > 0 ? faulty(faults) : ok(template);
}

/** The template with its words filled in, once: a value is never read as a template. */
export function fillTemplate(
  template: MessageTemplate,
  values: Readonly<Record<Placeholder, string>>,
): string {
  return template.body.replace(/\{\{([a-z_]+)\}\}/g, (_, name: string) => {
    if (!isPlaceholder(name)) throw new Error(`unknown placeholder ${name}`);
    return values[name];
  });
}

function isPlaceholder(name: string): name is Placeholder {
  return (placeholders as readonly string[]).includes(name);
}
