import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { notFound, onError } from './middleware/errors.ts';
import { checkUrl, limitAddress } from './middleware/limits.ts';
import { requestLog, type Traced } from './middleware/request-log.ts';
import { collectRoutes } from './routes/collect.ts';
import { completenessRoutes } from './routes/completeness.ts';
import { dashboardRoutes } from './routes/dashboard.tsx';
import { deliveryRoutes } from './routes/deliveries.ts';
import { destinationRoutes } from './routes/destinations.ts';
import { healthRoutes } from './routes/health.ts';
import { keyRoutes } from './routes/keys.ts';
import { eventRoutes, leadEventRoutes } from './routes/lead-events.ts';
import { leadLinkRoutes } from './routes/lead-links.tsx';
import { leadRoutes } from './routes/leads.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { memberRoutes } from './routes/members.ts';
import { mountRoutes } from './routes/mount.ts';
import { ownerRoutes } from './routes/owners.ts';
import { peopleRoutes } from './routes/people.ts';
import { referenceRoutes } from './routes/references.ts';
import { ruleRoutes } from './routes/rules.ts';
import { scriptRoutes } from './routes/script.ts';
import { siteRoutes } from './routes/sites.ts';
import { stageRoutes } from './routes/stages.ts';

/** The collector, the same on both homes. */
export function createApp(deps: Deps) {
  const app = new Hono<Traced>();
  app.onError(onError(deps));
  app.notFound(notFound);
  app.use(requestLog(deps), checkUrl);
  app.route('/', healthRoutes(deps));
  app.route('/s', scriptRoutes(deps, 'collector'));
  app.route('/v1/collect', collectRoutes(deps));
  // Those before this line have limits of their own, or none.
  app.use('/v1/*', limitAddress(deps));
  app.on('POST', '/sign-in', limitAddress(deps));
  app.route('/v1/leads', leadRoutes(deps));
  app.route('/v1/leads', leadEventRoutes(deps));
  app.route('/v1/events', eventRoutes(deps));
  app.route('/v1/references', referenceRoutes(deps));
  app.route('/v1/completeness', completenessRoutes(deps));
  app.route('/v1/stages', stageRoutes(deps));
  app.route('/v1/ledger', ledgerRoutes(deps));
  app.route('/v1/sites', siteRoutes(deps));
  app.route('/v1/keys', keyRoutes(deps));
  app.route('/v1/members', memberRoutes(deps));
  app.route('/v1/people', peopleRoutes(deps));
  app.use('/h/*', limitAddress(deps));
  app.route('/h', leadLinkRoutes(deps));
  app.route('/v1/destinations', destinationRoutes(deps));
  app.route('/v1/deliveries', deliveryRoutes(deps));
  app.route('/v1/owners', ownerRoutes(deps));
  app.route('/v1/rules', ruleRoutes(deps));
  app.route('/', mountRoutes(deps));
  app.route('/', dashboardRoutes(deps));
  return app;
}
