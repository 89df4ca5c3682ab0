import type { settings as english } from '../en/settings.ts';
import type { SameTexts } from '../same-texts.ts';

export const settings: SameTexts<typeof english> = {
  title: 'Einstellungen',
  parts: { label: 'Bereiche der Einstellungen', profile: 'Profil', notifications: 'Mitteilungen', users: 'Benutzer', roles: 'Rollen', actions: 'Aktionen', sources: 'Quellen', keys: 'API-Schlüssel', audit: 'Protokoll' },
  act: 'Aktion', cancel: 'Abbrechen', save: 'Speichern', done: 'Fertig', undo: 'Rückgängig', undone: 'Zurückgenommen', close: 'Schließen', never: 'nie',
  role: { admin: 'Administration', leader: 'Leitung', ops: 'Operations', csm: 'CSM', read_only: 'Nur Lesen', agent: 'Agent' },
  roleNote: {
    admin: 'Alles, einschließlich Benutzer und Schlüssel.', leader: 'Alle Kunden: ändern, neu zuordnen, teilen. Sieht Benutzer und Protokoll.', ops: 'Daten, Importe, Quellen und Definitionen.',
    csm: 'Die eigenen Kunden; mehr je nach Einstellung.', read_only: 'Liest und ändert nichts.', agent: 'API-Schlüssel von Agenten: lesen und vorschlagen, nie entscheiden.',
  },
  sees: { own: 'Eigene Kunden', company: 'Ganzes Unternehmen', setting: 'Je nach Einstellung', key: 'Wie im Schlüssel festgelegt' },
  changes: { company: 'Alle Kunden', own: 'Eigene Kunden', none: 'Nichts' },
  state: { invited: 'Eingeladen', active: 'Aktiv', disabled: 'Gesperrt' },
  profile: {
    who: 'Sie', name: 'Name', saved: 'Gespeichert', role: 'Rolle', email: 'E-Mail', book: 'Kundenbuch', noEmail: 'Es ist keine E-Mail-Adresse hinterlegt.', sees: 'Sieht', changes: 'Ändert',
    reading: 'Darstellung', readingNote: 'Wird für Sie auf dem Server gespeichert und gilt auf jedem Gerät.', language: 'Sprache', locale: 'Zahlen und Datum', timeZone: 'Zeitzone', density: 'Dichte', contrast: 'Kontrast',
    browser: 'Wie im Browser', comfortable: 'Großzügig', compact: 'Kompakt', standard: 'Standard', high: 'Hoch',
  },
  password: {
    title: 'Passwort', set: 'Passwort festlegen', change: 'Passwort ändern', remove: 'Entfernen', has: 'Sie können sich mit E-Mail-Adresse und Passwort oder mit einem Link anmelden.', hasNot: 'Sie melden sich nur mit einem Link an. Ein Passwort ist eine zusätzliche Möglichkeit.',
    needsEmail: 'Ein Passwort setzt eine E-Mail-Adresse voraus. Die Administration kann Ihre unter Benutzer hinterlegen.', current: 'Bisheriges Passwort', next: 'Neues Passwort', rule: 'Mindestens 10 Zeichen. Ihre anderen Sitzungen enden.', done: 'Ihr Passwort ist festgelegt. Andere Sitzungen sind beendet.', removed: 'Das Passwort ist entfernt. Andere Sitzungen sind beendet.',
  },
  sessions: { title: 'Wo Sie angemeldet sind', current: 'Diese', device: 'Browser', since: 'Seit', seen: 'Zuletzt gesehen', end: 'Abmelden', endOthers: 'Überall sonst abmelden', ended_one: '{{count}} Sitzung beendet', ended_other: '{{count}} Sitzungen beendet', unknown: 'Unbekannter Browser' },
  users: {
    title: 'Benutzer', table: 'Benutzer', invite: 'Person einladen', user: 'Benutzer', role: 'Rolle', sees: 'Sieht', book: 'Kundenbuch', state: 'Status', lastSeen: 'Zuletzt gesehen', noBook: 'kein Kundenbuch', byDefault: '{{sees}} (Vorgabe)',
    accounts_one: '{{count}} Kunde', accounts_other: '{{count}} Kunden', you: 'Sie', actions: 'Aktionen für {{name}}', roleOf: 'Rolle von {{name}}', seesOf: 'Was {{name}} sieht',
    link: 'Anmeldelink erstellen', inviteAgain: 'Neue Einladung erstellen', disable: 'Sperren', enable: 'Entsperren', handOver: 'Kundenbuch übergeben', edit: 'Bearbeiten', editTitle: '{{name}} bearbeiten', bookNote: 'Wessen Kunden die eigenen sind.',
    changed: '{{name}} ist geändert', enabled: '{{name}} darf sich wieder anmelden', disabledNote: '{{name}} ist gesperrt. Beendete Sitzungen: {{sessions}}. Ungültige Schlüssel: {{keys}}.',
    disableTitle: '{{name}} sperren?', disableText: 'Sitzungen und API-Schlüssel enden sofort. Die Kunden bleiben; übergeben Sie sie, wenn jemand anderes sie übernimmt. Sie können {{name}} wieder entsperren.',
    defaults: 'Wessen Kunden CSMs und Lesende sehen', defaultsNote: 'Sofern nicht für die Person festgelegt. Ein CSM ändert in jedem Fall nur die eigenen Kunden.', csmDefault: 'CSMs sehen', readerDefault: 'Lesende sehen',
    onlyAdmin: 'Nur die Administration ändert Benutzer.',
  },
  invite: {
    title: 'Person einladen', email: 'E-Mail-Adresse', name: 'Name', nameNote: 'Die Person kann ihn ändern.', role: 'Rolle', sees: 'Sieht', seesDefault: 'Wie vorgegeben', book: 'Kundenbuch', bookNote: 'Wessen Kunden die eigenen sind. Ohne Angabe wird über die Adresse gesucht.', bookAuto: 'Nach der E-Mail-Adresse',
    make: 'Einladung erstellen', made: 'Die Einladung für {{name}}', send: 'Senden Sie diesen Link an {{email}}. Er gilt einmal, bis {{until}}.', mailed: 'Er wurde auch per E-Mail verschickt.', linkTitle: 'Ein Anmeldelink für {{name}}', linkText: 'Wer ihn öffnet, ist als {{name}} angemeldet. Er gilt einmal, bis {{until}}.', link: 'Der Link',
  },
  handover: {
    title: 'Kundenbuch von {{name}} übergeben', text_one: '{{count}} Kunde geht an eine andere Person, mit einer Notiz im Verlauf.', text_other: '{{count}} Kunden gehen an eine andere Person, jeweils mit einer Notiz im Verlauf.',
    to: 'An', choose: 'Person wählen', note: 'Was die neue Person wissen sollte', go: 'Übergeben', done_one: '{{count}} Kunde ging an {{to}}', done_other: '{{count}} Kunden gingen an {{to}}',
  },
  roles: {
    title: 'Was jede Rolle darf', table: 'Rechte nach Rolle', note: 'Aus der Tabelle erzeugt, nach der der Server entscheidet.', ability: 'Recht', yes: 'ja', no: 'nein', seesRow: 'Sieht', changesRow: 'Ändert', operations_one: '{{count}} Vorgang', operations_other: '{{count}} Vorgänge',
    abilities: {
      self: 'Eigenes Profil, Darstellung und Sitzungen', read: 'Kunden und Kennzahlen lesen', write: 'Kunden ändern: Zustand beurteilen, Signale bearbeiten, Notizen schreiben', propose: 'Aktionen und Änderungen am Programm vorschlagen, Aufgaben übergeben', approve: 'Vorschläge freigeben', assign: 'Kunden neu zuordnen und Kundenbücher übergeben',
      share: 'Ansichten mit allen teilen', import: 'Dateien importieren, Zeilen in Quarantäne berichtigen', define: 'Definitionen, Quellen und Wechselkurse ändern', track: 'Ereignisse senden', oversee: 'Benutzer, Schlüssel, Protokoll und Einstellungen sehen', admin: 'Benutzer, Rollen, Schlüssel und Einstellungen verwalten',
    },
  },
  audit: {
    title: 'Protokoll', table: 'Änderungsprotokoll', note: 'Jede Änderung und jede abgelehnte Änderung. Die Datenbank lässt nur Anhängen zu.', when: 'Wann', who: 'Wer', what: 'Was', entity: 'Woran', outcome: 'Ergebnis', from: 'Von', to: 'Bis', all: 'Alle', csv: 'Als CSV speichern', more: 'Mehr anzeigen', empty: 'Nichts gefunden.', emptyText: 'Erweitern Sie den Zeitraum oder entfernen Sie einen Filter.', clear: 'Filter entfernen',
    outcomes: { done: 'Erledigt', failed: 'Fehlgeschlagen', denied: 'Abgelehnt' }, total_one: '{{count}} Eintrag', total_other: '{{count}} Einträge',
  },
  keys: {
    budget: { set: 'Budget…', title: 'Budget von {{name}}', text: 'Was dieser Schlüssel an einem Tag nehmen darf. Was darüber hinausgeht, wird abgelehnt. Ein leeres Feld ist keine eigene Grenze; die Grenzen der Regeln und des Modells gelten in jedem Fall.', actionsPerDay: 'Aktionen, die er vorschlagen darf', tokensPerDay: 'Tokens des Modells', costPerDay: 'Kosten des Modells', none: 'Keine Grenze', save: 'Speichern', today: 'Heute:', actions: '{{used}} Aktionen', actionsOf: '{{used}} von {{most}} Aktionen', tokens: '{{used}} Tokens', tokensOf: '{{used}} von {{most}} Tokens', cost: '{{used}} Kosten', costOf: '{{used}} von {{most}} Kosten' },
    title: 'API-Schlüssel', new: 'Neuer Schlüssel', empty: 'Es gibt noch keinen Schlüssel.', emptyText: 'Erstellen Sie einen, um Ereignisse zu senden oder die API zu nutzen.', table: 'API-Schlüssel', name: 'Name', key: 'Schlüssel', use: 'Verwendung', made: 'Erstellt', lastUsed: 'Zuletzt verwendet', revoke: 'Widerrufen', revoked: 'Widerrufen', asleep: 'Ungültig, solange {{name}} gesperrt ist',
    kinds: { write_server: 'Ereignisse von einem Server', write_public: 'Ereignisse von Webseiten', api: 'API und Kommandozeile' }, nameNote: 'Wofür er ist', origins: 'Herkunft', originsNote: 'Eine je Zeile. Ein öffentlicher Schlüssel darf nur von dort Ereignisse senden und legt keine Kunden an.', scopes: 'Rechte',
    isAgent: 'Für einen Agenten: liest und schlägt vor, entscheidet nie', limit: 'Beschränken auf das Kundenbuch von', expires: 'Läuft ab', never: 'Nie', days: 'Nach {{count}} Tagen', unlimited: 'Keine Beschränkung', limitedTo: 'nur das Kundenbuch von {{name}}', actsFor: 'handelt für {{name}}', create: 'Schlüssel erstellen', newTitle: 'Ihr neuer Schlüssel', shownOnce: 'Der Schlüssel wird nur dieses eine Mal angezeigt. Bewahren Sie ihn sicher auf.', kept: 'Ich habe ihn aufbewahrt', newKey: 'Der neue Schlüssel',
    revokeTitle: '{{name}} widerrufen?', revokeText: 'Was ihn verwendet, funktioniert sofort nicht mehr. Das lässt sich nicht rückgängig machen.', moved: 'API-Schlüssel finden Sie jetzt in den Einstellungen.', open: 'Schlüssel öffnen',
  },
};
