import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  EXIT_CODES,
  exitCode,
  findingsOf,
  type Report,
  toHtml,
  UsageError,
  verifyDeployment,
} from "linq-openapi/verify";

/** Accepts every request. */
const server = createServer((_, response) => {
  response.writeHead(202, { "content-type": "application/json", "x-trace-id": "0".repeat(32) }).end("{}");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
try {
  const report: Report = await verifyDeployment({ url, mock: false });
  assert.equal(exitCode(report), EXIT_CODES.broken);
  assert.equal(findingsOf(report)[0]?.title, "Accepts requests without authentication");
  assert.match(toHtml(report), /^<!doctype html>/);
} finally {
  server.close();
}
await assert.rejects(verifyDeployment({ url: "https://api.linqapp.com/api/partner" }), UsageError);
