/** A server as fast as Node allows, in its own process so that its time does not count towards the clients'. */
import { createServer } from "node:http";
import spec from "../../generated/openapi.json" with { type: "json" };

const { accepted, chatUnavailable } = spec.components.examples;
const answers = {
  accepted: { status: 202, body: JSON.stringify(accepted.value) },
  left: { status: 409, body: JSON.stringify(chatUnavailable.value) },
};
let requests = 0;

const server = createServer((request, response) => {
  requests++;
  const { status, body } = request.url?.startsWith("/left/") ? answers.left : answers.accepted;
  request.resume();
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
  response.end(body);
});

server.listen(0, "127.0.0.1", () => process.send?.((server.address() as { port: number }).port));
process.on("message", () => {
  process.send?.(requests);
  requests = 0;
});
process.on("disconnect", () => process.exit());
