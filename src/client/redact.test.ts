import { describe, expect, test } from "vitest";
import { createRedactor, redactError } from "./redact.js";

const key = "secret-key";
const redact = createRedactor(key);

describe("createRedactor", () => {
  test("replaces the key wherever it occurs", () => {
    expect(redact(`a ${key}, b ${key}`)).toBe("a [API key], b [API key]");
  });

  test("replaces the key as JSON writes it", () => {
    const awkward = 'a"b\\c"d\\';
    expect(createRedactor(awkward)(JSON.stringify({ seen: awkward }))).toBe('{"seen":"[API key]"}');
  });

  test("replaces every occurrence of the key, however each is escaped", () => {
    const awkward = "sk/live+abcdef&12345";
    const spelt = [awkward, "sk\\/live+abcdef&12345", "sk/live\\u002Babcdef&12345", encodeURIComponent(awkward)];
    const replaced = createRedactor(awkward)([...spelt, ...spelt].join(" then "));
    expect(replaced).toBe(Array(8).fill("[API key]").join(" then "));
  });

  test("replaces a key that was escaped eight times", () => {
    const escaped = Array(8)
      .fill(encodeURIComponent)
      .reduce((text, encode) => encode(text), "sk/live+key");
    expect(createRedactor("sk/live+key")(`a ${escaped} b`)).toBe("a [API key] b");
  });

  const asked = "sk>>>?key/1+2";
  const base64 = btoa(asked);
  const escaped = (text: string) => text.replace(/./g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`);
  test.each([
    ["base64", base64],
    ["the URL-safe alphabet of base64", base64.replaceAll("+", "-").replaceAll("/", "_")],
    ["base64 with the slashes that PHP's JSON escapes", base64.replaceAll("/", "\\/")],
    ["base64 with all its characters escaped as in JSON", escaped(base64)],
    ["base64 in a URL", encodeURIComponent(base64)],
    ["HTML 5 entities, as PHP writes them", "sk&gt;&gt;&gt;&quest;key&sol;1&plus;2"],
    ["numeric entities of any length", asked.replaceAll("/", "&#x000000002F;").replaceAll("+", "&#0000000043;")],
    ["JSON quoted in JSON", asked.replaceAll("+", "\\\\u002B")],
    ["a URL quoted in a URL", encodeURIComponent(encodeURIComponent(asked))],
    ["HTML quoted in JSON", asked.replaceAll(">", "\\u0026gt;")],
  ])("replaces the key in %s", (_, spelt) => {
    expect(createRedactor(asked)(`"${spelt}"`)).toMatch(/^"\[API key\].{0,24}"$/);
  });

  test.each(["", "x", "xy", "user"])("replaces the key within longer base64, after %j", (before) => {
    const encoded = btoa(`${before}${asked}:and more`);
    const replaced = createRedactor(asked)(encoded);
    expect(replaced).toContain("[API key]");
    // Only the text around the key and a few characters from its edges remain.
    expect(replaced.replace("[API key]", "").length).toBeLessThanOrEqual(
      encoded.length - Math.floor((asked.length * 4) / 3) + 2,
    );
  });

  test("the redactor replaces a partly escaped key that ends with a backslash, though decoding takes it for an escape of what follows", () => {
    const redacted = createRedactor("key-123456\\")('{"seen":"&#38;#107;ey-123456%5C"}');
    expect(redacted).toContain("[API key]");
  });

  test("the redactor leaves escapes of non-ASCII characters unchanged", () => {
    const text = `${encodeURIComponent(asked)} costs &#163;128&#128;`;
    expect(createRedactor(asked)(text)).toBe("[API key] costs &#163;128&#128;");
  });

  test("the redactor replaces a partly escaped key that contains what looks like an escape", () => {
    expect(createRedactor("live%41b&amp;c")("seen: live%41b&amp;amp;c")).toBe("seen: [API key]");
  });

  test("the redactor replaces a partly escaped key that is short once its own escapes are decoded", () => {
    expect(createRedactor(String.raw`!\/!!!!!`)(String.raw`a !\/!!!%21! b`)).not.toContain("!!!");
  });

  test("the redactor leaves text without the key unchanged, including its escapes", () => {
    const text = 'a%20b &amp; \\u0026 \\"c\\" &#8364; &nbsp; &#200;';
    expect(redact(text)).toBe(text);
  });

  test("the redactor treats a key of 8 characters as a secret, one of 7 as a placeholder", () => {
    expect(createRedactor("12345678")("12345678")).toBe("[API key]");
    expect(createRedactor("1234567")("1234567")).toBe("1234567");
  });
});

describe("redactError", () => {
  test("redactError keeps name, message, code, stack and cause", () => {
    const inner = Object.assign(new RangeError("inner"), { code: "ECONNRESET" });
    const outer = new TypeError("outer", { cause: inner });

    const copy = redactError(outer, redact);

    expect(copy).toMatchObject({ name: "TypeError", message: "outer", stack: outer.stack });
    expect(copy).not.toHaveProperty("code");
    expect(copy.cause).toMatchObject({ name: "RangeError", message: "inner", code: "ECONNRESET", stack: inner.stack });
    expect(copy.cause).not.toHaveProperty("cause");
  });

  test("redactError removes the key from message and stack at every depth", () => {
    const error = new Error(`outer ${key}`, { cause: new Error(`inner ${key}`) });

    const copy = redactError(error, redact);

    expect(copy.message).toBe("outer [API key]");
    expect(copy.stack).not.toContain(key);
    expect(copy.cause).toMatchObject({ message: "inner [API key]" });
    expect((copy.cause as Error).stack).not.toContain(key);
  });

  test("redactError drops everything else attached to the error", () => {
    const error = Object.assign(new Error("failed"), { request: { authorization: key } });

    expect(redactError(error, redact)).not.toHaveProperty("request");
  });

  test.each([
    ["text", `thrown ${key}`, "thrown [API key]"],
    ["undefined", undefined, "undefined"],
  ])("redactError turns a thrown %s into an error", (_, thrown, message) => {
    expect(redactError(thrown, redact)).toMatchObject({ name: "Error", message });
  });

  test("redactError copes with an error without a stack", () => {
    const error = new Error("failed");
    delete (error as { stack?: string }).stack;

    expect(redactError(error, redact).stack).toBe("");
  });

  test("redactError follows causes at most 5 deep, so a cycle ends", () => {
    const circle = new Error("circle");
    circle.cause = circle;

    const depths = [];
    for (let error: unknown = redactError(circle, redact); error; error = (error as Error).cause) depths.push(error);

    expect(depths).toHaveLength(5);
  });
});
