import type { Deps } from '../deps.ts';
import { newSigningSecret } from '../secrets/sign.ts';

/** A secret that requests are signed with. */
interface SigningSecret {
  secret: string;
  /** When it ends, where another has taken its place; null for the newest. */
  until: number | null;
}

/** All that is sealed of a destination. */
export interface DestinationSecrets {
  /** What its kind asked for. */
  given: object;
  /** The newest first; none where its kind signs nothing. */
  signing: SigningSecret[];
}

export function sealSecrets(
  { keyring }: Pick<Deps, 'keyring'>,
  secrets: DestinationSecrets,
): Promise<string> {
  return keyring.seal(JSON.stringify(secrets));
}

/** @throws where they were sealed by another secret of the collector */
export async function openSecrets(
  { keyring }: Pick<Deps, 'keyring'>,
  sealed: string,
): Promise<DestinationSecrets> {
  return JSON.parse(await keyring.open(sealed));
}

/** With a new secret to sign by; those before it sign, too, until then. */
export function rotated(
  secrets: DestinationSecrets,
  now: number,
  until: number,
): { secrets: DestinationSecrets; secret: string } {
  const secret = newSigningSecret();
  const old = working(secrets, now).map((one) => ({ ...one, until: one.until ?? until }));
  const signing = [{ secret, until: null }, ...old.filter((one) => one.until > now)];
  return { secrets: { ...secrets, signing }, secret };
}

function working({ signing }: DestinationSecrets, now: number): SigningSecret[] {
  return signing.filter(({ until }) => until === null || until > now);
}

/** What requests are signed with now. */
export function signingSecrets(secrets: DestinationSecrets, now: number): string[] {
  return working(secrets, now).map(({ secret }) => secret);
}
