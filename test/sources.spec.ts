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
const everyTeam = serviceLines.flatMap(({ id: line, teams }) => teams.map((team) => ({ ...team, line })));

describe('the mappings that are shipped', () => {
  it('read the two sources of the demo and the samples, by the columns and team codes these have', () => {
    const ofToday = all.filter(({ id }) => ['nr5-systmone', 'rk9-careflow'].includes(id));
    expect(ofToday).toHaveLength(2);
    for (const mapping of ofToday) {
      expect(columnsWanted(mapping)).toEqual([...referralColumns]);
      expect(mapping.teams).toEqual(everyTeam);
    }
  });

  it.each(all)('$id means by a team code there is a service line for the same', ({ teams }) => {
    const contrary = teams.filter(({ codeSystem, code, line }) =>
      everyTeam.some(
        (known) => known.codeSystem === codeSystem && known.code === code && known.line !== line,
      ),
    );
    expect(contrary).toEqual([]);
  });

  it('are checked by the very schema that editors are given', async () => {
    const written = await format(JSON.stringify(mappingSchema), { parser: 'json', printWidth: 110 });
    if (WRITE) writeFileSync(SCHEMA, written);
    expect(readFileSync(SCHEMA, 'utf8')).toBe(written);
  });
});
