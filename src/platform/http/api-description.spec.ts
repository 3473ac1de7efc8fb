import { describe, expect, it } from '@jest/globals';
import { describeApi, type OpenApi } from './api-description.js';

const document: OpenApi = {
  paths: {
    '/api/v1/flags/{id}/move': {
      parameters: [],
      post: {
        tags: ['flags'],
        summary: 'Moves a flag',
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
          { name: 'x-actor-name', in: 'header', description: 'who' },
        ],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/MoveFlag' } } },
        },
        responses: { '409': { description: 'not from there' } },
      },
    },
    '/api/v1/flags': { get: { tags: ['flags'] } },
    '/api/v1/waiting-list': { get: {} },
  },
  components: {
    schemas: {
      MoveFlag: {
        required: ['to'],
        properties: { to: { enum: ['flagged', 'declined'] }, days: { items: { type: 'number' } } },
      },
    },
  },
};

describe('the description of the API', () => {
  it('is grouped by tag, operations in their order', () => {
    expect(
      describeApi(document).map(({ title, operations }) => [title, operations.map((one) => one.path)]),
    ).toEqual([
      ['Flags', ['/api/v1/flags/{id}/move', '/api/v1/flags']],
      ['Other', ['/api/v1/waiting-list']],
    ]);
  });

  it('says what an operation takes, where, and what it answers', () => {
    expect(describeApi(document)[0]?.operations[0]).toEqual({
      id: 'post-api-v1-flags-id-move',
      method: 'POST',
      path: '/api/v1/flags/{id}/move',
      summary: 'Moves a flag',
      description: '',
      fields: [
        { name: 'id', where: 'address', type: 'uuid', required: true, description: '' },
        { name: 'x-actor-name', where: 'header', type: 'text', required: false, description: 'who' },
        { name: 'to', where: 'body', type: 'flagged | declined', required: true, description: '' },
        { name: 'days', where: 'body', type: 'list of number', required: false, description: '' },
      ],
      answers: [{ status: '409', description: 'not from there' }],
    });
  });
});
