import type { SetUpText } from '../connector.ts';

/** What a person does at Salesforce before connecting. */
export const salesforceSetUp: Record<'en' | 'de', SetUpText> = {
  en: {
    steps: [
      'In Salesforce Setup open External Client Apps and make one for Mainstay. New connected apps can no longer be made.',
      'Enable OAuth with the scope "Manage user data via APIs (api)" and the client credentials flow.',
      'Choose a run-as user who may read the objects below; an integration user with read access is best. Mainstay reads what this user sees, and changes nothing until a leader lets it send back: then the user also has to be able to edit the mapped account fields and to create tasks, opportunities and notes.',
      'Enter your own login address (My Domain), and the app\'s consumer key and secret.',
    ],
    fields: { domain: 'Login address (My Domain)', clientId: 'Consumer key', clientSecret: 'Consumer secret' },
  },
  de: {
    steps: [
      'Öffnen Sie im Salesforce-Setup „External Client Apps“ und legen Sie eine für Mainstay an. Neue verbundene Apps lassen sich nicht mehr anlegen.',
      'Aktivieren Sie OAuth mit dem Umfang „Manage user data via APIs (api)“ und den Client-Credentials-Ablauf.',
      'Wählen Sie einen ausführenden Benutzer, der die Objekte unten lesen darf; am besten einen Integrationsbenutzer mit Lesezugriff. Mainstay liest, was dieser sieht, und ändert nichts, bis eine Leitung das Zurückschreiben erlaubt: Dann muss der Benutzer auch die zugeordneten Kontofelder bearbeiten sowie Aufgaben, Opportunities und Notizen anlegen dürfen.',
      'Geben Sie Ihre eigene Anmeldeadresse (My Domain) sowie Consumer-Key und Consumer-Secret der App ein.',
    ],
    fields: { domain: 'Anmeldeadresse (My Domain)', clientId: 'Consumer-Key', clientSecret: 'Consumer-Secret' },
  },
};
