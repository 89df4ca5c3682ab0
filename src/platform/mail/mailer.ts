import { Readable } from 'node:stream';
import nodemailer from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';

/** One message to one address. */
export interface Mail {
  to: { name: string | null; address: string };
  replyTo?: string | null;
  subject: string;
  text: string;
  html?: string | null;
  headers?: Record<string, string>;
  attachments?: readonly { name: string; type: string; content: string }[];
  /** Without angle brackets; the same at every attempt of one message. */
  messageId?: string;
}

/** Sends mail. A `MailNotSent` says that the server certainly did not take it; any other error leaves that open. */
export interface Mailer {
  /** Answers what the server said when it took the message. */
  send(mail: Mail): Promise<{ response: string; messageId: string }>;
  close(): void;
}

/** The mail server certainly did not take the message. `permanent`: it will not take it later either. */
export class MailNotSent extends Error {
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'MailNotSent';
    this.permanent = permanent;
  }
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
}

/** A mailer for an SMTP server (`smtp://` or `smtps://`, with user and password in the URL); `from` is the sender of every message. */
export function openMailer({ smtpUrl, mailFrom }: { smtpUrl: string; mailFrom: string }): Mailer {
  const transport = nodemailer.createTransport({ url: smtpUrl, connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 45_000, dnsTimeout: 15_000 });
  return {
    async send({ to, replyTo, subject, text, html, headers, attachments, messageId }) {
      const composer = new MailComposer({
        from: mailFrom, to: { name: to.name ?? '', address: to.address }, subject, text, headers, messageId: messageId && `<${messageId}>`, disableFileAccess: true, disableUrlAccess: true,
        ...(replyTo ? { replyTo } : {}), ...(html ? { html } : {}),
        attachments: (attachments ?? []).map(({ name, type, content }) => ({ filename: name, contentType: type, content })),
      } as ConstructorParameters<typeof MailComposer>[0]);
      const message = composer.compile();
      const envelope = message.getEnvelope();
      const bytes = await message.build();
      let offered = false;
      // The bytes are asked for once the server has said that it wants them.
      const raw = Readable.from((function* () { offered = true; yield bytes; })());
      try {
        const { response } = await transport.sendMail({ envelope: envelope as { from: string; to: string[] }, raw });
        return { response: String(response), messageId: message.messageId() };
      } catch (error) {
        const { code, responseCode, message: said } = error as SmtpError;
        if (responseCode !== undefined && responseCode >= 400) throw new MailNotSent(said, responseCode >= 500 && code !== 'EAUTH', error);
        if (!offered) throw new MailNotSent(said, false, error);
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
