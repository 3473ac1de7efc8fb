import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { format } from 'prettier';
import { columnsWanted } from '../src/referrals/sources/source-mapping.js';
import { mappingSchema } from '../src/referrals/sources/mapping-schema.js';
import { SourceRegistry } from '../src/referrals/sources/source.registry.js';
import { referralColumns } from '../src/ingest/header.js';
import { serviceLines } from '../src/referrals/service-line.js';

const SCHEMA = 'sources/source.schema.json';
const WRITE = process.env['WRITE_SOURCE_SCHEMA'] === 'yes';
const { all } = new SourceRegistry();

describe('the mappings that are shipped', () => {
  it('read the two sources of today by the columns the demo and the samples have', () => {
    expect(all.map(({ id }) => id)).toEqual(['nr5-systmone', 'rk9-careflow']);
    for (const mapping of all) expect(columnsWanted(mapping)).toEqual([...referralColumns]);
  });

  it.each(all)(
    '$id knows every team code there is a service line for, and means by it the same',
    ({ teams }) => {
      expect(teams).toEqual(
        serviceLines.flatMap(({ id: line, teams: of }) => of.map((team) => ({ ...team, line }))),
      );
    },
  );

  it('are checked by the very schema that editors are given', async () => {
    const written = await format(JSON.stringify(mappingSchema), { parser: 'json', printWidth: 110 });
    if (WRITE) writeFileSync(SCHEMA, written);
    expect(readFileSync(SCHEMA, 'utf8')).toBe(written);
  });
});
