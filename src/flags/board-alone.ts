import type { Scope } from '../kernel/viewer.js';

/** An ACCESS member: no list and no locality of their own, so that they see a child by the board alone. */
export const boardAlone = ({ boards, providers }: Scope): boolean =>
  providers.length === 0 && !boards.includes('locality');
