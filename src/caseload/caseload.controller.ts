import { Body, Controller, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { actorOf } from '../platform/http/actor.js';
import { ConfirmBand } from './confirm-band.request.js';
import { Confirmations } from './confirmations.service.js';
import { answerOf, type DecisionAnswer } from './decided.presenter.js';
import type { Decided } from './decide-children.service.js';
import { OneFact } from './one-fact.service.js';
import { OneReferral } from './one-referral.service.js';
import { ReceiveReferral } from './receive-referral.request.js';
import { RecordFact, WithdrawFact } from './record-fact.request.js';
import { readSent } from './sent.request.js';

interface Answer {
  childId: string;
  decisions: readonly DecisionAnswer[];
}

@ApiTags('one entry at a time')
@ApiHeader({ name: 'x-actor-name', required: false, description: 'Who sends it; kept in the trail' })
@ApiUnprocessableEntityResponse({ description: 'Every fault at once, as problem+json' })
@Controller('api/v1')
export class CaseloadController {
  constructor(
    private readonly referrals: OneReferral,
    private readonly facts: OneFact,
    private readonly confirmations: Confirmations,
  ) {}

  @Post('referrals')
  @ApiOperation({ summary: 'One entry on one list; decided when the answer is sent' })
  @ApiBody({ type: ReceiveReferral })
  @ApiCreatedResponse({ description: 'Created, with the decisions about every list of the child' })
  @ApiOkResponse({ description: 'The same entry was here already' })
  @ApiConflictResponse({ description: 'The identifier is taken by an entry that says otherwise' })
  async receiveReferral(
    @Req() request: Request,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer & { referralId: string; findings: readonly string[] }> {
    const { sent, faults } = readSent(ReceiveReferral, body);
    const received = await this.referrals.receive(actorOf(request), sent, faults);
    response.status(received.created ? 201 : 200);
    const { referralId, childId, findings, decided } = received;
    return { referralId, childId, findings, decisions: answers(decided) };
  }

  @Post('facts')
  @ApiOperation({
    summary: 'Something said about a child or one referral; every affected list is decided again',
  })
  @ApiBody({ type: RecordFact })
  @ApiCreatedResponse({ description: 'Recorded, with the decisions about every list of the child' })
  @ApiOkResponse({ description: 'The same was said already' })
  @ApiConflictResponse({ description: 'Same subject, code, source, organisation and day, other value' })
  async recordFact(
    @Req() request: Request,
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Answer & { factId: string; referralId: string | null }> {
    const { sent, faults } = readSent(RecordFact, body);
    const recorded = await this.facts.record(actorOf(request), sent, faults);
    response.status(recorded.created ? 201 : 200);
    const { factId, childId, referralId, decided } = recorded;
    return { factId, childId, referralId, decisions: answers(decided) };
  }

  @Post('facts/:id/withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'A fact entered in error no longer counts; it is kept and shown' })
  @ApiBody({ type: WithdrawFact })
  @ApiNotFoundResponse({ description: 'No such fact' })
  @ApiConflictResponse({ description: 'Withdrawn already' })
  async withdrawFact(
    @Req() request: Request,
    @Param('id') id: string,
    @Body() body: WithdrawFact,
  ): Promise<Answer & { factId: string }> {
    const { factId, childId, decided } = await this.facts.withdraw(actorOf(request), id, body.reason);
    return { factId, childId, decisions: answers(decided) };
  }

  @Post('referrals/:id/confirm')
  @HttpCode(200)
  @ApiOperation({
    summary: 'A named clinician confirms the band that stands, or the lower one that is proposed',
  })
  @ApiBody({ type: ConfirmBand })
  @ApiNotFoundResponse({ description: 'No such referral or decision' })
  @ApiConflictResponse({ description: 'A newer decision exists: look at it first' })
  async confirm(
    @Req() request: Request,
    @Param('id') id: string,
    @Body() { decisionId, band, note }: ConfirmBand,
  ): Promise<{ decisions: readonly DecisionAnswer[] }> {
    const decided = await this.confirmations.confirm(actorOf(request), {
      referralId: id,
      decisionId,
      band,
      note,
    });
    return { decisions: answers(decided) };
  }
}

const answers = ({ referrals, actToday }: Decided): DecisionAnswer[] =>
  referrals.map((one) => answerOf(one, actToday.has(one.referral.id)));
