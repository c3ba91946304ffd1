import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectAllThere, newCollector } from '../support/account.ts';
import { temporaryFolder } from '../support/home.ts';

const TIMES = process.env.WAYBILL_LONG ? 10 : 1;

/** A place whose room can be taken, and given back. */
interface Room {
  take: (pid: number) => void;
  give: (pid: number) => void;
  end: () => void;
}

/** A file system of a few megabytes, at a folder. */
function smallFileSystem(folder: string): Room | string {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder]);
  if (mounted.status !== 0) return `No file system can be mounted here (${mounted.stderr}).`;
  const filling = join(folder, 'filling');
  return {
    take() {
      for (const bytes of [1 << 16, 1]) {
        for (;;) {
          try {
            appendFileSync(filling, Buffer.alloc(bytes));
          } catch {
            break;
          }
        }
      }
    },
    give: () => rmSync(filling),
    // Whoever had a file open there may take a moment to let go of it.
    end: () => execFileSync('umount', ['--lazy', folder]),
  };
}

/** No file of a process may grow beyond a few bytes. */
function limitedFiles(): Room | string {
  const limit = (pid: number, bytes: string) =>
    execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`]);
  if (spawnSync('prlimit', ['--version']).status !== 0) return 'There is no prlimit here.';
  return {
    take: (pid) => limit(pid, '100'),
    give: (pid) => limit(pid, 'unlimited'),
    end() {},
  };
}

describe.each([
  ['a full disk', smallFileSystem],
  ['files that may not grow', limitedFiles],
])('with %s', (name, roomIn) => {
  it('asks to send again, and loses and doubles nothing', async ({ skip }) => {
    const parent = temporaryFolder();
    const data = join(parent.path, 'data');
    mkdirSync(data);
    const room = roomIn(data);
    if (typeof room === 'string') return skip(room);
    try {
      const { settings, start, newTraffic, served } = await newCollector(data);
      const server = await start();
      const pid = server.process.pid ?? 0;
      const traffic = newTraffic();
      for (let times = 0; times < TIMES; times++) {
        await traffic.more(100);
        room.take(pid);
        // With when to come back.
        const busy = () => traffic.answersLike(/^503 busy \d+$/);
        const before = busy();
        while (busy() < before + 200) await new Promise((done) => setTimeout(done, 10));
        expect(await served()).toEqual([200, 200]);
        room.give(pid);
      }
      await traffic.more(200);
      await traffic.stop();
      await expectAllThere(`With ${name}, ${TIMES} times`, settings, traffic);
      expect(traffic.answersLike(/^(202|503 busy \d+)$/)).toBe(traffic.answersLike(/./));
      expect(await server.stop()).toBe(0);
    } finally {
      room.end();
      parent.remove();
    }
  });
});
