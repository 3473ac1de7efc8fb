import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Estimate, EstimateService } from '../estimates/estimate.service.js';
import { addDays, type PlainDate } from '../kernel/plain-date.js';
import { updateEveryDays } from './cadence.js';
import type { MessageKind, Recipient } from './message.js';
import { openLists } from './message-policy.js';
import { MessageTemplateRegistry } from './message-template.registry.js';
import { templateFor, writeMessage } from './message-text.js';
import type { Draft } from './message.repository.js';
import { SiteService } from './site.service.js';
import type { WhatIsKnown } from './what-is-known.js';

/** One message to be written: to whom, about which child. */
export interface ToWrite {
  known: WhatIsKnown;
  kind: MessageKind;
  to: Recipient;
}

/** Writes messages from what is known today: how long is left, what happens next, when we write again. */
@Injectable()
export class MessageWriter {
  constructor(
    private readonly estimates: EstimateService,
    private readonly templates: MessageTemplateRegistry,
    private readonly site: SiteService,
  ) {}

  async write(tx: EntityManager, today: PlainDate, messages: readonly ToWrite[]): Promise<Draft[]> {
    const estimates = await this.estimates.forReferrals(
      tx,
      today,
      messages.flatMap(({ known }) => openLists(known).map((list) => list.referralId)),
    );
    return messages.map((message) => this.draft(message, estimates, today));
  }

  /** The template a message of this kind is planned with before anybody knows what it will say. */
  planned(kind: MessageKind): { template: MessageKind; templateVersion: string } {
    return { template: kind, templateVersion: this.templates.of(kind).version };
  }

  private draft(
    { known, kind, to }: ToWrite,
    estimates: ReadonlyMap<string, Estimate>,
    today: PlainDate,
  ): Draft {
    const lists = openLists(known).map(({ referralId }) => ({
      referralId,
      ...(estimates.get(referralId) ?? {
        left: { is: 'cannot_say', why: 'not_placed' } as const,
        weeks: null,
      }),
    }));
    const left = lists.map((list) => list.left);
    const template = this.templates.of(templateFor(kind, left));
    const text = writeMessage(template, {
      kind,
      parentName: to.name,
      childName: known.givenName,
      birthDate: known.birthDate,
      left,
      writeAgainBy: addDays(today, updateEveryDays(openLists(known))),
      contactPoint: this.site.contactPoint,
    });
    return {
      childId: known.childId,
      referralIds: lists.map((list) => list.referralId),
      template: template.id,
      templateVersion: template.version,
      channel: 'email',
      to,
      ...text,
      estimate: { on: today, lists },
    };
  }
}
