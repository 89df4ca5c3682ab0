import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { createTokenBucket } from '../../../platform/token-bucket.ts';
import { escapeHtml } from '../render-action.ts';
import { changeHours, isOnScale, readSurvey, recordAnswer, type OpenSurvey } from './answer.ts';

const bodyLimitBytes = 32 * 1024;
const mostWords = 4000;

const texts = {
  en: { title: 'Your answer', send: 'Send the answer', change: 'Change the answer', chosen: 'Your answer so far: {score}. You can change it for {hours} hours after you gave it.', choose: 'Please choose an answer.', closed: 'The time to answer is over. Thank you for coming by.', answered: 'Your answer is with us. Thank you.', unknown: 'This link is not valid.', optional: 'optional' },
  de: { title: 'Ihre Antwort', send: 'Antwort senden', change: 'Antwort ändern', chosen: 'Ihre bisherige Antwort: {score}. Sie können sie bis {hours} Stunden nach dem Absenden ändern.', choose: 'Bitte wählen Sie eine Antwort.', closed: 'Die Zeit zum Antworten ist abgelaufen. Danke, dass Sie vorbeigeschaut haben.', answered: 'Ihre Antwort ist bei uns. Vielen Dank.', unknown: 'Dieser Link ist nicht gültig.', optional: 'freiwillig' },
};
type Language = keyof typeof texts;

const style = 'body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:10vh auto;padding:0 1rem;color:#1c1c1c;background:#fff}fieldset{border:0;padding:0;margin:0}legend{padding:0}h1,h2{font-size:1.25rem;line-height:1.35;font-weight:600;margin:0 0 1rem}.scale{display:flex;flex-wrap:wrap;gap:6px}.scale label{position:relative}.scale input{position:absolute;inset:0;opacity:0;margin:0;width:100%;height:100%}.scale span{display:block;min-width:44px;padding:10px 0;text-align:center;border:1px solid #8a8f98;border-radius:6px}.scale input:checked+span{background:#1f4fd8;border-color:#1f4fd8;color:#fff;font-weight:600}.scale input:focus-visible+span{outline:3px solid #7aa2ff;outline-offset:2px}.ends{display:flex;justify-content:space-between;color:#5b606a;font-size:.85rem;margin:.4rem 0 1.5rem}textarea{font:inherit;width:100%;box-sizing:border-box;min-height:7rem;padding:.5rem;border:1px solid #8a8f98;border-radius:6px;background:inherit;color:inherit}button{font:inherit;margin-top:1rem;padding:.6rem 1rem;border:0;border-radius:6px;background:#1f4fd8;color:#fff}[role=alert]{color:#b3261e}small{color:#5b606a}@media (prefers-color-scheme:dark){body{background:#16181d;color:#e8eaed}.ends,small{color:#a5abb6}[role=alert]{color:#ff8a80}}';

function page(language: Language, main: string, title: string = texts[language].title): string {
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${main}</main></body></html>`;
}

function languageOf({ ask }: OpenSurvey): Language {
  return ask.language.startsWith('de') ? 'de' : 'en';
}

interface Shown {
  /** Chosen before anything is sent. */
  score: number | null;
  comment: string;
  problem?: string;
  /** A heading stands above the form already. */
  below?: boolean;
}

function form(survey: OpenSurvey, { score, comment, problem, below = false }: Shown): string {
  const [{ ask, state }, language] = [survey, languageOf(survey)];
  const t = texts[language];
  const scores = Array.from({ length: ask.max - ask.min + 1 }, (_, index) => ask.min + index);
  const choice = (one: number) => `<label><input type="radio" name="score" value="${one}" required${one === score ? ' checked' : ''}><span>${one}</span></label>`;
  const before = state === 'changeable' ? `<p><small>${t.chosen.replace('{score}', String(survey.score)).replace('{hours}', String(changeHours))}</small></p>` : '';
  return `${before}${problem ? `<p role="alert">${problem}</p>` : ''}<form method="post" accept-charset="utf-8"><fieldset><legend><${below ? 'h2' : 'h1'}>${escapeHtml(ask.question)}</${below ? 'h2' : 'h1'}></legend><div class="scale">${scores.map(choice).join('')}</div><div class="ends"><span>${escapeHtml(ask.low)}</span><span>${escapeHtml(ask.high)}</span></div></fieldset><label>${escapeHtml(ask.followUp)} <small>(${t.optional})</small><textarea name="comment" maxlength="${mostWords}">${escapeHtml(comment)}</textarea></label><button>${state === 'changeable' ? t.change : t.send}</button></form>`;
}

function over(survey: OpenSurvey): string | undefined {
  const t = texts[languageOf(survey)];
  if (survey.state === 'closed') return `<h1>${t.title}</h1><p>${t.closed}</p>`;
  return survey.state === 'answered' ? `<h1>${t.title}</h1><p>${t.answered}</p>` : undefined;
}

function send(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' }).send(body);
}

/** A score of a link or a form; NaN for anything but digits. */
function scoreOf(text: string | null): number {
  return text !== null && /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/**
 * The page behind the personal link of a survey, without scripts: GET shows the question with the answer of the link chosen, and records nothing, since mail
 * programs and scanners open links by themselves; POST records.
 */
export function surveyRoutes(app: FastifyInstance, deps: { db: Db; clock: Clock }): void {
  const tries = createTokenBucket(60, 1);
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: bodyLimitBytes }, (_request, body, done) => done(null, body));
    const limit = (ip: string) => {
      const wait = tries.take(ip, deps.clock.wall().getTime());
      if (wait > 0) throw fault('rateLimited', 'rate', 'Too many requests.', { retryAfterSeconds: wait });
    };
    const unknown = (reply: FastifyReply, header: string | undefined) => {
      const language: Language = /^de\b/i.test(header ?? '') ? 'de' : 'en';
      return send(reply, 404, page(language, `<h1>${texts[language].title}</h1><p>${texts[language].unknown}</p>`));
    };
    scope.get<{ Params: { token: string } }>('/survey/:token', async (request, reply) => {
      limit(request.ip);
      const survey = await readSurvey(deps, request.params.token);
      if (!survey) return unknown(reply, request.headers['accept-language']);
      const asked = scoreOf(new URL(request.url, 'http://localhost').searchParams.get('score'));
      return send(reply, 200, page(languageOf(survey), over(survey) ?? form(survey, { score: isOnScale(asked, survey.ask) ? asked : survey.score, comment: survey.comment ?? '' }), survey.ask.question));
    });
    scope.post<{ Params: { token: string } }>('/survey/:token', async (request, reply) => {
      limit(request.ip);
      const given = new URLSearchParams((request.body as string | undefined) ?? '');
      const [score, comment] = [scoreOf(given.get('score')), (given.get('comment') ?? '').replaceAll('\0', '').trim().slice(0, mostWords)];
      const before = await readSurvey(deps, request.params.token);
      if (!before) return unknown(reply, request.headers['accept-language']);
      const language = languageOf(before);
      if (!over(before) && !isOnScale(score, before.ask)) return send(reply, 422, page(language, form(before, { score: before.score, comment, problem: texts[language].choose }), before.ask.question));
      const after = (await recordAnswer(deps, request.params.token, { score, comment: comment || null })) ?? before;
      return send(reply, 200, page(language, over(after) ?? `<h1>${escapeHtml(after.ask.thanks)}</h1>${form(after, { score: after.score, comment: after.comment ?? '', below: true })}`, after.ask.question));
    });
  });
}
