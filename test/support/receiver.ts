import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { IncomingAnswer, OutgoingRequest } from '../../collector/domain/outgoing.ts';

/** What a receiver was sent. */
interface Received {
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** How a receiver answers. */
export type Answers = (response: ServerResponse, request: Received) => Promise<unknown> | unknown;

export const status =
  (code: number, body = '', headers: Record<string, string> = {}): Answers =>
  (response) =>
    response.writeHead(code, headers).end(body);

/** Answers nothing, for ever. */
export const hangs: Answers = () => {};

/** Answers, a byte at a time, and never gets to the end of its headers. */
export const trickles: Answers = ({ socket }) => {
  socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
  const drip = setInterval(() => socket?.write('x'), 20);
  socket?.once('close', () => clearInterval(drip));
};

/** Answers without an end, as fast as it is read. */
export const floods: Answers = (response) => {
  response.writeHead(200);
  const pour = () => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
  };
  response.on('drain', pour);
  pour();
};

/** Somebody who is sent leads, at an address of his own. */
export interface Receiver {
  url: string;
  received: Received[];
  answers: Answers;
  /** How much of its answers was read, at most. */
  written: () => number;
  close: () => Promise<void>;
}

export async function startReceiver(answers: Answers = status(200, 'ok')): Promise<Receiver> {
  const received: Received[] = [];
  let written = 0;
  const server: Server = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const one = { path, headers, body: await text(request) };
    received.push(one);
    await receiver.answers(response, one);
  });
  server.on('connection', (socket) => {
    socket.once('close', () => {
      written = Math.max(written, socket.bytesWritten);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}`,
    received,
    answers,
    written: () => written,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return receiver;
}

/** Sends everything to a receiver, whatever address it is for. */
export function sentTo(
  receiver: Receiver,
  send: (request: OutgoingRequest) => Promise<IncomingAnswer>,
): (request: OutgoingRequest) => Promise<IncomingAnswer> {
  return (request) => {
    const { pathname } = new URL(request.url);
    return send({ ...request, url: receiver.url + pathname });
  };
}
