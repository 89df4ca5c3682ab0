// Where the quoted message begins, as the usual programs write it.
const quoteStarts = [
  /^\s*>/, /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht)\b/i, /^_{20,}\s*$/,
  /^\s*(?:on|am|le|el|il|em|op)\b.{4,200}(?:wrote|schrieb.*|a écrit|escribió|ha scritto|escreveu|schreef.*)\s*:\s*$/i, /^\s*(?:from|von|de|da|van):\s.+@.+$/i,
];
const signature = /^--\s?$/;

/** The text without quoted messages and the signature below it. A reply written between quoted lines keeps what stands before the first of them. Pure. */
export function ownWords(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  // "On ... wrote:" may be broken over two lines.
  const end = lines.findIndex((line, index) => signature.test(line) || quoteStarts.some((start) => start.test(line) || start.test(`${line} ${lines[index + 1] ?? ''}`) && /^\s*(?:on|am|le|el|il|em|op)\b/i.test(line)));
  return (end < 0 ? lines : lines.slice(0, end)).join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of an HTML body, for messages that carry no plain text; what is quoted in a block is left out. Pure; the answer is text and never shown as HTML. */
export function textOfHtml(html: string): string {
  return html.replace(/<(style|script|head|blockquote)\b[\s\S]*?<\/\1\s*>/gi, ' ').replace(/<(?:br|\/p|\/div|\/tr|\/li)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => (name ? (entities[name.toLowerCase()] ?? whole) : String.fromCodePoint(Math.min(decimal ? Number(decimal) : Number.parseInt(hex ?? '20', 16), 0x10ffff))))
    .split('\n').map((line) => line.replace(/[ \t]+/g, ' ').trim()).join('\n');
}

/** A subject as it is compared: without "Re:" and the like, in lower case. Pure. */
export function plainSubject(subject: string): string {
  return subject.replace(/^(?:\s*(?:re|aw|antw|sv|rép|ref|odp|vs)\s*(?:\[\d+\])?\s*:)+/i, '').replace(/\s+/g, ' ').trim().toLowerCase();
}
