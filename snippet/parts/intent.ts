import { parts } from '../core.ts';
import { intentOf } from '../forms/intent.ts';

/** Reads what a visitor set out to do from what he chose in a form. */
parts.push({ intentOf });
