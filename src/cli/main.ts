#!/usr/bin/env node
import { createRequire } from "node:module";
import { endWithNpm } from "./end-with-npm.js";

/** Each is loaded, with its dependencies, only when needed. */
const commands = {
  mock: async () => (await import("./mock-command.js")).mock,
  sandbox: async () => (await import("./sandbox-command.js")).sandbox,
  trigger: async () => (await import("./trigger-command.js")).trigger,
  leave: async () => (await import("./leave-command.js")).leave,
  compat: async () => (await import("./compat-command.js")).compat,
  verify: async () => (await import("./verify-command.js")).verify,
  judge: async () => (await import("./judge-command.js")).judge,
};

endWithNpm();

const [name = "--help", ...args] = process.argv.slice(2);

if (name === "--version" || name === "-v") {
  console.log(createRequire(import.meta.url)("linq-openapi/package.json").version);
} else if (name === "help" || name === "--help" || name === "-h") {
  const about = await commandOf(args[0]);
  if (about) await about.run(["--help"]);
  else console.log(await help());
} else {
  const command = await commandOf(name);
  if (command) await command.run(args).catch(fail);
  else fail(new Error(`Unknown command ${JSON.stringify(name)}.\n\n${await help()}`));
}

async function commandOf(name = "") {
  return Object.hasOwn(commands, name) ? commands[name as keyof typeof commands]() : undefined;
}

async function help(): Promise<string> {
  const lines = Object.entries(commands).map(async ([name, load]) => `  ${name.padEnd(10)}${(await load()).summary}`);
  return `Usage: linq-openapi <command> [options]

${(await Promise.all(lines)).join("\n")}

\`linq-openapi help <command>\` explains the options of a command;
\`linq-openapi --version\` prints the version.`;
}

function fail(error: Error): void {
  console.error(error.message);
  process.exitCode = 1;
}
