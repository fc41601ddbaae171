/** For browsers: gets the settings from the page's server, and sends it the results. */
import { run } from "./scenarios.js";

const settings = await (await fetch("/settings")).json();
await fetch("/results", { method: "POST", body: JSON.stringify(await run(settings)) });
