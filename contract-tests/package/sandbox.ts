import { type Sandbox, startSandbox } from "linq-openapi/sandbox";

const sandbox: Sandbox = await startSandbox({ port: 0 });
const leave = () =>
  fetch(`${sandbox.url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, {
    method: "POST",
    headers: { authorization: "Bearer any-key" },
  });
const statuses = [(await leave()).status, (await leave()).status];
const page = await fetch(sandbox.url, { headers: { accept: "text/html" } });
const files = await Promise.all(["/try-it.js", "/try-it.css"].map((path) => fetch(sandbox.url + path)));
await sandbox.stop();
if (`${statuses}` !== "202,409") throw new Error(`The sandbox responded with ${statuses}.`);
if (![page, ...files].every(({ ok }) => ok)) throw new Error("The sandbox has no page.");
