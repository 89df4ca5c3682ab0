/** Domains where anybody has an address: they say nothing about a company. */
export const publicMailDomains: readonly string[] = [
  'gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'me.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de',
  'mail.com', 'yandex.com', 'qq.com', '163.com', 'msn.com', 'yahoo.de', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com', 'mac.com', 'gmx.at', 'gmx.ch', 't-online.de', 'freenet.de', 'posteo.de',
  'mailbox.org', 'pm.me', 'fastmail.com', 'zoho.com', 'mail.ru', 'yandex.ru', '126.com', 'orange.fr', 'free.fr', 'laposte.net', 'wanadoo.fr', 'libero.it', 'bluewin.ch',
];
