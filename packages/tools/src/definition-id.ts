/** Definition ids are `path::qualified.name`, with `~2` for the second of equals; a file's id is its path. */
export function fileOf(id: string): string {
  const end = id.indexOf('::');
  return end < 0 ? id : id.slice(0, end);
}

/** The name within the file; empty for a file itself. */
export function nameWithinFile(id: string): string {
  const end = id.indexOf('::');
  return end < 0 ? '' : id.slice(end + 2);
}
