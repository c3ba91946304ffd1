import * as z from 'zod';
import { ACCESS, MEMBER_ACCESS } from './access.ts';
import { DAY_MS, durationOf } from './duration.ts';
import { originFrom } from './origin.ts';

/** How long a replaced key goes on working, unless it is told otherwise. */
export const OVERLAP_MS = DAY_MS;

/** A name that people give; it is printed to terminals. */
export const Name = z
  .string()
  .trim()
  .max(100)
  .regex(/^\P{Cc}*$/u, 'must not hold line breaks or other control characters');

const Duration = z
  .string()
  .transform((text) => durationOf(text))
  .pipe(z.number('takes 30m, 24h or 90d'));

const Origin = z
  .string()
  .transform((text) => originFrom(text))
  .pipe(z.string('is not an origin. Write it like https://www.example.com'));

/** The public key of the site that something is for; without it, of all that the giver may see. */
const site = z.string().optional();

export const NewSite = z.strictObject({
  name: Name.min(1),
  origins: z.array(Origin).max(100).default([]),
});

export const NewKey = z.strictObject({
  name: Name.default(''),
  access: z.enum(ACCESS).default('read'),
  site,
  expires_in: Duration.pipe(z.number().min(1, 'takes 30m, 24h or 90d')).optional(),
});

/** That a key is replaced, and how long the old one goes on working. */
export const Rotation = z.strictObject({
  overlap: Duration.default(OVERLAP_MS),
});

export const NewMember = z.strictObject({
  name: Name.min(1),
  access: z.enum(MEMBER_ACCESS).default('read'),
  site,
});
