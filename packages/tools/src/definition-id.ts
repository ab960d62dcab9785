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

/** The id of the definition at the top of the file that this one is in, or its own. */
export function outermost(id: string): string {
  const end = id.indexOf('.', id.indexOf('::'));
  return end < 0 ? id : id.slice(0, end);
}

/** The id of what a definition is written in or assigned to, or nothing at the top of its file. */
export function ownerOf(id: string): string {
  const end = id.lastIndexOf('.');
  return end > id.indexOf('::') ? id.slice(0, end) : '';
}

/** The name of what a definition is written in or assigned to, or nothing at the top of its file. */
export function ownerName(id: string): string {
  const owner = ownerOf(id);
  return (nameWithinFile(owner).split('.').at(-1) ?? '').replace(/~\d+$/, '');
}
