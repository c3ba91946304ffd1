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
  ThanksPage,
} from './pages.tsx';

/** Names the simulated arrival, from its link to the page landed on. */
const COOKIE = 'demo_arrival';

/** Where the demo's script and the lead pages are. */
export interface DemoSettings {
  scriptUrl: string;
  leadsUrl: string;
}

/** A small local business with a contact form that knows nothing of Waybill but its tag. */
export function demoApp({ scriptUrl, leadsUrl }: DemoSettings) {
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
