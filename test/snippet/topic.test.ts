import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_LABEL_CHARS } from '../../shared/limits.ts';
import { pageData } from '../../snippet/forms/topic.ts';

function read(...data: unknown[]) {
  return pageData(data.map((one) => JSON.stringify(one)));
}

it.each<[string, unknown, string[], string | undefined]>([
  ['an object', { '@type': 'Service', name: 'AC repair' }, ['Service'], 'AC repair'],
  ['a list', [{ '@type': 'Service', name: 'AC repair' }], ['Service'], 'AC repair'],
  [
    'a graph',
    {
      '@graph': [
        { '@type': 'Organization', name: 'Acme' },
        { '@type': 'Course', name: 'Go' },
      ],
    },
    ['Organization', 'Course'],
    'Go',
  ],
  [
    'its main entity',
    { '@type': 'WebPage', name: 'Page', mainEntity: { '@type': 'Product', name: 'Pump' } },
    ['WebPage', 'Product'],
    'Pump',
  ],
  [
    'what it is about',
    { '@type': 'MedicalWebPage', about: [{ '@type': 'MedicalCondition', name: 'Headache' }] },
    ['MedicalWebPage', 'MedicalCondition'],
    'Headache',
  ],
  [
    'what is offered',
    {
      '@type': 'Organization',
      offers: { '@type': 'Offer', itemOffered: { '@type': 'Car', name: 'RAV4' } },
    },
    ['Organization', 'Offer', 'Car'],
    'RAV4',
  ],
  ['several types', { '@type': ['Product', 'Car'], name: 'RAV4' }, ['Product', 'Car'], 'RAV4'],
  [
    'types by their address',
    { '@type': 'http://schema.org/Event', name: 'Fair' },
    ['Event'],
    'Fair',
  ],
  ['a job by its title', { '@type': 'JobPosting', title: 'Welder' }, ['JobPosting'], 'Welder'],
  [
    'the most trusted',
    [
      { '@type': 'Product', name: 'Oil' },
      { '@type': 'Vehicle', name: 'Civic' },
    ],
    ['Product', 'Vehicle'],
    'Civic',
  ],
  [
    'none of several of a kind',
    [
      { '@type': 'Car', name: 'Civic' },
      { '@type': 'Car', name: 'RAV4' },
      { '@type': 'Car', name: 'Civic' },
    ],
    ['Car'],
    undefined,
  ],
  ['the same twice', [1, 2].map(() => ({ '@type': 'Car', name: 'Civic' })), ['Car'], 'Civic'],
  ['no subject', { '@type': 'Organization', name: 'Acme' }, ['Organization'], undefined],
  ['no name', { '@type': 'Service', name: { a: 1 } }, ['Service'], undefined],
  [
    'nothing of what else it names',
    { '@type': 'Product', name: 'Pump', isRelatedTo: { '@type': 'Car', name: 'RAV4' } },
    ['Product'],
    'Pump',
  ],
])('reads %s', (_name, data, types, topic) => {
  expect(read(data)).toEqual({ types, topic });
});

it('reads what stands beside what is broken', () => {
  const good = JSON.stringify({ '@type': 'Service', name: 'AC repair' });
  expect(pageData(['', '{"@type": "Car",}', '<!-- -->', 'null', good]).topic).toBe('AC repair');
});

it('keeps a long name to whole words', () => {
  const { topic = '' } = read({ '@type': 'Service', name: 'Furnace repair '.repeat(20) });
  expect(topic).toMatch(/^(Furnace repair ?)+( Furnace)?$/);
  expect(topic.length).toBeLessThanOrEqual(MAX_LABEL_CHARS);
});

it('reads any text and any data without an error', () => {
  const Node: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.array(tie('value')),
      fc.dictionary(
        fc.constantFrom('@type', '@graph', 'about', 'offers', 'name', 'title', '__proto__'),
        tie('value'),
      ),
      fc.constantFrom('Car', 'Service', 'constructor', 'toString', ''),
    ),
  })).value;
  fc.assert(
    fc.property(fc.string(), Node, (text, data) => {
      const { types, topic } = pageData([text, JSON.stringify(data)]);
      expect(types.every((type) => typeof type === 'string')).toBe(true);
      expect(topic ?? '').toHaveProperty('length');
      expect(topic).not.toBe('');
    }),
  );
  const deep = `${'{"about":['.repeat(20_000)}${']}'.repeat(20_000)}`;
  expect(pageData([deep]).types).toEqual([]);
});
