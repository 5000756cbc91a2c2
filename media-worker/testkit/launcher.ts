import { spawn } from 'node:child_process';

/**
 * Starts ffmpeg from a shell that was there before. In a process in which libsrt runs, a child may wait for ever between
 * fork and exec for a lock that no thread of it will give back, and its parent waits with it.
 */
export class Launcher implements Disposable {
  readonly #shell = spawn('/bin/sh', ['-s'], { stdio: ['pipe', 'ignore', 'inherit'] });
  #started = 0;

  runFfmpeg(args: readonly string[]): Disposable {
    this.#started += 1;
    const name = `ffmpeg${this.#started}`;
    const words = ['-nostdin', '-v', 'error', ...args].map(quoted).join(' ');
    this.#say(`/usr/bin/ffmpeg ${words} >/dev/null 2>&1 & ${name}=$!`);
    return { [Symbol.dispose]: () => this.#say(`kill -9 $${name} 2>/dev/null`) };
  }

  #say(line: string): void {
    this.#shell.stdin.write(`${line}\n`);
  }

  [Symbol.dispose](): void {
    this.#shell.stdin.end();
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
