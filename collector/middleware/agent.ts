import type { Context } from 'hono';
import { type Agent, agentOf, prefetchEvidence } from '../domain/visitor-agent.ts';

/** Browsers are few, and reading what they say of themselves costs more than all else of a request. */
const MAX_KEPT = 2_000;
const MAX_CHARS = 1_000;
const kept = new Map<string, Agent>();

/** What a request's browser is, and whether a person is likely to look. */
export function agentFrom(c: Context): Agent {
  const userAgent = (c.req.header('user-agent') ?? '').slice(0, MAX_CHARS);
  let agent = kept.get(userAgent);
  if (!agent) {
    agent = agentOf(userAgent);
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(userAgent, agent);
  }
  const ahead = prefetchEvidence((name) => c.req.header(name));
  return ahead ? { ...agent, bot: ahead } : agent;
}
