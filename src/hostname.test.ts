import { expect, test } from "vitest";
import { isDomain, isLoopback, reachable } from "./hostname.js";

test.each(["127.0.0.1", "127.255.0.9", "::1", "localhost"])("%s is this machine only", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each(["", "0.0.0.0", "::", "128.0.0.1", "1.127.0.0", "127.0.0.1.example", "127.evil", "localhost.example"])(
  "%j is not this machine only",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

test.each(["evil.example", "evil.example:4011", "127.0.0.1.evil.example", "localhost.evil.example"])(
  "%s is a name that anyone can own",
  (host) => {
    expect(isDomain(host)).toBe(true);
  },
);

test.each(["", "a b", "localhost:4011", "sandbox:4011", "127.0.0.1:80", "[::1]", "app.localhost", "192.168.0.1"])(
  "%j is not a name that anyone can own",
  (host) => {
    expect(isDomain(host)).toBe(false);
  },
);

test.each([
  ["127.0.0.1", "http://127.0.0.1:80"],
  ["0.0.0.0", "http://127.0.0.1:80"],
  ["::", "http://[::1]:80"],
  ["fe80::1", "http://[fe80::1]:80"],
  ["sandbox.local", "http://sandbox.local:80"],
])("a server on %s is reached at %s", (host, url) => {
  expect(reachable(host, 80)).toBe(url);
});
