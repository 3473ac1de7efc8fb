/**
 * For so many days ACCESS members see what was declined there: the flag, why, by whom, and whose it is, and no more of the
 * child. EXAMPLE for local sign-off: long enough for the next meeting. The database holds it (`access_declined_lately`).
 */
export const DECLINED_SHOWN_DAYS = 28;
