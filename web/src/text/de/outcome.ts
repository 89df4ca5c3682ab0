import type { outcome as english } from '../en/outcome.ts';
import type { SameTexts } from '../same-texts.ts';

export const outcome: SameTexts<typeof english> = {
  title: 'Was gewirkt hat', playbooks: 'Playbooks', loading: 'Kunden werden verglichen', close: 'Schließen', cancel: 'Abbrechen', undo: 'Rückgängig', list: 'Playbooks nach ihrer Wirkung', own: 'Was gewirkt hat, wird für das ganze Unternehmen gesagt.', ownText: 'Sie sehen Ihre eigenen Kunden. Bitten Sie eine Leitung, Ihnen den Vergleich zu zeigen.',
  how: 'Wie wird das berechnet?',
  howText: 'Kunden zählen ab ihrer ersten Aufnahme in ein Playbook, nach der Gruppe, die ihnen das Los gab, was auch aus ihren Läufen wurde. Gelesen wird am Montag jener Woche und 13 Wochen später. Mit Vergleichsgruppe stehen Behandelte gegen Ausgelassene. Ohne sie steht jeder gegen höchstens drei Kunden, die nie aufgenommen wurden und in Score, dessen Verlauf und Umsatz am ähnlichsten waren, über dieselben Wochen: Das ist Beobachtung, und was den einen eintreten ließ und den anderen nicht, kann den Unterschied erklären. Die Linie zeigt das 95-%-Intervall; Kunden einer Familie zählen zusammen.',
  empty: 'Es gibt kein Playbook.', emptyText: 'Hier steht, was Playbooks bewirkt haben.', allOff: 'Noch kein Kunde wurde in ein Playbook aufgenommen.', allOffText: 'Aktivieren Sie ein Playbook; der erste Vergleich liegt 13 Wochen später vor. Wählen Sie vorher eine Vergleichsgruppe: Nur dann ist es ein Beleg.',
  verdict: { too_early: 'Zu früh', works: 'Hilft', harms: 'Schadet', no_effect: 'Keine Wirkung', unclear: 'Keine Wirkung gezeigt' },
  meaning: {
    too_early: 'Weniger als zehn Kunden auf einer Seite, oder nichts unterscheidet sich: Noch lässt sich nichts sagen.', works: 'Das ganze Intervall liegt über null.', harms: 'Das ganze Intervall liegt unter null. Pausieren Sie es und prüfen Sie seine Schritte.',
    no_effect: 'Das Intervall liegt eng um null: Es kostet Arbeit und ändert nichts Nennenswertes. Erwägen Sie, es einzustellen.', unclear: 'Das Intervall enthält null und auch nennenswerte Wirkungen. Mehr Kunden werden es zeigen.',
  },
  method: { randomised: 'durch Los', observational: 'beobachtet', none: 'niemand aufgenommen' },
  measure: { retained: 'Gehaltene Kunden, von 100', returned: 'Zurückgewonnene Kunden, von 100', health: 'Health Score', revenue: 'Jahresumsatz' },
  unit: { share: '{{value}}', points: '{{value}} Punkte', revenue: '{{value}} %' },
  arms: '{{treated}} behandelt, {{compared}} verglichen', interval: '{{low}} bis {{high}}', intervalName: '{{effect}}, zwischen {{low}} und {{high}}', money: '{{amount}} im Jahr', moneyRange: '{{low}} bis {{high}}', moneyTitle: 'Wert', moneyNote: 'die Wirkung mal {{treated}}, der Jahresumsatz der Behandelten',
  waiting_one: '{{count}} Kunde wartet auf das Ende seiner 13 Wochen', waiting_other: '{{count}} Kunden warten auf das Ende ihrer 13 Wochen', next: 'der nächste am {{day}}',
  columns: { playbook: 'Playbook', measure: 'Gemessen an', effect: 'Wirkung', verdict: 'Urteil', account: 'Kunde', arm: 'Gruppe', entered: 'Aufgenommen', window: 'Gelesen am', value: 'Ergebnis', with: 'Verglichen mit' },
  arm: { treated: 'Behandelt', held_out: 'Ausgelassen' }, state: { counted: '', waiting: 'wartet bis {{day}}', not_known: 'nicht bekannt, oder am Anfang kein solcher Kunde', no_match: 'niemand ähnlich', other_share: 'außerhalb des Vergleichs' },
  mean: 'Behandelt {{treated}}, verglichen {{compared}}', leftOut: 'Nicht gezählt', left: { notKnown_one: '{{count}} nicht bekannt, oder am Anfang kein solcher Kunde', notKnown_other: '{{count}} nicht bekannt, oder am Anfang kein solcher Kunde', noMatch_one: '{{count}} ohne ähnlichen Kunden', noMatch_other: '{{count}} ohne ähnlichen Kunden', otherShare_one: '{{count}} nicht durch dieses Los gezogen', otherShare_other: '{{count}} nicht durch dieses Los gezogen', none: 'Niemand' },
  accounts: 'Kunden', accountsNone: 'Noch kein Kunde wurde aufgenommen.', shown: '{{shown}} von {{total}}, neueste zuerst', kept: 'ist Kunde', lost: 'ist kein Kunde', yes: 'Ja', no: 'Nein', open: 'Was es bewirkt hat', noticeable: 'Nennenswert ab {{value}}',
  hold: {
    title: 'Vergleichsgruppe', button: 'Vergleichsgruppe', none: 'Niemand wird ausgelassen; die Wirkung lässt sich so nur beobachten.', some: '{{percent}} der Kunden, die aufgenommen würden, werden ausgelassen.', floor: 'Keiner mit {{amount}} oder mehr Jahresumsatz.', chosen: '{{who}}, {{day}}: {{reason}}', soFar_one: 'bisher {{count}} Kunde ausgelassen', soFar_other: 'bisher {{count}} Kunden ausgelassen', change: 'Ändern',
    dialog: 'Kunden aus „{{name}}“ auslassen', warning: 'Ausgelassene Kunden erhalten nichts aus diesem Playbook: keine seiner Aufgaben, Mails oder Termine, auch wenn sein Anlass eintritt. Manchen kann das schaden. Sie tun es, um zu erfahren, ob das Playbook überhaupt hilft. Das Los entscheidet, eine Familie von Kunden fällt zusammen, und wer unterwegs ist, bleibt es.',
    percent: 'Ausgelassener Anteil in Prozent', percentNote: '0 bis 50. Üblich sind 10 bis 20; je kleiner, desto länger dauert es. 0 beendet es, und Ausgelassene können beim nächsten Anlass aufgenommen werden.', floorLabel: 'Nie ab diesem Jahresumsatz', floorNote: 'In der Währung des Kunden. Leer: keine Grenze.', reason: 'Warum', reasonNote: 'Wird mit Ihrem Namen aufbewahrt.', save: 'Auslassen', end: 'Vergleichsgruppe beenden', saved: '{{percent}} der Kunden, die in „{{name}}“ kämen, werden ausgelassen.', ended: 'Niemand wird aus „{{name}}“ ausgelassen.', undone: 'Rückgängig: zurück auf den vorigen Stand.',
  },
};
