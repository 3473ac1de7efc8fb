/** The name of the organisation with that code; where nobody knows one, the code itself. */
export type Naming = (code: string) => string;
