import { afterAll, expect, it } from 'vitest';
import { readNodeSettings } from '../../../collector/config.ts';
import { contacts, cursors, inbox, plainContacts } from '../../../collector/db/schema.ts';
import { openHome } from '../../../collector/node/home.ts';
import { setUp } from '../../../collector/node/setup.ts';
import { startWaybill } from '../../support/executable.ts';
import { temporaryFolder } from '../../support/home.ts';
import { newId } from '../../support/message.ts';

const folder = temporaryFolder();
const data = { WAYBILL_DATA: folder.path };
afterAll(() => folder.remove());

it('a collector that starts seals what was plain, and removes what is too old', async () => {
  const home = await openHome(readNodeSettings(data));
  const { site } = await setUp(home);
  const leadId = newId();
  await home.db.insert(inbox).values({ siteId: site.id, receivedAt: 1 });
  await home.db.update(cursors).set({ seq: 1 });
  await home.db.insert(plainContacts).values({ siteId: site.id, leadId, name: 'Ann' });
  await home.close();
  const started = await startWaybill(data, ['--no-demo']);
  await started.stop();
  const after = await openHome(readNodeSettings(data));
  expect(await after.db.select().from(inbox)).toEqual([]);
  expect(await after.db.select().from(plainContacts)).toEqual([]);
  const [sealed] = await after.db.select().from(contacts);
  expect(sealed).toMatchObject({ leadId });
  if (sealed) expect(await after.deps.keyring.openContact(sealed)).toEqual({ name: 'Ann' });
  await after.close();
});
