/** A file that is refused as a whole: one clear sentence, and nothing of it is written. */
export class RefusedFile extends Error {}
