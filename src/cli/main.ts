#!/usr/bin/env node
import { compat } from "./compat-command.js";
import { leave } from "./leave-command.js";
import { mock } from "./mock-command.js";
import { sandbox } from "./sandbox-command.js";

const commands = { mock, sandbox, leave, compat };

const [name = "--help", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name as keyof typeof commands] : undefined;

if (command) {
  await command.run(args).catch(fail);
} else if (name === "--help" || name === "-h") {
  console.log(help());
} else {
  fail(new Error(`There is no command ${JSON.stringify(name)}.\n\n${help()}`));
}

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `Usage: linq-openapi <command> [options]

${lines.join("\n")}

\`linq-openapi <command> --help\` tells a command's options.`;
}

function fail(error: Error): void {
  console.error(error.message);
  process.exitCode = 1;
}
