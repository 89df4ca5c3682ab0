import { randomBytes } from 'node:crypto';

const mailPattern = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
// Phone numbers: an international prefix, or groups with the usual signs; dates and amounts have another shape.
const phonePattern = /(?<![\p{L}\p{N}_.:-])(?:\+|00)\d[\d\s()/.-]{6,18}\d(?![\p{L}\p{N}])|(?<![\p{L}\p{N}_.:-])\(?0\d{2,5}\)?[\s/-]\d[\d\s/-]{4,12}\d(?![\p{L}\p{N}])|(?<![\p{L}\p{N}_.:-])\(\d{3}\)\s?\d{3}[\s.-]?\d{4}(?![\p{L}\p{N}])/gu;
const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Replaces e-mail addresses, phone numbers and known names of people by placeholders that stay the same throughout one conversation, and puts them back.
 * The placeholders hold a random part, so that a text which looks like one is not mistaken for it.
 */
export class Redactor {
  private readonly tag: string;
  private readonly byText = new Map<string, string>();
  private readonly byMark = new Map<string, string>();
  private readonly names = new Set<string>();
  private pattern: RegExp | null = null;

  constructor(tag: string = randomBytes(3).toString('hex')) {
    this.tag = tag;
  }

  /** Names of people to hide from now on; also each part of a name, where it stands alone with a capital. */
  know(names: Iterable<string>): void {
    for (const name of names) {
      for (const one of [name.trim(), ...name.split(/\s+/)]) if (one.length > 2 && /\p{Lu}/u.test(one)) this.names.add(one);
    }
    this.pattern = null;
  }

  /** The text without what it must not say. */
  hide(text: string): string {
    const plain = text.replace(mailPattern, (found) => this.markOf('EMAIL', found)).replace(phonePattern, (found) => this.markOf('PHONE', found));
    const pattern = this.namePattern();
    return pattern === null ? plain : plain.replace(pattern, (found) => this.markOf('PERSON', found));
  }

  /** The text with everything back in its place. */
  show(text: string): string {
    return text.replace(this.markPattern(), (mark) => this.byMark.get(mark) ?? mark);
  }

  /** How many things are hidden. */
  get size(): number {
    return this.byText.size;
  }

  private markPattern(): RegExp {
    return new RegExp(`(?:EMAIL|PHONE|PERSON)_${this.tag}_\\d+(?!\\d)`, 'g');
  }

  private namePattern(): RegExp | null {
    if (this.names.size === 0) return null;
    this.pattern ??= new RegExp(`(?<![\\p{L}\\p{N}_])(?:${[...this.names].sort((a, b) => b.length - a.length).map(escape).join('|')})(?![\\p{L}\\p{N}_])`, 'gu');
    return this.pattern;
  }

  private markOf(kind: string, text: string): string {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const mark = `${kind}_${this.tag}_${this.byText.size + 1}`;
    this.byText.set(text, mark);
    this.byMark.set(mark, text);
    return mark;
  }
}
