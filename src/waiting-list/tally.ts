/** How many wait in one band of one service and locality. */
export interface Tally {
  service: string;
  locality: string;
  actToday: boolean;
  band: string;
  bandRank: number;
  entries: number;
}
