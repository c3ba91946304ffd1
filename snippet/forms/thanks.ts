/** What a page says of a form that got through, and of one that did not. */
const THANKS =
  /thank|success(?!-| [A-Z])|received|submitted|\bsent\b|confirmation|danke|merci|gracias|grazie|bedankt|obrigad/i;
const SORRY =
  /error|fail|invalid|wrong|sorry|unable|\bnot\b|n.t\b|\bcode\b|try again|fehler|erreur/i;

/** Whether a short text says that something got through. */
export function saysThanks(text: string): boolean {
  return text.length < 2_000 && THANKS.test(text) && !SORRY.test(text);
}
