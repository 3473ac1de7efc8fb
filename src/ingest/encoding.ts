const signatures: readonly { bytes: readonly number[]; sentence: string }[] = [
  { bytes: [0xff, 0xfe], sentence: 'it is UTF-16, not UTF-8: save it as "CSV UTF-8"' },
  { bytes: [0xfe, 0xff], sentence: 'it is UTF-16, not UTF-8: save it as "CSV UTF-8"' },
  {
    bytes: [0x50, 0x4b, 0x03, 0x04],
    sentence: 'it is a workbook or a zip archive, not a CSV file: save it as "CSV UTF-8"',
  },
  { bytes: [0x1f, 0x8b], sentence: 'it is compressed, not a CSV file: unpack it first' },
  { bytes: [0x25, 0x50, 0x44, 0x46], sentence: 'it is a PDF, not a CSV file' },
];

/**
 * Looks at the bytes of a file as they come by and says, in a sentence, why they are not UTF-8 text; null as long as they
 * are. Call `end` after the last of them.
 */
export class Utf8Check {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private line = 1;
  private started = false;

  chunk(bytes: Uint8Array): string | null {
    if (!this.started && bytes.length > 0) {
      this.started = true;
      const signature = signatures.find((known) => known.bytes.every((byte, at) => bytes[at] === byte));
      if (signature) return signature.sentence;
    }
    const nul = bytes.indexOf(0);
    try {
      this.decoder.decode(nul === -1 ? bytes : bytes.subarray(0, nul), { stream: true });
    } catch {
      return notUtf8(this.line + linesBefore(bytes, firstInvalid(bytes)));
    }
    if (nul !== -1)
      return `it is not text: line ${String(this.line + linesBefore(bytes, nul))} holds a NUL byte`;
    this.line += linesBefore(bytes, bytes.length);
    return null;
  }

  end(): string | null {
    try {
      this.decoder.decode();
      return null;
    } catch {
      return notUtf8(this.line);
    }
  }
}

function notUtf8(line: number): string {
  return `it is not UTF-8: line ${String(line)} holds bytes that are not (Windows-1252 is the usual cause; save it as "CSV UTF-8")`;
}

function linesBefore(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, at + 1)) lines++;
  return lines;
}

/** Where the first line that is not UTF-8 ends; the first may begin inside a character of the bytes before it. */
function firstInvalid(bytes: Uint8Array): number {
  let from = 0;
  while (from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  for (;;) {
    const next = bytes.indexOf(10, from);
    const line = bytes.subarray(from, next === -1 ? bytes.length : next);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(line);
    } catch {
      return from;
    }
    if (next === -1) return from;
    from = next + 1;
  }
}
