import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { TemplateId } from './message.js';
import { type MessageTemplate, parseTemplate } from './message-template.js';

const ids: readonly TemplateId[] = ['joined', 'update', 'appointment'];

/** The message templates, read and checked once at start: a faulty one stops the start, never a message. */
@Injectable()
export class MessageTemplateRegistry {
  private readonly templates: ReadonlyMap<TemplateId, MessageTemplate>;

  constructor() {
    this.templates = new Map(
      ids.map((id) => {
        const text = readFileSync(new URL(`templates/${id}.txt`, import.meta.url), 'utf8');
        const read = parseTemplate(id, text);
        if (!read.ok)
          throw new Error(
            `message templates: ${read.faults.map((fault) => `${fault.at} ${fault.message}`).join('; ')}`,
          );
        return [id, read.value];
      }),
    );
  }

  of(id: TemplateId): MessageTemplate {
    const template = this.templates.get(id);
    if (!template) throw new Error(`no template ${id}`);
    return template;
  }
}
