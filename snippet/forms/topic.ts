import { phrase } from '../attribution/phrase.ts';

/** What a page may be about, by its type, in the order of trust. */
const SUBJECTS =
  'Vehicle,Car,Motorcycle,Service,MedicalCondition,MedicalProcedure,Product,Offer,JobPosting,Course,Event,RealEstateListing';

/**
 * What the page's JSON-LD says that it shows: all types, and the name of its subject. Of several of
 * a kind none is the subject.
 *
 * @param texts of the page's `script[type="application/ld+json"]`
 */
export function pageData(texts: readonly string[]): { types: string[]; topic: string | undefined } {
  const names = new Map<string, string>();
  const read = (value: unknown): void => {
    for (const node of [value].flat() as Record<string, unknown>[]) {
      if (!node) continue;
      const title = node.name ?? node.title;
      const name = typeof title === 'string' ? phrase(title) : '';
      for (const address of [node['@type'] ?? []].flat()) {
        const type = `${address}`.replace(/.*\W/, '');
        names.set(type, (names.get(type) ?? name) === name ? name : '');
      }
      for (const inner of ['@graph', 'mainEntity', 'about', 'itemOffered', 'offers']) {
        read(node[inner]);
      }
    }
  };
  for (const text of texts) {
    try {
      read(JSON.parse(text));
    } catch {}
  }
  return {
    types: [...names.keys()],
    topic: names.get(SUBJECTS.split(',').find((type) => names.get(type)) as string),
  };
}
