/** What an MCP client gives its model once, for all tools. Short: it is in the context from then on. */
export const instructions = `Answers about a code base from its resolved code graph: definitions, calls, references, imports, inheritance. Prefer these tools to text search whenever the question is about a named thing and how it is connected; use text search for strings, comments and configuration.

Which tool:
- new code base: repo_map, then repository_stats
- where is X: search_definitions, get_definition; its code: read_definitions (not whole files)
- who calls X / what does X call: callers / callees; every other use: get_references
- what breaks if X changes: impact; how does A reach B: path_between
- a file: file_dependencies, related_files; a package: import_usage
- what is never used / most used: unused_definitions, most_used_definitions

Name a definition by the id that answers show (\`path::Class.method\`; in lists grouped by file, join the file, \`::\` and the name), or by \`Class.method\`, or by its bare name. If several match, the answer lists their ids: ask again with one.
Totals are exact. "May be incomplete" says why there may be more; [dispatch] marks a call that may go to one of several overrides. For more rows repeat the call with the cursor; for fewer tokens set max_tokens or limit.`;
