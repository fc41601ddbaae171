/** For browsers: gets the settings from the server that the page is from, and sends it the results. */
import { run } from "./scenarios.js";

const settings = await (await fetch("/settings")).json();
await fetch("/results", { method: "POST", body: JSON.stringify(await run(settings)) });
