/** What a command says when it could not be done: one clear sentence, exit code 2, nothing written. */
export class CommandFailure extends Error {}
