import { MailNotSent, type Mailer } from '../../platform/mail/mailer.ts';
import { mailIdOf, NotSent, type ActionChannel, type Outgoing } from './channel.ts';

/** E-mail over SMTP, with the header by which mail programs offer to stop the messages in one click (RFC 8058). The Message-ID is the same at every attempt. */
export function emailChannel(mailer: Mailer): ActionChannel {
  return {
    async send({ key, message }: Outgoing) {
      const { unsubscribe } = message as Outgoing['message'] & { unsubscribe?: string };
      try {
        const { response, messageId } = await mailer.send({
          to: { name: message.name, address: message.to }, replyTo: message.replyTo, subject: message.subject ?? '', text: message.text, html: message.html, attachments: message.attachments, messageId: `${mailIdOf(key)}@mainstay`,
          headers: unsubscribe ? { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' } : {},
        });
        return { receipt: `${response} ${messageId}` };
      } catch (error) {
        if (error instanceof MailNotSent) throw new NotSent(error.message, error.permanent, error);
        throw error;
      }
    },
  };
}
