import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAllThere, newCollector } from '../support/account.ts';
import type { Started } from '../support/executable.ts';
import { temporaryFolder } from '../support/home.ts';
import { pageView } from '../support/message.ts';
import { trace, whyNoTrace } from '../support/strace.ts';
import { callsIn, syncedBefore } from '../support/synced.ts';
import { messenger, type Sending, sendingOf } from '../support/traffic.ts';

describe('what a trace shows', () => {
  const LOG = '38</data/waybill.db-wal>';
  const SOCKET = '39<TCP:[127.0.0.1:8787->127.0.0.1:57218]>';
  /** What goes before a page in the log: which it is, and of the last of a commit how many there are. */
  const FRAME = '\\0\\0\\0003\\0\\0\\0\\08\\323)A\\332\\324\\365K_[\\335\\326_\\343\\270T';
  const LAST = '\\0\\0\\0004\\0\\0\\088\\323)A\\332\\324\\365K\\4\\242\\0023\\331\\327p\\277';
  const GOOD = [
    `10 read(${SOCKET},  <unfinished ...>`,
    `20 read(33<anon_inode:[eventfd]>, "\\1\\0", 1024) = 8`,
    `10 <... read resumed>"POST / HTTP/1.1\\r\\n\\r\\n{\\"v\\":1,\\"script\\":\\"one\\"}", 65536) = 60`,
    `20 pwrite64(${LOG}, "${FRAME}", 24, 0) = 24`,
    `20 pwrite64(${LOG}, "\\r\\0{\\"v\\":1,\\"script\\":\\"one\\"}", 4096, 24) = 4096`,
    `20 pwrite64(${LOG}, "${LAST}", 24, 4120) = 24`,
    `20 pwrite64(${LOG}, "\\r\\0\\0", 4096, 4144) = 4096`,
    `20 fsync(${LOG} <unfinished ...>`,
    `10 read(16<anon_inode:[eventfd]>, "\\1\\0", 1024) = 8`,
    '20 <... fsync resumed>) = 0',
    `10 writev(${SOCKET}, [{iov_base="HTTP/1.1 202 Accepted\\r\\n", iov_len=23}, {iov_base="{}", iov_len=2}], 2) = 25`,
    '10 +++ exited with 0 +++',
  ];
  const [READ, , HEARD, , PAGE, COMMIT, COMMITTED, SYNC, , SYNCED, ANSWER] = GOOD.keys();
  const without = (...lines: (number | undefined)[]) => GOOD.filter((_, i) => !lines.includes(i));
  const moved = (line = 0, to = 0) => {
    const rest = without(line);
    return [...rest.slice(0, to), GOOD[line] ?? '', ...rest.slice(to)];
  };
  const changed = (line = 0, from: string, to: string) =>
    GOOD.map((words, index) => (index === line ? words.replace(from, to) : words));

  it('is that a message was safe before it was acknowledged', () => {
    expect(syncedBefore(GOOD.join('\n'))).toEqual({ acknowledged: 1, commits: 1, faults: [] });
  });

  it.each<[string, string[], RegExp]>([
    ['no sync', without(SYNC, SYNCED), /never synced/],
    ['a sync that does not end', without(SYNCED), /never synced/],
    ['a sync that fails', changed(SYNCED, '= 0', '= -1 EIO (Input/output error)'), /never synced/],
    ['a sync of the tables alone', changed(SYNC, 'db-wal', 'db'), /never synced/],
    ['a sync that ends after the answer', moved(SYNCED, ANSWER), /answered before/],
    ['a sync that begins before the commit ends', moved(SYNC, COMMITTED), /never synced/],
    ['an answer while the sync is under way', moved(ANSWER, SYNC), /answered before/],
    ['no commit', without(COMMIT, COMMITTED), /never written/],
    ['no page of the message', without(PAGE), /never written/],
    ['a page that is not written', changed(PAGE, '= 4096', '= -1 ENOSPC'), /never written/],
    ['the page of another message', changed(PAGE, 'one', 'other'), /never written/],
    ['the pages beside the log', changed(PAGE, 'db-wal', 'db'), /never written/],
    ['an answer to no request', without(READ, HEARD), /nothing that was read/],
    ['a second answer to one request', [...GOOD, ...GOOD.slice(-2)], /nothing that was read/],
  ])('is a fault where there is %s', (_name, lines, fault) => {
    const { faults } = syncedBefore(lines.join('\n'));
    expect(faults).toEqual([expect.stringMatching(fault)]);
  });
});

describe('a collector whose system calls are traced', () => {
  const folder = temporaryFolder();
  let collector: Awaited<ReturnType<typeof newCollector>>;
  let server: Started;
  let refusal: string | undefined;
  const sendings: Sending[] = [];

  beforeAll(async () => {
    refusal = await whyNoTrace();
    collector = await newCollector(folder.path);
    server = await collector.start();
  });
  afterAll(async () => {
    await server?.stop();
    folder.remove();
  });

  const traced = (words?: string[]) => trace(server.process.pid ?? 0, words);

  it('answers 202 once the log is synced, under load', async ({ skip }) => {
    if (refusal) skip(refusal);
    const tracing = await traced();
    const traffic = collector.newTraffic();
    await traffic.more(process.env.WAYBILL_LONG ? 1_000 : 300);
    await traffic.stop();
    sendings.push(...traffic.sendings);
    const text = await tracing.stop();
    const { acknowledged, commits, faults } = syncedBefore(text);
    console.log(
      `\nTraced: ${acknowledged} messages acknowledged, ${commits} commits, ${faults.length} answered before the log was synced\n`,
    );
    expect(faults).toEqual([]);
    expect(acknowledged).toBe(traffic.acknowledged);
    // The same trace, had nothing been synced.
    const unsynced = text.replace(/\bf(data)?sync\(/g, 'lseek(');
    expect(syncedBefore(unsynced).faults).toHaveLength(acknowledged);
  });

  it('acknowledges nothing while a commit is held, and serves all else', async ({ skip }) => {
    if (refusal) skip(refusal);
    const HELD_MS = 2_000;
    const tracing = await traced([
      ...['-e', `inject=fsync,fdatasync:delay_enter=${HELD_MS * 1_000}:when=1`],
    ]);
    const door = messenger(collector.collect, 64);
    const answered: string[] = [];
    const send = async (name: string) => {
      const sending = sendingOf([pageView()]);
      sending.sent += 1;
      sendings.push(sending);
      const { status } = await door.send(sending.body);
      if (status === 202) sending.acknowledged += 1;
      answered.push(`${name} ${status}`);
    };
    const held = send('held');
    await tracing.shows(/sync\(.*waybill\.db-wal/);
    const others = Array.from({ length: 20 }, () => send('waits'));
    answered.push(`served ${await collector.served()}`);
    await Promise.all([held, ...others]);
    door.close();

    expect(answered).toEqual(['served 200,200', 'held 202', ...others.map(() => 'waits 202')]);
    const text = await tracing.stop();
    expect(syncedBefore(text)).toEqual({ acknowledged: 21, commits: 2, faults: [] });
    const calls = callsIn(text);
    const hold = calls.find(({ name }) => /sync$/.test(name));
    const during = calls.filter(
      ({ of, text: words, begins }) =>
        of.startsWith('TCP') &&
        words.includes('"HTTP/1.1') &&
        begins > (hold?.begins ?? 0) &&
        begins < (hold?.ends ?? 0),
    );
    expect(during.map(({ text: words }) => /HTTP\/1\.1 (\d+)/.exec(words)?.[1])).toEqual([
      '200',
      '200',
    ]);
  });

  it('has lost nothing by it', async () => {
    if (sendings.length) await expectAllThere('Traced', collector.settings, { sendings });
  });
});
