import type { PlainDate } from '../kernel/plain-date.js';

/**
 * Bank holidays in England (gov.uk/bank-holidays for the published years; later years follow the Banking and Financial
 * Dealings Act 1971, substitute days included). To be extended each year. A day beyond the list counts as a working
 * day, so that a missing entry escalates too early, never too late.
 */
export const bankHolidays: ReadonlySet<PlainDate> = new Set(
  [
    // 2025
    '2025-01-01',
    '2025-04-18',
    '2025-04-21',
    '2025-05-05',
    '2025-05-26',
    '2025-08-25',
    '2025-12-25',
    '2025-12-26',
    // 2026: Boxing Day is a Saturday
    '2026-01-01',
    '2026-04-03',
    '2026-04-06',
    '2026-05-04',
    '2026-05-25',
    '2026-08-31',
    '2026-12-25',
    '2026-12-28',
    // 2027: Christmas Day is a Saturday, Boxing Day a Sunday
    '2027-01-01',
    '2027-03-26',
    '2027-03-29',
    '2027-05-03',
    '2027-05-31',
    '2027-08-30',
    '2027-12-27',
    '2027-12-28',
    // 2028: New Year's Day is a Saturday
    '2028-01-03',
    '2028-04-14',
    '2028-04-17',
    '2028-05-01',
    '2028-05-29',
    '2028-08-28',
    '2028-12-25',
    '2028-12-26',
  ].map((day) => day as PlainDate),
);
