/** One token of SQL that must not be cut: a comment, a quoted text or name, or any single character. */
const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|''|[^'\\])*'|"(?:\\[\s\S]|[^"\\])*"|`(?:\\[\s\S]|[^`\\])*`|[\s\S]/g;

/** The statements of a file, without comments and empty ones. */
export function splitStatements(sql: string): string[] {
  const statements = [''];
  for (const [part] of sql.matchAll(token)) {
    if (part === ';') statements.push('');
    else statements[statements.length - 1] += /^(--|\/\*)/.test(part) ? ' ' : part;
  }
  return statements.map((one) => one.trim()).filter((one) => one !== '');
}
