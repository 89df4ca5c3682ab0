import type { SetUpText } from '../connector.ts';

/** What a person does at Zendesk before connecting. */
export const zendeskSetUp: Record<'en' | 'de', SetUpText> = {
  en: {
    steps: [
      'In the Zendesk Admin Center open Apps and integrations, APIs, OAuth clients, and add a client of the kind "confidential".',
      'Let it use client credentials. Where your account does not offer them, authorise the client once and enter the refresh token as well; it changes with each use, so give Mainstay one of its own.',
      'Enter the subdomain, the client\'s identifier and its secret. Mainstay asks for the scope "read", and for "write" as well once a leader lets it send back; until then it changes nothing at Zendesk. A refresh token has to be given "read write" for that.',
      'To hear of changes at once, add a webhook that is signed and sends ticket, user and organisation events to the address that is shown after connecting, and enter its signing secret.',
    ],
    fields: { subdomain: 'Subdomain', clientId: 'Client identifier', clientSecret: 'Client secret', refreshToken: 'Refresh token', webhookSecret: 'Signing secret of the webhook' },
  },
  de: {
    steps: [
      'Öffnen Sie im Zendesk Admin Center „Apps und Integrationen“, „APIs“, „OAuth-Clients“ und legen Sie einen vertraulichen Client an.',
      'Erlauben Sie ihm Client-Credentials. Bietet Ihr Konto diese nicht an, autorisieren Sie den Client einmal und geben Sie auch das Refresh-Token ein; es ändert sich mit jeder Verwendung, geben Sie Mainstay also ein eigenes.',
      'Geben Sie Subdomain, Kennung und Geheimnis des Clients ein. Mainstay verlangt den Umfang „read“, und „write“ erst, wenn eine Leitung das Zurückschreiben erlaubt; bis dahin ändert es bei Zendesk nichts. Ein Refresh-Token muss dafür „read write“ umfassen.',
      'Um Änderungen sofort zu erfahren, legen Sie einen signierten Webhook an, der Ereignisse zu Tickets, Benutzern und Organisationen an die nach dem Verbinden gezeigte Adresse sendet, und geben Sie sein Signaturgeheimnis ein.',
    ],
    fields: { subdomain: 'Subdomain', clientId: 'Kennung des Clients', clientSecret: 'Geheimnis des Clients', refreshToken: 'Refresh-Token', webhookSecret: 'Signaturgeheimnis des Webhooks' },
  },
};
