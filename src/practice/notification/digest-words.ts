import type { NotificationItem } from '../../contract/notification.ts';

/** A line of a digest: what happened, what is to be said beyond it, and why this reader is told. */
export interface DigestLine {
  title: string;
  detail: string | null;
  because: string;
}

/** What a digest says around its lines, in one language. */
export interface DigestWords {
  subject(count: number): string;
  hello(name: string): string;
  intro: string;
  more(count: number): string;
  open: string;
  why: string;
  settings: string;
  stop: string;
  line(item: NotificationItem, day: (day: string) => string): DigestLine;
}

/** What is told in one line when there is much of it at once. */
type Gathered = 'signal' | 'band' | 'approval' | 'renewal';
const manyEn: Record<Gathered, string> = { signal: 'grave signals opened', band: 'accounts fell to at risk', approval: 'actions wait for your approval', renewal: 'opt-out days and ends of terms are near' };
const manyDe: Record<Gathered, string> = { signal: 'ernste Signale', band: 'Kunden sind jetzt gefährdet', approval: 'Aktionen warten auf Ihre Freigabe', renewal: 'Kündigungstermine und Laufzeitenden sind nahe' };

const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const en: DigestWords = {
  subject: (count) => (count === 1 ? 'One thing needs you' : `${count} things need you`),
  hello: (name) => `Hello ${name},`,
  intro: 'this happened since your last summary, and you have not read it yet:',
  more: (count) => `And ${count} more in the app.`,
  open: 'Open in Mainstay', why: 'You get this summary because you chose it, or left it as it comes.', settings: 'Change it', stop: 'Stop it',
  line({ kind, account, facts, reason }, day) {
    const name = account ?? '';
    const because = { owner: account ? `because you own ${name}` : 'because you own these accounts', approver: 'because you are an approver', handed_over: (facts.count ?? 1) > 1 ? 'because accounts were handed to you' : 'because an account was handed to you', mentioned: 'because you were mentioned', started: 'because you started the import', began: 'because you started the run' }[reason];
    if (facts.count !== undefined && kind in manyEn) return { title: `${facts.count} ${manyEn[kind as Gathered]}`, detail: account, because };
    switch (kind) {
      case 'signal': return { title: `${name}: ${title(facts.label ?? '')}`, detail: facts.why ?? null, because };
      case 'band': return { title: `${name} fell to at risk`, detail: facts.score == null ? null : `From ${facts.fromBand === 'good' ? 'healthy' : 'watch'} to a score of ${facts.score}.`, because };
      case 'approval': return { title: `${name}: an action waits for your approval`, detail: facts.subject ?? facts.why ?? null, because };
      case 'mention': return { title: `${facts.by ?? ''} mentioned you in "${facts.task ?? ''}"`, detail: facts.text ?? null, because };
      case 'renewal': return { title: facts.due === 'end' ? `The term of ${name} ends on ${day(facts.on ?? '')}` : `${name} can be cancelled until ${day(facts.on ?? '')}`, detail: null, because };
      case 'handover': return { title: account ? `${name} was handed over to you` : `${facts.count} accounts were handed over to you`, detail: facts.note ? `${facts.by ?? ''}: ${facts.note}` : facts.by ? `By ${facts.by}.` : null, because };
      case 'engagement': return { title: facts.action === 'waiting' ? 'Your agent run waits for you' : facts.action === 'failed' ? 'Your agent run was stopped' : `Your agent run has ended: ${facts.count ?? 0} ${facts.count === 1 ? 'task' : 'tasks'} made`, detail: facts.text ?? null, because };
      case 'import': return { title: `An import held back ${facts.count} ${facts.count === 1 ? 'row' : 'rows'}`, detail: facts.source ? `Source: ${facts.source}.` : null, because };
    }
  },
};

const de: DigestWords = {
  subject: (count) => (count === 1 ? 'Eine Sache braucht Sie' : `${count} Dinge brauchen Sie`),
  hello: (name) => `Guten Tag ${name},`,
  intro: 'das ist seit Ihrer letzten Zusammenfassung geschehen, und Sie haben es noch nicht gelesen:',
  more: (count) => `Und ${count} weitere in der Anwendung.`,
  open: 'In Mainstay öffnen', why: 'Sie erhalten diese Zusammenfassung, weil Sie sie gewählt oder nicht abgestellt haben.', settings: 'Ändern', stop: 'Abbestellen',
  line({ kind, account, facts, reason }, day) {
    const name = account ?? '';
    const because = { owner: account ? `weil Sie ${name} betreuen` : 'weil Sie diese Kunden betreuen', approver: 'weil Sie freigeben dürfen', handed_over: (facts.count ?? 1) > 1 ? 'weil Ihnen Kunden übergeben wurden' : 'weil Ihnen ein Kunde übergeben wurde', mentioned: 'weil Sie erwähnt wurden', started: 'weil Sie den Import gestartet haben', began: 'weil Sie den Lauf gestartet haben' }[reason];
    if (facts.count !== undefined && kind in manyDe) return { title: `${facts.count} ${manyDe[kind as Gathered]}`, detail: account, because };
    switch (kind) {
      case 'signal': return { title: `${name}: ${title(facts.label ?? '')}`, detail: facts.why ?? null, because };
      case 'band': return { title: `${name} ist jetzt gefährdet`, detail: facts.score == null ? null : `Vorher ${facts.fromBand === 'good' ? 'gesund' : 'zu beobachten'}, jetzt ${facts.score} Punkte.`, because };
      case 'approval': return { title: `${name}: Eine Aktion wartet auf Ihre Freigabe`, detail: facts.subject ?? facts.why ?? null, because };
      case 'mention': return { title: `${facts.by ?? ''} hat Sie in „${facts.task ?? ''}“ erwähnt`, detail: facts.text ?? null, because };
      case 'renewal': return { title: facts.due === 'end' ? `Die Laufzeit von ${name} endet am ${day(facts.on ?? '')}` : `${name} kann bis zum ${day(facts.on ?? '')} kündigen`, detail: null, because };
      case 'handover': return { title: account ? `${name} wurde Ihnen übergeben` : `${facts.count} Kunden wurden Ihnen übergeben`, detail: facts.note ? `${facts.by ?? ''}: ${facts.note}` : facts.by ? `Von ${facts.by}.` : null, because };
      case 'engagement': return { title: facts.action === 'waiting' ? 'Ihr Agentenlauf wartet auf Sie' : facts.action === 'failed' ? 'Ihr Agentenlauf wurde angehalten' : `Ihr Agentenlauf ist fertig: ${facts.count ?? 0} ${facts.count === 1 ? 'Aufgabe' : 'Aufgaben'} angelegt`, detail: facts.text ?? null, because };
      case 'import': return { title: facts.count === 1 ? 'Ein Import hat 1 Zeile zurückgehalten' : `Ein Import hat ${facts.count} Zeilen zurückgehalten`, detail: facts.source ? `Quelle: ${facts.source}.` : null, because };
    }
  },
};

/** The words of a digest in the reader's language; English where it is neither. */
export const digestWords: Record<'en' | 'de', DigestWords> = { en, de };
