import { describe, expect, test } from "vitest";
import { prismSafeHeaders, prismSafeTarget } from "./prism-safe-request.js";

test.each([
  ["/v3/chats/1/leave", "/v3/chats/1/leave", ""],
  ["/v3/chats/1/leave?a=%&b", "/v3/chats/1/leave", "?a=%&b"],
  ["/api/partner/v3/chats/1/leave", "/v3/chats/1/leave", ""],
  ["/api/partner", "/api/partner", ""],
  ["/api/partnership/v3", "/api/partnership/v3", ""],
  ["/x/api/partner/v3", "/x/api/partner/v3", ""],
  ["http://example.com/v3/x?y", "/v3/x", "?y"],
  ["HTTPS://[/v3", "/v3", ""],
  ["http://example.com", "/", ""],
  ["http://example.com?a", "/", "?a"],
  ["/http://example.com/v3", "/http://example.com/v3", ""],
  ["*", "/*", ""],
  ["foo://[", "/foo://[", ""],
  ["//v3/chats", "//v3/chats", ""],
  ["////[", "////[", ""],
  ["/\\\\[", "///[", ""],
  ["/api/partner//v3", "//v3", ""],
  ["/v3//chats", "/v3//chats", ""],
  ["/v3/chats/../x", "/v3/x", ""],
  ["/v3/chats/%/leave", "/v3/chats/%25/leave", ""],
  ["/v3/chats/%E0%A4%A/leave", "/v3/chats/%25E0%25A4%25A/leave", ""],
  ["/v3/%C3%A9/%FF", "/v3/%C3%A9/%25FF", ""],
  ["/v3/a%2Fb", "/v3/a%2Fb", ""],
])("prismSafeTarget turns %s into %s%s", (target, path, query) => {
  expect(prismSafeTarget(target)).toEqual({ path, query });
});

test.each([
  ["application/json", "application/json"],
  ["*/*", "*/*"],
  ["text/html, application/json ; q=0.5", "text/html, application/json ; q=0.5"],
  ["application/json;", "application/json;"],
  ['a/b;c="d e";f=g', 'a/b;c="d e";f=g'],
  ["!#$%&'*+.^_`|~-09azAZ/!#$%&'*+.^_`|~-09azAZ", "!#$%&'*+.^_`|~-09azAZ/!#$%&'*+.^_`|~-09azAZ"],
  ["text/html, *; q=.2, */*; q=.2", "text/html, */*; q=.2"],
  ["garbage", undefined],
  ["", undefined],
  [",", undefined],
  [";;;", undefined],
  ["/", undefined],
  ["a/", undefined],
  ["/b", undefined],
  ["a/b/c", undefined],
  ["a b/c", undefined],
  ["a/b c", undefined],
  ["a/b;c=(", undefined],
  ["a/b;c", undefined],
  ["a/b;=d", undefined],
  ["a/b;c=", undefined],
  ['a/b;c="d', undefined],
  ['a/b;c="\\"', undefined],
  ["a/b;c=d e", undefined],
  ["a/b; (c=d", undefined],
  ["a/b;c=d;(", undefined],
])("prismSafeHeaders passes only the media ranges of Accept: %j → %j", (accept, passed) => {
  expect(prismSafeHeaders({ accept }, Buffer.alloc(0), false).accept).toBe(passed);
});

describe("prismSafeHeaders", () => {
  const nothing = Buffer.alloc(0);
  const something = Buffer.from("é");

  test("prismSafeHeaders passes headers of the request and drops those of the connection", () => {
    const own = {
      connection: "close",
      "content-encoding": "gzip",
      "content-length": "7",
      expect: "100-continue",
      host: "sandbox",
      prefer: "code=409",
      "keep-alive": "timeout=5",
      "proxy-connection": "close",
      te: "trailers",
      trailer: "x",
      "transfer-encoding": "chunked",
      upgrade: "websocket",
    };
    const passed = { authorization: "Bearer x", "x-any": ["a", "b"] };
    expect(prismSafeHeaders({ ...own, ...passed }, nothing, false)).toEqual({ ...passed, "content-length": "0" });
  });

  test.each<[string, string | undefined, Buffer, boolean, string | undefined]>([
    ["no body, so no content type", "application/json", nothing, true, undefined],
    ["a body if the contract has one", "application/json", something, true, "application/json"],
    ["a body without a type if the contract has one", undefined, something, true, undefined],
    ["a body if the contract has none", "application/json", something, false, "application/octet-stream"],
    ["a body without a type if the contract has none", undefined, something, false, "application/octet-stream"],
  ])("prismSafeHeaders chooses the content type: %s", (_, type, body, takesBody, passed) => {
    const headers = prismSafeHeaders(type === undefined ? {} : { "content-type": type }, body, takesBody);
    expect(headers).toEqual({ ...(passed && { "content-type": passed }), "content-length": `${body.length}` });
  });
});
