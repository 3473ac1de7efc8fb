/** What a running server writes about itself in `postmaster.pid` (PostgreSQL source, miscadmin.h, LOCK_FILE_LINE_*). */
export interface PostmasterFile {
  pid: number;
  directory: string;
  port: number;
  /** `ready` once it takes connections, `starting`, `stopping` or `standby`; null while not yet written. */
  status: string | null;
}

/** null where the file is not whole yet: it is written line by line as the server starts. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !lines[1]) return null;
  if (!Number.isInteger(port) || port <= 0) return null;
  return { pid, directory: lines[1], port, status: lines[7] || null };
}
