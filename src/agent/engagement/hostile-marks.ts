/** Ways in which a text speaks to a program instead of to people. Words of our own rules: they hold texts, they judge no customer. */
const marks: readonly (readonly [string, RegExp])[] = [
  ['speaks_to_program', /\b(?:note|message|instruction|hinweis|nachricht|anweisung)\w*\s+(?:for|to|an)\s+(?:the|das|den|die)?\s*(?:assistant|a\.?i\b|bot\b|model|agent|program|programm|assistent|modell)/i],
  ['speaks_to_program', /\b(?:programm?|assistant|assistent|bot|model|modell|agent),? (?:that|which|who) (?:reads|processes) this\b|\bdas dies liest\b/i],
  ['sets_rules_aside', /\b(?:forget|ignore|disregard|vergiss|ignoriere)\b[^.\n]{0,40}\b(?:rules?|instructions?|told|prompt|regeln|anweisungen)\b/i],
  ['sets_rules_aside', /\b(?:all|everything) (?:that )?you were told\b|\bno longer holds\b|\byour only task\b|\bfrom (?:this line|now) on you(?:r| are)\b|\bbefore you do anything else\b/i],
  ['false_frame', /\[\[\s*(?:system|end|operator|inst)\b|<\/?(?:system|text|tool|instructions?)\b[^>]*>|<\|[a-z_]+\|>|^\s*(?:assistant|system)\s*:/im],
  ['false_frame', /"role"\s*:\s*"(?:system|tool|assistant)"|-{3,}\s*end of [\w ]{3,30}-{3,}/i],
  ['names_tools', /\b(?:propose_action|approve_action|send_email|tool_call|function_call|[a-z]+_[a-z_]+)\s*\(\s*(?:[a-z_]+\s*=|\{)/i],
  ['asks_for_approval', /\b(?:you have my approval|approve (?:every|all|any) (?:action|draft)s?|genehmige alle)\b/i],
  ['asks_for_data', /\b(?:list of all customers|all customers and their|everything you know of|post the contracts)\b/i],
  ['asks_for_facts', /\breport that health is\b|\bdiscount of \d+ ?(?:percent|%) is granted\b/i],
  ['encoded', /\b(?:decode|base64|entschlüssle|dekodiere)\b[^\n]{0,40}[A-Za-z0-9+/]{24,}={0,2}/i],
  ['encoded', /[A-Za-z0-9+/]{80,}={0,2}/],
  ['hidden_letters', /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]{2,}|(?:[\p{L}\p{N}][\u200b\u2060]){4,}|[\u202a-\u202e]/u],
  ['in_steps', /\bstep one of \w+\b|\bcarry out one and two\b|\bkeep trying with other tools\b/i],
];

/** How a text addresses a program; empty for one that speaks to people. It catches the plain ways only: what is not marked is still data. Pure. */
export function hostileMarks(text: string): string[] {
  return [...new Set(marks.flatMap(([mark, pattern]) => (pattern.test(text) ? [mark] : [])))];
}
