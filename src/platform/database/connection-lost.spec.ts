import { describe, expect, it } from '@jest/globals';
import { QueryRunnerProviderAlreadyReleasedError } from 'typeorm';
import { isConnectionLost } from './connection-lost.js';

describe('a connection is lost', () => {
  it.each(['08006', '57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET'])('by %s', (code) => {
    expect(isConnectionLost(Object.assign(new Error('x'), { code }))).toBe(true);
  });

  it('when the driver says so without a code', () => {
    expect(isConnectionLost(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isConnectionLost(new QueryRunnerProviderAlreadyReleasedError())).toBe(true);
  });

  it.each([Object.assign(new Error('x'), { code: '23505' }), new Error('no such child'), null, 'lost'])(
    'but not by %p',
    (error) => expect(isConnectionLost(error)).toBe(false),
  );
});
