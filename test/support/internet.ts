import { createHash, createPublicKey } from 'node:crypto';
import { createServer, request } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { generate } from 'selfsigned';

/** Answers a request to one of its hosts. */
export type Site = (request: Request) => Response | Promise<Response>;

export type Internet = Awaited<ReturnType<typeof startInternet>>;

/**
 * An internet of our own: for each host what answers there, over http and https and at every
 * port. Every other host has a page with one link, which is how a visitor comes from it.
 *
 * To a browser it is a proxy, so any name is ours, public suffixes and localhost too.
 */
export async function startInternet(sites: Record<string, Site>) {
  const pems = await generate([{ name: 'commonName', value: 'waybill tests' }], { keySize: 2048 });
  const links = new Map<string, string>();

  const elsewhere: Site = (incoming) => {
    const to = links.get(new URL(incoming.url).href) ?? 'about:blank';
    const html = `<!doctype html><meta name="referrer" content="unsafe-url"><a id="on" href="${to
      .replaceAll('&', '&amp;')
      .replaceAll('"', '&quot;')}">on</a>`;
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  };
  const listener = getRequestListener((incoming) => {
    const host = incoming.headers.get('host')?.replace(/:\d+$/, '') ?? '';
    return (sites[host] ?? elsewhere)(incoming);
  });
  const secure = createSecureServer({ key: pems.private, cert: pems.cert }, (req, res) => {
    void listener(req, res);
  });
  const proxy = createServer((req, res) => {
    void listener(req, res);
  });
  proxy.on('connect', (_req, socket) => {
    // A browser may leave before it is answered.
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    secure.emit('connection', socket);
  });
  const sockets = new Set<Socket>();
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  const publicKey = createPublicKey(pems.public).export({ type: 'spki', format: 'der' });
  return {
    port: (proxy.address() as AddressInfo).port,
    /** By this a browser may know the certificate of every host. */
    publicKeyHash: createHash('sha256').update(publicKey).digest('base64'),
    /** From now on the page at `from` links to `to`. */
    link(from: string, to: string) {
      links.set(new URL(from).href, to);
    },
    stop: () =>
      new Promise<void>((done) => {
        proxy.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A host that hands everything on to a server of this machine, and breaks off when it is down. */
export function proxyTo(port: () => number): Site {
  return (incoming) =>
    new Promise((resolve, reject) => {
      const { pathname, search } = new URL(incoming.url);
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: port(),
          path: pathname + search,
          method: incoming.method,
          headers: Object.fromEntries(incoming.headers),
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('end', () => {
            const headers = new Headers();
            for (const [name, value] of Object.entries(answer.headers)) {
              if (value && !/^(connection|transfer-encoding|keep-alive)$/.test(name)) {
                headers.set(name, String(value));
              }
            }
            const bare = [204, 304].includes(answer.statusCode ?? 0);
            resolve(
              new Response(bare ? null : Buffer.concat(chunks), {
                status: answer.statusCode ?? 500,
                headers,
              }),
            );
          });
        },
      );
      outgoing.on('error', reject);
      void incoming.arrayBuffer().then((body) => outgoing.end(Buffer.from(body)));
    });
}
