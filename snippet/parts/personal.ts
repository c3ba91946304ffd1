import { isPersonal } from '../../shared/personal.ts';
import { scrub } from '../attribution/scrub.ts';
import { parts } from '../core.ts';

/** Knows what identifies a person in an address. */
parts.push({ isPersonal, scrub });
