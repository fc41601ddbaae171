import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type ClientOptions, readHeaders, readLimits, readOptions, readSignal } from "./client-options.js";

const apiKey = "secret-key";
const read = (options: object) => readOptions({ apiKey, ...options } as ClientOptions);

beforeEach(() => {
  vi.stubEnv("LINQ_API_V3_API_KEY", undefined);
  vi.stubEnv("LINQ_API_V3_BASE_URL", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function refusal(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error("Nothing was refused.");
}

describe("the API key", () => {
  test("the API key is read from LINQ_API_V3_API_KEY", () => {
    vi.stubEnv("LINQ_API_V3_API_KEY", "from-the-environment");
    expect(readOptions({}).apiKey).toBe("from-the-environment");
  });

  test("the option apiKey overrides the variable", () => {
    vi.stubEnv("LINQ_API_V3_API_KEY", "from-the-environment");
    expect(read({}).apiKey).toBe(apiKey);
  });

  test.each([[{}], [{ apiKey: "" }], [{ apiKey: null }]])(
    "a missing API key (%j) is an error that names the variable and the option",
    (options) => {
      expect(refusal(() => readOptions(options as ClientOptions))).toMatchObject({
        name: "LinqInputError",
        message: "No API key: set the environment variable LINQ_API_V3_API_KEY, or pass apiKey",
      });
    },
  );

  test("a missing API key is an error in runtimes without process too", () => {
    vi.stubGlobal("process", undefined);
    try {
      expect(() => readOptions({})).toThrow("No API key");
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test.each(["!", "~", "Az09-._~+/=", '"\\'])("accepts the API key %j", (key) => {
    expect(read({ apiKey: key }).apiKey).toBe(key);
  });

  test.each(["secret key", "secret-key\n", " secret-key", "secret-kéy", "secret-key\u007f", 12345678, ["secret-key"]])(
    "refuses the API key %j without printing it",
    (key) => {
      const error = refusal(() => read({ apiKey: key }));
      expect(error.name).toBe("LinqInputError");
      expect(error.message).toBe(
        "The API key must be a string of 1 to 8192 visible ASCII characters; look for white space",
      );
      expect(inspect(error)).not.toContain(String(key).trim());
    },
  );

  test("refuses an API key that is too long to be hidden, without printing it", () => {
    expect(read({ apiKey: "k".repeat(8192) }).apiKey).toHaveLength(8192);
    const error = refusal(() => read({ apiKey: "k".repeat(8193) }));
    expect(error.message).toMatch(/^The API key must be a string of 1 to 8192 /);
    expect(error).toMatchObject({ name: "LinqInputError", message: expect.not.stringContaining("kk") });
  });
});

describe("the base URL", () => {
  test("the base URL is production by default", () => {
    expect(read({}).baseUrl).toBe("https://api.linqapp.com/api/partner");
  });

  test("the base URL is production if the variable is empty", () => {
    vi.stubEnv("LINQ_API_V3_BASE_URL", "");
    expect(read({}).baseUrl).toBe("https://api.linqapp.com/api/partner");
  });

  test("the base URL is read from LINQ_API_V3_BASE_URL", () => {
    vi.stubEnv("LINQ_API_V3_BASE_URL", "https://example.com/v");
    expect(read({}).baseUrl).toBe("https://example.com/v");
  });

  test("the option baseUrl overrides the variable", () => {
    vi.stubEnv("LINQ_API_V3_BASE_URL", "https://example.com");
    expect(read({ baseUrl: "https://example.org" }).baseUrl).toBe("https://example.org");
  });

  test.each([
    ["https://example.com/", "https://example.com"],
    ["https://example.com/a/b//", "https://example.com/a/b"],
    ["HTTPS://EXAMPLE.com/A", "https://example.com/A"],
    ["https://v3", "https://v3"],
    ["https://example.com/v3/proxy", "https://example.com/v3/proxy"],
    ["https://example.com/apiv3", "https://example.com/apiv3"],
  ])("the base URL %s becomes %s", (baseUrl, expected) => {
    expect(read({ baseUrl }).baseUrl).toBe(expected);
  });

  test.each([
    "",
    "example.com",
    "/api",
    "ftp://example.com",
    "xhttps://example.com",
    "httpsx://example.com",
    "https://",
    42,
    new URL("https://example.com"),
  ])("refuses the base URL %s: not an absolute http(s) URL", (baseUrl) => {
    expect(refusal(() => read({ baseUrl }))).toMatchObject({
      name: "LinqInputError",
      message: "baseUrl must be an absolute http(s) URL such as https://api.linqapp.com/api/partner",
    });
  });

  test.each([
    ["example.com", " must be an absolute http(s) URL such as https://api.linqapp.com/api/partner"],
    ["https://example.com/v3", " must not end with /v3"],
    ["https://example.com?a=b", " must have no user name, password, query, fragment or {placeholder}"],
    ["http://example.com", " would send the API key in clear text to example.com"],
  ])("an error about %s in the variable names LINQ_API_V3_BASE_URL", (variable, problem) => {
    vi.stubEnv("LINQ_API_V3_BASE_URL", variable);
    for (const baseUrl of [undefined, null]) {
      const options = { apiKey, baseUrl } as ClientOptions;
      expect(refusal(() => readOptions(options)).message).toContain(`LINQ_API_V3_BASE_URL${problem}`);
    }
  });

  test.each(["https://example.com/v3", "https://example.com/v3/", "https://example.com/api/partner/v3//"])(
    "refuses the base URL %s, because each path begins with /v3",
    (baseUrl) => {
      expect(refusal(() => read({ baseUrl }))).toMatchObject({
        name: "LinqInputError",
        message: "baseUrl must not end with /v3",
      });
    },
  );

  test.each([
    "https://example.com?a=b",
    "https://example.com?",
    "https://example.com#a",
    "https://example.com/#",
    "https://user@example.com",
    "https://:password@example.com",
    "https://example.com/{tenant}",
    "https://example.com/tenant}",
  ])("refuses the base URL %s: more than an origin and a path", (baseUrl) => {
    expect(refusal(() => read({ baseUrl }))).toMatchObject({
      name: "LinqInputError",
      message: "baseUrl must have no user name, password, query, fragment or {placeholder}",
    });
  });

  test.each([
    "http://localhost:4010",
    "http://ab.localhost",
    "http://127.0.0.1",
    "http://127.10.20.30:1",
    "http://[::1]:4010",
  ])("the base URL %s may use plain http", (baseUrl) => {
    expect(read({ baseUrl }).baseUrl).toBe(baseUrl);
  });

  test.each([
    "http://example.com",
    "http://localhost.example.com",
    "http://xlocalhost",
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
    "http://[::2]",
  ])("the base URL %s may not use plain http unless allowInsecureHttp is set", (baseUrl) => {
    expect(refusal(() => read({ baseUrl }))).toMatchObject({
      name: "LinqInputError",
      message: `baseUrl would send the API key in clear text to ${new URL(baseUrl).hostname}: use https, or pass allowInsecureHttp: true to allow it`,
    });
    for (const allowInsecureHttp of [false, "true", 1, {}]) {
      expect(refusal(() => read({ baseUrl, allowInsecureHttp })).name).toBe("LinqInputError");
    }
    expect(read({ baseUrl, allowInsecureHttp: true }).baseUrl).toBe(baseUrl);
  });
});

test.each([null, "fetch", {}])("refuses %j as fetch", (fetch) => {
  expect(refusal(() => read({ fetch }))).toMatchObject({
    name: "LinqInputError",
    message: "fetch takes a function",
  });
});

test("refuses an onAttempt that is not a function", () => {
  expect(refusal(() => read({ onAttempt: {} })).message).toBe("onAttempt takes a function");
});

test("an unknown option is an error that suggests the one probably meant", () => {
  expect(refusal(() => read({ baseURL: "https://example.com" }))).toMatchObject({
    name: "LinqInputError",
    message: "baseURL is not an option of createLinqClient; did you mean baseUrl?",
  });
});

describe("time limits and retries", () => {
  test("the defaults are 30,000 ms for an attempt, no limit for a call, and 2 retries", () => {
    expect(read({})).toMatchObject({ timeout: 30_000, deadline: Number.POSITIVE_INFINITY, maxRetries: 2 });
  });

  test("the limits are taken from the client's options", () => {
    expect(read({ timeout: 0.5, maxRetries: 0 })).toMatchObject({ timeout: 0.5, maxRetries: 0 });
  });

  test("the limits of a call override the client's", () => {
    const defaults = { timeout: 1, deadline: 1, maxRetries: 1 };
    const given = { timeout: 2_147_483_647, deadline: 5, maxRetries: 9 };
    expect(readLimits({}, defaults)).toEqual(defaults);
    expect(readLimits(given, defaults)).toEqual(given);
  });

  test.each([0, -1, 2_147_483_648, Number.NaN, Number.POSITIVE_INFINITY, "5", null])(
    "the time limit %o is an error",
    (timeout) => {
      expect(refusal(() => read({ timeout }))).toMatchObject({
        name: "LinqInputError",
        message: `timeout takes a number of milliseconds, more than 0 and at most 2147483647, not ${timeout}`,
      });
    },
  );

  test.each([0, -1, 2_147_483_648, Number.NaN, "5", null])("the deadline %o is an error", (deadline) => {
    expect(refusal(() => read({ deadline })).message).toBe(
      `deadline takes a number of milliseconds, more than 0 and at most 2147483647, not ${deadline}`,
    );
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null])(
    "%o as maxRetries is an error",
    (maxRetries) => {
      expect(refusal(() => read({ maxRetries }))).toMatchObject({
        name: "LinqInputError",
        message: `maxRetries takes a whole number, 0 or more, not ${maxRetries}`,
      });
    },
  );
});

describe("the signal of a call", () => {
  test("the signal may be null, as for fetch", () => {
    expect(readSignal(null)).toBeUndefined();
  });

  const fake = { aborted: false, addEventListener() {} };
  test.each([[{}], ["signal"], [new AbortController()], [fake]])(
    "refuses a signal that is not an AbortSignal (%s)",
    (signal) => {
      expect(refusal(() => readSignal(signal))).toMatchObject({
        name: "LinqInputError",
        message: "signal takes an AbortSignal",
      });
    },
  );
});

describe("the headers of a call", () => {
  test.each([
    [undefined, {}],
    [null, {}],
    [{ "x-a": "1" }, { "x-a": "1" }],
    [new Headers({ "x-a": "1" }), { "x-a": "1" }],
    [[["x-a", "1"]], { "x-a": "1" }],
    [{ "x-a": 1 }, { "x-a": 1 }],
  ])("the headers of a call may be %j", (headers, read) => {
    expect(readHeaders(headers)).toEqual(read);
  });

  test.each([["x-a: 1"], [["x-a"]], [[null]], [[[Symbol("x-a"), "1"]]]])(
    "refuses headers without names and values (case %#)",
    (headers) => {
      expect(refusal(() => readHeaders(headers))).toMatchObject({
        name: "LinqInputError",
        message: "headers takes an object of names and values",
      });
    },
  );

  test.each([
    [{ Authorization: "Bearer another" }],
    [new Headers({ authorization: "x" })],
    [[["AUTHORIZATION", null]]],
  ])("refuses a header that would replace the key (%j)", (headers) => {
    expect(refusal(() => readHeaders(headers))).toMatchObject({
      name: "LinqInputError",
      message: "headers cannot set authorization: create another client for another API key",
    });
  });

  test.each(["a secret\nvalue", "a secret…", Symbol("a secret"), Object.create(null)])(
    "an invalid header is an error that names the header, not its value (case %#)",
    (value) => {
      expect(refusal(() => readHeaders({ "x-a": value }))).toMatchObject({
        name: "LinqInputError",
        message: 'headers has a name or value that HTTP does not allow, at "x-a"',
      });
    },
  );
});

test.each(["now", "random", "sleep"])("the clock needs %s", (name) => {
  const clock = { now: Date.now, random: Math.random, sleep: async () => {}, [name]: undefined };
  expect(refusal(() => read({ clock })).message).toBe(`clock needs the function ${name}`);
});

describe("the clock by default", () => {
  test("the default clock uses the machine's time and randomness", () => {
    const { clock } = read({});
    const before = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    expect(clock.now()).toBeLessThanOrEqual(Date.now());
    expect(clock.random()).toBeGreaterThanOrEqual(0);
    expect(clock.random()).toBeLessThan(1);
    expect(clock.random()).not.toBe(clock.random());
  });

  test("the default clock sleeps as long as asked", async () => {
    const { clock } = read({});
    const before = performance.now();
    await clock.sleep(20, new AbortController().signal);
    expect(performance.now() - before).toBeGreaterThan(18);
  });

  test("the default clock leaves no timer behind if its sleep is aborted", () => {
    const { clock } = read({});
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const controller = new AbortController();

    clock.sleep(60_000, controller.signal);
    expect(timers()).toBe(before + 1);
    controller.abort();

    expect(timers()).toBe(before);
  });
});
