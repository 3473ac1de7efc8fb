import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { actorOf } from '../kernel/actor.js';
import type { Visit } from '../kernel/viewer.js';
import { CurrentVisit } from '../platform/auth/current-visit.js';
import { Reach } from '../platform/auth/reach.js';
import { inAddress, Requires } from '../platform/auth/requires.js';
import { Refused } from '../platform/http/problems.js';
import { AnswersSeen } from './answers-seen.service.js';
import {
  confirmBand,
  isOwnList,
  maySpeakFor,
  receiveReferral,
  recordFact,
  sendsUnseen,
  withdrawFact,
} from './caseload-policies.js';
import { ConfirmBand } from './confirm-band.request.js';
import { Confirmations } from './confirmations.service.js';
import type { DecisionAnswer } from './decided.presenter.js';
import { OneFact } from './one-fact.service.js';
import { OneReferral } from './one-referral.service.js';
import { ReceiveReferral } from './receive-referral.request.js';
import { RecordFact, WithdrawFact } from './record-fact.request.js';
import { serviceOf } from './referral-sent.js';
import { readSent } from './sent.request.js';

interface Answer {
  childId: string;
  /** About every list of the child that the sender may see. */
  decisions: readonly DecisionAnswer[];
}

@ApiTags('one entry at a time')
@ApiUnauthorizedResponse({ description: 'Nobody is signed in' })
@ApiForbiddenResponse({ description: 'The role may not, or it is another organisation’s to say' })
@ApiUnprocessableEntityResponse({ description: 'Every fault at once, as problem+json' })
@Controller('api/v1')
export class CaseloadController {
  constructor(
    private readonly referrals: OneReferral,
    private readonly facts: OneFact,
    private readonly confirmations: Confirmations,
    private readonly seen: AnswersSeen,
    private readonly reach: Reach,
  ) {}

  @Post('referrals')
  @Requires(receiveReferral)
  @ApiOperation({ summary: 'One entry on one list; decided when the answer is sent' })
  @ApiBody({ type: ReceiveReferral })
  @ApiCreatedResponse({ description: 'Created, with the decisions about the lists you may see' })
  @ApiOkResponse({ description: 'The same entry was here already' })
  @ApiConflictResponse({ description: 'The identifier is taken by an entry that says otherwise' })
  async receiveReferral(
    @CurrentVisit() visit: Visit,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer & { referralId: string; findings: readonly string[] }> {
    const { sent, faults } = readSent(ReceiveReferral, body);
    const service = serviceOf(sent);
    if (faults.length === 0 && service !== undefined && !isOwnList(visit.viewer, sent.provider, service))
      throw new Refused('Entries come from the provider and the service whose list it is.');
    const received = await this.referrals.receive(actorOf(visit), sent, faults, (id) =>
      this.reach.reaches(visit, 'change', [inAddress('child')], { params: { id } }),
    );
    response.status(received.created ? 201 : 200);
    const { referralId, childId, findings, decided } = received;
    const decisions = await this.seen.of(visit, decided, 'referral');
    return { referralId, childId, findings, decisions };
  }

  @Post('facts')
  @Requires(recordFact)
  @ApiOperation({
    summary: 'Something said about a child or one referral; every affected list is decided again',
  })
  @ApiBody({ type: RecordFact })
  @ApiCreatedResponse({ description: 'Recorded, with the decisions about the lists you may see' })
  @ApiOkResponse({ description: 'The same was said already' })
  @ApiNotFoundResponse({ description: 'No such child or referral of yours' })
  @ApiConflictResponse({
    description:
      'Same subject, code, source, organisation and day: another value, or one you neither sent nor may see',
  })
  async recordFact(
    @CurrentVisit() visit: Visit,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer & { factId: string; referralId: string | null }> {
    const { sent, faults } = readSent(RecordFact, body);
    const recorded = await this.facts.record(actorOf(visit), sent, faults, {
      unseen: sendsUnseen(visit.viewer),
      speaksFor: (organisation) => maySpeakFor(visit.viewer, organisation),
      reach: async (act, what, id) => {
        await this.reach.check(visit, act, [inAddress(what)], { params: { id } });
      },
    });
    response.status(recorded.created ? 201 : 200);
    const { factId, childId, referralId, decided } = recorded;
    return { factId, childId, referralId, decisions: await this.seen.of(visit, decided, 'fact') };
  }

  @Post('facts/:id/withdraw')
  @HttpCode(200)
  @Requires(withdrawFact, inAddress('fact'))
  @ApiOperation({ summary: 'A fact entered in error no longer counts; it is kept and shown' })
  @ApiBody({ type: WithdrawFact })
  @ApiNotFoundResponse({ description: 'No such fact of your organisation' })
  @ApiConflictResponse({ description: 'Withdrawn already' })
  async withdrawFact(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() body: WithdrawFact,
  ): Promise<Answer & { factId: string }> {
    const { factId, childId, decided } = await this.facts.withdraw(actorOf(visit), id, body.reason);
    return { factId, childId, decisions: await this.seen.of(visit, decided, 'fact') };
  }

  @Post('referrals/:id/confirm')
  @HttpCode(200)
  @Requires(confirmBand, inAddress('referral'))
  @ApiOperation({
    summary: 'A named clinician confirms the band that stands, or the lower one that is proposed',
  })
  @ApiBody({ type: ConfirmBand })
  @ApiNotFoundResponse({ description: 'No such referral of yours, or no such decision' })
  @ApiConflictResponse({ description: 'A newer decision exists: look at it first' })
  async confirm(
    @CurrentVisit() visit: Visit,
    @Param('id') id: string,
    @Body() { decisionId, band, note }: ConfirmBand,
  ): Promise<{ decisions: readonly DecisionAnswer[] }> {
    const decided = await this.confirmations.confirm(actorOf(visit), {
      referralId: id,
      decisionId,
      band,
      note,
    });
    return { decisions: await this.seen.of(visit, decided, 'confirmation') };
  }
}
