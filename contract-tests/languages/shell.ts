import { spawn } from "node:child_process";

export interface Shell {
  cwd: string;
  env: Record<string, string>;
}

/**
 * Runs a command line to its end; what it prints on stdout and on stderr.
 *
 * @param input its stdin
 * @throws Error with all that it printed, if it fails or takes more than 10 minutes
 */
export function run(line: string, { cwd, env }: Shell, input = ""): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", line], { cwd, env: { ...process.env, ...env }, timeout: 600_000 });
    const printed = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text) => {
        printed[name] += text;
      });
    }
    child.on("error", reject).on("close", (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${line}\nended with ${code ?? signal}:\n${printed.stdout}${printed.stderr}`));
    });
    // A program that ends without having read its input is told by its exit code.
    child.stdin.on("error", () => {}).end(input);
  });
}
