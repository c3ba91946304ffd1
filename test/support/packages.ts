import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Runs a program to its end; what it says is shown. */
export function run(command: string, words: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(command, words, { stdio: 'inherit', env });
}

/** Installs packages of Debian, where this is one and we are root. */
export function installPackages(packages: string[]): void {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  const quiet = ['-qq', '-o', 'Dpkg::Use-Pty=0'];
  run('apt-get', [...quiet, 'update']);
  run('apt-get', [...quiet, 'install', '-y', '--no-install-recommends', ...packages]);
}
