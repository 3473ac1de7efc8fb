import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseMapping } from '../referrals/sources/parse-mapping.js';
import { columnsWanted } from '../referrals/sources/source-mapping.js';
import { type ReferralColumn, readHeader } from './header.js';
import { ReferralRows } from './referral-row.js';
import { standardCells } from './standard-cells.js';

const parsed = parseMapping(readFileSync('test/fixtures/sources/rj8-rio.json', 'utf8'));
if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
const mapping = parsed.value;
const names = columnsWanted(mapping);
const read = readHeader([...names, 'A note']);
if (!read.ok) throw new Error(JSON.stringify(read.faults));
const header = read.value;
const row = (cells: Readonly<Record<string, string>>): string[] =>
  header.cells.map((name) => new Map(Object.entries(cells)).get(name) ?? '');
const standard = (cells: Readonly<Record<string, string>>, column: ReferralColumn): string =>
  standardCells(mapping, header)(row(cells))(column);

describe('the cells of a source in the standard’s columns', () => {
  it.each<[string, Readonly<Record<string, string>>, ReferralColumn, string]>([
    ['as sent', { Surname: ' Pengelly ' }, 'PERSON_FAMILY_NAME', ' Pengelly '],
    ['always the same', { 'A note': 'x' }, 'ORGANISATION_IDENTIFIER_CODE_OF_PROVIDER', 'RJ8'],
    ['nothing, where the source does not send it', { 'A note': 'x' }, 'CONTACT_MOBILE', ''],
    ['filled in where blank', { 'Referred by': ' ' }, 'SOURCE_OF_REFERRAL', 'not recorded'],
    ['as sent where not blank', { 'Referred by': 'GP' }, 'SOURCE_OF_REFERRAL', 'GP'],
    ['another column’s where blank', { 'Run on': '15/11/2026' }, 'WEEK_ENDING_DATE', '15/11/2026'],
    ['its own where not blank', { Census: 'x', 'Run on': '15/11/2026' }, 'WEEK_ENDING_DATE', 'x'],
  ])('are %s', (_title, cells, column, said) => {
    expect(standard(cells, column)).toBe(said);
  });

  it('give every row exactly one outcome, whatever is in it', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('', ' ', 'Invented Partnership', '15/11/2026', '20261115', '31/02/2026', 'SALT-C'),
      fc.constantFrom('CLA', 'S', 'RIP', 'Yes', 'Now', '__proto__', 'constructor'),
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.constantFrom(...names), cell), { maxLength: 5 }), (some) => {
        const rows = new ReferralRows(header, mapping);
        const sure = {
          Trust: 'Invented Partnership',
          Census: '15/11/2026',
          Team: 'SALT-C',
          DOB: '01/02/2019',
        };
        for (const cells of some) {
          const outcome = rows.read(row({ ...sure, ...cells }));
          expect(['duplicate', 'quarantined', 'accepted']).toContain(outcome.is);
          if (outcome.is !== 'accepted') continue;
          expect(outcome.arrival.referral).toMatchObject({ provider: 'RJ8', sourceSystem: 'RIO' });
          expect(['R', 'V', null]).toContain(outcome.arrival.child.contactRestriction);
          expect(['01', '02', null]).toContain(outcome.arrival.child.nhsNumberStatus);
        }
      }),
      { seed: 7701, numRuns: 300 },
    );
  });
});
