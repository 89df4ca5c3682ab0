import net, { type AddressInfo } from 'node:net';

/** A mail server that takes everything and keeps it. */
export interface SmtpSink {
  url: string;
  /** Every message taken, with its envelope. */
  messages: { to: string[]; data: string }[];
  /** Called at a message's end, before (`taken` false) and after it is kept, and before the client is told. It may break the line by answering false, or refuse with a reply of its own. */
  onMessage: (data: string, taken: boolean) => boolean | string;
  close(): Promise<void>;
}

/** Starts a mail server on loopback that speaks as much SMTP (RFC 5321) as a client needs. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const sockets = new Set<net.Socket>();
  const sink: SmtpSink = { url: '', messages: [], onMessage: () => true, close: async () => {} };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let [buffer, data, to] = ['', false, [] as string[]];
    const say = (line: string) => socket.write(`${line}\r\n`);
    const end = (text: string) => {
      for (const taken of [false, true]) {
        if (taken) sink.messages.push({ to, data: text });
        const answer = sink.onMessage(text, taken);
        if (answer === false) return void socket.destroy();
        if (typeof answer === 'string') return void say(answer);
      }
      say('250 2.0.0 kept');
    };
    const line = (text: string) => {
      const verb = text.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') say('250-sink\r\n250 8BITMIME');
      else if (verb === 'RCPT') { to.push(/<(.*)>/.exec(text)?.[1] ?? ''); say('250 ok'); }
      else if (verb === 'DATA') { data = true; say('354 go on'); }
      else if (verb === 'QUIT') { say('221 bye'); socket.end(); }
      else { if (verb === 'MAIL') to = []; say('250 ok'); }
    };
    socket.setEncoding('utf8').on('data', (part: string) => {
      buffer += part;
      for (;;) {
        const at = buffer.indexOf(data ? '\r\n.\r\n' : '\r\n');
        if (at < 0) return;
        const text = buffer.slice(0, at);
        buffer = buffer.slice(at + (data ? 5 : 2));
        if (data) { data = false; end(text); } else line(text);
      }
    });
    say('220 sink');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  sink.url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sink.close = () => new Promise((done) => { for (const socket of sockets) socket.destroy(); server.close(() => done()); });
  return sink;
}
