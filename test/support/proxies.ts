import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { temporaryFolder } from './home.ts';
import { installPackages } from './packages.ts';
import { freePort } from './sqld.ts';

const PLACES = { nginx: ['/usr/sbin/nginx', '/usr/bin/nginx'], caddy: ['/usr/bin/caddy'] };
export type ProxyName = keyof typeof PLACES;

const pathOf = (name: ProxyName) => PLACES[name].find((path) => existsSync(path));

/** The path of a proxy, which is installed where it is not there and may be. */
export function findProxy(name: ProxyName): string | undefined {
  if (!pathOf(name)) installPackages([name]);
  return pathOf(name);
}

interface Ask {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Another address of this machine to ask from. */
  from?: string;
}

/** A proxy that runs by one of the configurations in `fixtures/proxies/`, over TLS. */
export interface RunningProxy {
  port: number;
  ask: (
    host: string,
    path: string,
    init?: Ask,
  ) => Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>;
  stop: () => Promise<void>;
}

/** A configuration of `fixtures/proxies/`, and what of it is otherwise on this machine. */
export interface Deployed {
  file: string;
  here: Record<string, string>;
  /** What stands around it. */
  within?: [before: string, after: string];
}

/** The servers of the documentation, before a collector at a port of this machine. */
export const before = (name: ProxyName, collectorPort: number): Deployed => ({
  file: name === 'nginx' ? 'nginx.conf' : 'Caddyfile',
  here: { '127.0.0.1:8787': `127.0.0.1:${collectorPort}` },
});

/** A site's own server, which hands on to a collector whose proxy has a port of this machine. */
export const elsewhere = (name: ProxyName, port: number): Deployed =>
  name === 'nginx'
    ? {
        file: 'elsewhere.nginx.conf',
        here: { '//collect.example.com': `//127.0.0.1:${port}` },
        within: [
          `server {
            listen 443 ssl;
            ssl_certificate /etc/letsencrypt/live/www.example.com/fullchain.pem;
            ssl_certificate_key /etc/letsencrypt/live/www.example.com/privkey.pem;
            root /var/www/html;`,
          '}',
        ],
      }
    : {
        file: 'elsewhere.Caddyfile',
        here: {
          '//collect.example.com': `//127.0.0.1:${port}`,
          // The certificate of the other is nobody's here.
          'header_up Host': 'transport http {\ntls_insecure_skip_verify\n}\nheader_up Host',
        },
        within: ['www.example.com {', 'handle {\nroot * /var/www/html\nfile_server\n}\n}'],
      };

/** What a configuration says, with this machine's own in the place of what is deployed. */
function configuration({ file, here, within = ['', ''] }: Deployed, more: Deployed['here']) {
  const deployed = readFileSync(join('test', 'fixtures', 'proxies', file), 'utf8');
  let text = [within[0], deployed, within[1]].join('\n');
  for (const [is, instead] of Object.entries({ ...here, ...more })) {
    if (!text.includes(is)) throw new Error(`${file} does not say ${is}`);
    text = text.replaceAll(is, instead);
  }
  return text;
}

async function nginxFiles(folder: string, deployed: Deployed, port: number) {
  for (const host of ['collect.example.com', 'www.example.com']) {
    const { cert, private: key } = await generate([{ name: 'commonName', value: host }]);
    mkdirSync(join(folder, 'tls', host), { recursive: true });
    writeFileSync(join(folder, 'tls', host, 'fullchain.pem'), cert);
    writeFileSync(join(folder, 'tls', host, 'privkey.pem'), key);
  }
  const servers = configuration(deployed, {
    'listen 443 ssl': `listen 127.0.0.1:${port} ssl`,
    '/etc/letsencrypt/live': join(folder, 'tls'),
    '/var/www/html': join(folder, 'html'),
  });
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `daemon off; user ${userInfo().username}; pid ${join(folder, 'pid')}; error_log stderr; events {}
     http { access_log off; ${temporary.join(' ')}\n${servers} }`,
  );
  return ['-p', folder, '-c', file, '-e', 'stderr'];
}

async function caddyFiles(folder: string, deployed: Deployed, port: number) {
  const sites = configuration(deployed, { '/var/www/html': join(folder, 'html') });
  const file = join(folder, 'Caddyfile');
  writeFileSync(
    file,
    `{
      admin off
      local_certs
      skip_install_trust
      storage file_system ${join(folder, 'storage')}
      http_port ${await freePort()}
      https_port ${port}
      default_bind 127.0.0.1
    }\n${sites}`,
  );
  return ['run', '--adapter', 'caddyfile', '--config', file];
}

/** Sends one request to a host of the proxy's, with its path as it is written. */
function asker(port: number): RunningProxy['ask'] {
  return (host, path, { method = 'GET', headers = {}, body, from } = {}) =>
    new Promise((done, failed) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port,
          servername: host,
          path,
          method,
          headers: { host, ...headers },
          rejectUnauthorized: false,
          agent: false,
          ...(from && { localAddress: from }),
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (piece) => {
            text += piece;
          });
          answer.on('end', () =>
            done({ status: answer.statusCode ?? 0, headers: answer.headers, text }),
          );
        },
      );
      asked.once('error', failed);
      asked.end(body);
    });
}

async function untilAnswers(ask: RunningProxy['ask'], child: ChildProcess, said: () => string) {
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    const answer = await ask('www.example.com', '/').catch(() => undefined);
    if (answer?.status === 200) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`The proxy does not answer:\n${said().slice(-2_000)}`);
}

/** Runs a proxy by a configuration. */
export async function startProxy(
  name: ProxyName,
  path: string,
  deployed: Deployed,
): Promise<RunningProxy> {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'html'));
  writeFileSync(join(folder.path, 'html', 'index.html'), "The site's own page");
  const port = await freePort();
  const files = name === 'nginx' ? nginxFiles : caddyFiles;
  const child = spawn(path, await files(folder.path, deployed, port), {
    // Whatever it keeps for itself goes with the folder.
    env: { ...process.env, HOME: folder.path, XDG_DATA_HOME: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said += text;
    });
  }
  const ask = asker(port);
  await untilAnswers(ask, child, () => said);
  return {
    port,
    ask,
    stop: () =>
      new Promise((ended) => {
        child.once('exit', () => {
          folder.remove();
          ended();
        });
        child.kill('SIGTERM');
      }),
  };
}
