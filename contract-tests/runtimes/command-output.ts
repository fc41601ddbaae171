import { execFile } from "node:child_process";

/** Resolves with what a command prints. Rejects with its whole output if it fails or takes more than five minutes. */
export function output(command: string, args: string[], { cwd }: { cwd: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, timeout: 300_000, maxBuffer: 2 ** 26 };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error)
        reject(new Error(`${command} ${args[0] ?? ""} failed: ${error.message.slice(0, 200)}\n${stdout}${stderr}`));
      else resolve(stdout);
    });
    child.stdin?.end();
  });
}
