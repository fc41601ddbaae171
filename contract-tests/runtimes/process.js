/** For runtimes that run a program: takes the settings as its argument, prints the results. */
import { run } from "./scenarios.js";

const [, , settings] = globalThis.process.argv;
console.log(JSON.stringify(await run(JSON.parse(settings))));
