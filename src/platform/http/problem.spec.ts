import { BadRequestException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { problemOf } from './problem.js';
import { Conflict, Invalid, NotFound } from './problems.js';

describe('an error becomes an answer', () => {
  it.each([
    [new NotFound('no such referral'), 404, 'no such referral'],
    [new Conflict('already declined'), 409, 'already declined'],
    [new Invalid([{ at: 'birthDate', message: 'is not a date' }]), 422, '1 fault'],
    [new BadRequestException('Unexpected end of JSON input'), 400, 'Unexpected end of JSON input'],
    [Object.assign(new Error('too big'), { expose: true, status: 413 }), 413, 'larger than'],
  ])('%p', (error, status, detail) => {
    expect(problemOf(error)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it('with every fault at once where what was sent cannot be accepted', () => {
    const faults = [
      { at: 'code', message: 'is not in the vocabulary' },
      { at: 'value', message: 'is blank' },
    ];
    expect(problemOf(new Invalid(faults)).errors).toEqual(faults);
  });

  it('that says nothing of its cause when nobody expected it', () => {
    const answer = problemOf(new Error('duplicate key (nhs_number)=(9990866317)'));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('9990866317');
  });
});
