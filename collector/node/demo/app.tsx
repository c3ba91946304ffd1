import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { ARRIVALS } from './arrivals.ts';
import {
  AcRepairPage,
  ArticlePage,
  ContactPage,
  ForgetPage,
  type Frame,
  FurnacePage,
  HomePage,
  PricingPage,
  ReceiverPage,
  ThanksPage,
} from './pages.tsx';
import type { Receiver } from './receiver.ts';

/** Names the simulated arrival, from its link to the page landed on. */
const COOKIE = 'demo_arrival';

/** Where the demo's script and the lead pages are. */
export interface DemoSettings {
  scriptUrl: string;
  leadsUrl: string;
  receiver: Receiver;
}

/** A small local business with a contact form that knows nothing of Waybill but its tag. */
export function demoApp({ scriptUrl, leadsUrl, receiver }: DemoSettings) {
  const app = new Hono();

  const frameFor = (c: Context): Frame => {
    const arrival = ARRIVALS.get(getCookie(c, COOKIE) ?? '');
    if (!arrival) return { scriptUrl };
    deleteCookie(c, COOKIE);
    return { scriptUrl, referrer: arrival.referrer };
  };

  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });

  app.get('/', (c) => c.html(<HomePage frame={frameFor(c)} />));
  app.get('/ac-repair', (c) => c.html(<AcRepairPage frame={frameFor(c)} />));
  app.get('/furnace-installation', (c) => c.html(<FurnacePage frame={frameFor(c)} />));
  app.get('/articles/warm-air', (c) => c.html(<ArticlePage frame={frameFor(c)} />));
  app.get('/pricing', (c) => c.html(<PricingPage frame={frameFor(c)} />));
  app.get('/contact', (c) => c.html(<ContactPage frame={frameFor(c)} />));

  app.post('/contact', async (c) => {
    const received = [...new URLSearchParams(await c.req.text())];
    return c.html(<ThanksPage frame={{ scriptUrl }} received={received} leadsUrl={leadsUrl} />);
  });

  app.get('/receiver', (c) =>
    c.html(<ReceiverPage frame={{ scriptUrl }} received={receiver.received} />),
  );

  app.post('/receiver/webhook', async (c) => {
    const isSigned = receiver.takeWebhook((name) => c.req.header(name), await c.req.text());
    return c.body(null, isSigned ? 204 : 401);
  });

  app.post('/receiver/card', async (c) => {
    receiver.takeCard(await c.req.text());
    return c.text('ok');
  });

  app.get('/arrive/:name', (c) => {
    const name = c.req.param('name');
    const arrival = ARRIVALS.get(name);
    if (!arrival) return c.notFound();
    setCookie(c, COOKIE, name, { path: '/', maxAge: 60, sameSite: 'Lax' });
    return c.redirect(arrival.landing, 302);
  });

  app.get('/forget', (c) => c.html(<ForgetPage />));

  return app;
}
