/** Runs command lines with the tools of all languages. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../../scripts/root.js";

/** Keeps Python and npm packages, Rust's build output and the formatters between runs. Everything else has its own cache. */
const CACHE = join(root, "node_modules/.cache/linq-openapi/languages");

const env = {
  CACHE,
  PATH: `${CACHE}/bin:${process.env.PATH}`,
  CARGO_TARGET_DIR: `${CACHE}/target`,
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  // Never installs into the user's own Python.
  PIP_REQUIRE_VIRTUALENV: "1",
};

interface Printed {
  stdout: string;
  stderr: string;
}

/**
 * Runs a command line to completion. Python's tools come from an environment in `$CACHE`.
 *
 * @param input its stdin
 * @throws Error with everything it printed, if it fails or takes more than 10 minutes
 */
export function run(line: string, cwd: string = root, input = ""): Promise<Printed> {
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
      else reject(new Error(`${line}\nexited with ${code ?? signal}:\n${printed.stdout}${printed.stderr}`));
    });
    // The exit code decides, whether or not the command reads its input.
    child.stdin.on("error", () => {}).end(input);
  });
}

export async function preparePython(): Promise<void> {
  await run('test -x "$CACHE/bin/pip" || python3 -m venv "$CACHE"');
}
