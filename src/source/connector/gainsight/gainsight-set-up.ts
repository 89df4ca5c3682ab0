import type { SetUpText } from '../connector.ts';

/** What a person does at Gainsight before connecting. */
export const gainsightSetUp: Record<'en' | 'de', SetUpText> = {
  en: {
    steps: [
      'In Gainsight CS open Administration, Integrations, Connectors 2.0. You have to be an administrator.',
      'Make a machine-to-machine (M2M) OAuth client and copy its API key and secret. A company has at most 15 of them.',
      'Or take the access key of the Gainsight API connection: there is one for the whole company, and it does not expire. Other programs may use it too.',
      'Enter your Gainsight address, and either the OAuth key and secret or the access key. Mainstay only reads.',
    ],
    fields: { domain: 'Gainsight address', clientId: 'OAuth API key', clientSecret: 'OAuth API secret', accessKey: 'Access key' },
  },
  de: {
    steps: [
      'Öffnen Sie in Gainsight CS „Administration“, „Integrations“, „Connectors 2.0“. Sie brauchen dafür Administratorrechte.',
      'Legen Sie einen OAuth-Client für Maschinen (M2M) an und kopieren Sie API-Schlüssel und Geheimnis. Ein Unternehmen hat höchstens 15 davon.',
      'Oder nehmen Sie den Access Key der Verbindung „Gainsight API“: Es gibt einen für das ganze Unternehmen, und er läuft nicht ab. Auch andere Programme können ihn verwenden.',
      'Geben Sie Ihre Gainsight-Adresse ein und dazu entweder OAuth-Schlüssel und Geheimnis oder den Access Key. Mainstay liest nur.',
    ],
    fields: { domain: 'Gainsight-Adresse', clientId: 'OAuth-API-Schlüssel', clientSecret: 'OAuth-API-Geheimnis', accessKey: 'Access Key' },
  },
};
