interface Words {
  from?: string;
  subject?: string;
  body?: string;
  /** The local part of our Message-ID that it answers. */
  inReplyTo?: string;
  id?: string;
  date?: string;
  headers?: Record<string, string>;
}

const lines = (parts: readonly string[]) => parts.join('\r\n');

/** A message as a mail server hands it on. */
export function mailText({ from = 'Mia <mia@northwind.example>', subject = 'Re: Your renewal', body = 'Yes, please.', inReplyTo, id = 'r1@northwind.example', date = 'Tue, 02 Jun 2026 11:00:00 +0000', headers = {} }: Words): string {
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return lines([`From: ${from}`, 'To: Ada <ada@vendor.example>', `Subject: ${subject}`, `Date: ${date}`, `Message-ID: <${id}>`, ...(inReplyTo ? [`In-Reply-To: <${inReplyTo}@mainstay>`, `References: <x@y> <${inReplyTo}@mainstay>`] : []), ...more, 'Content-Type: text/plain; charset=utf-8', '', ...body.split('\n')]);
}

function report(type: string, part: readonly string[], original: string, id: string): string {
  return lines([
    'From: Mail Delivery <mailer-daemon@mx.example>', 'To: success@vendor.example', 'Subject: Undelivered', 'Date: Tue, 02 Jun 2026 11:00:00 +0000', `Message-ID: <${id}>`, `Content-Type: multipart/report; report-type=${type}; boundary="b"`, '',
    '--b', 'Content-Type: text/plain', '', 'A report.', '--b', `Content-Type: message/${type}`, '', ...part, '', '--b', 'Content-Type: message/rfc822', '', 'From: success@vendor.example', `Message-ID: <${original}@mainstay>`, 'Subject: Your renewal', '', 'Hello', '--b--', '',
  ]);
}

/** What a mail server says that could not deliver a message (RFC 3464). */
export function bounceOf(original: string, { action = 'failed', status = '5.1.1', id = 'd1@mx.example' } = {}): string {
  return report('delivery-status', ['Reporting-MTA: dns; mx.example', '', 'Final-Recipient: rfc822; mia@northwind.example', `Action: ${action}`, `Status: ${status}`, `Diagnostic-Code: smtp; 550 ${status}`, ' no such user'], original, id);
}

/** What a provider says whose customer marked a message as unwanted (RFC 5965). */
export function complaintOf(original: string, id = 'c1@mx.example'): string {
  return report('feedback-report', ['Feedback-Type: abuse', 'User-Agent: Provider/1', 'Version: 1', 'Original-Rcpt-To: <mia@northwind.example>'], original, id);
}
