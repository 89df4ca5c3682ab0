/** A text as questions are compared: lower case, without accents, only letters, digits and single blanks. Umlauts lose their dots. */
export function plainText(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/ß/g, 'ss').replace(/['’](s|re|ve|ll|d|m|t)?\b/g, (_, tail: string | undefined) => (tail === 't' || tail === 'm' ? ` ${tail}` : ' ')).replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** The words of a text, plain. */
export function wordsOf(text: string): string[] {
  const plain = plainText(text);
  return plain === '' ? [] : plain.split(' ');
}

/** Least number of letters to add, drop, change or swap with their neighbour; stops counting above `most`. Pure. */
export function letterDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}
