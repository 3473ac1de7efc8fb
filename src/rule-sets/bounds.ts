/** Bands by rank, 0 the most urgent. `exact`: both are reached by some values of the unknown facts. */
export interface Bounds {
  certain: number;
  possible: number;
  exact: boolean;
}
