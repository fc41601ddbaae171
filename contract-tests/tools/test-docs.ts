/**
 * `npm run test:docs`: builds the reference, starts the sandbox with its command, and tries out both, and a report of verify, in Debian's
 * Chromium, at the widths of a phone and a desktop. The screenshots are in `reports/docs/`.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { type Browser, chromium, type Page } from "playwright-core";
import { parse } from "yaml";
import { step } from "../../scripts/run-step.js";
import { leaveOutcomes } from "../engine/outcomes.js";
import { listen } from "../helpers/listen.js";
import { root } from "../helpers/scratch-copy.js";
import { endStartedPrograms, printed, start } from "../helpers/started-programs.js";

const WIDTHS = [390, 1280];
const LIMIT = 20_000;
const codes = spec.components.schemas.ErrorCode["x-error-codes"];
const { workflows } = parse(await readFile(join(root, "openapi/arazzo/leave.arazzo.yaml"), "utf8")) as {
  workflows: { summary: string }[];
};
const RULES: Record<string, string> = { never: "never", backoff: "with backoff", after: "after retry-after" };
const SECTIONS: [place: string, title: string, text: RegExp][] = [
  ["/chats/leavechat", "Leave a group chat", /iMessage group chats with 4 or more active participants/],
  [
    "/webhooks/participantremoved",
    "A participant left a group chat",
    /Deliveries are signed as Standard Webhooks specifies/,
  ],
];
/** What a browser shows for each fault; it sends a request again by itself when its connection is reset. */
const FAULTS: Record<string, RegExp> = {
  slowAnswer: /202 Accepted/,
  connectionReset: /No complete response: the connection was lost/,
  answerLost: /409 Conflict[\s\S]*2013|No complete response: the connection was lost/,
  truncatedBody: /No complete response: 202 Accepted, then the connection was lost/,
  gatewayPage: /502 Bad Gateway[\s\S]*<h1>502 Bad Gateway<\/h1>/,
};
/** How many deliveries of each webhook fault are verified and refused. */
const WEBHOOKS: Record<string, [verified: number, refused: number]> = {
  webhookDuplicate: [2, 0],
  webhookLate: [1, 1],
  webhookForged: [1, 1],
  webhookOutOfOrder: [2, 0],
  webhookOfSomebodyElse: [2, 0],
  webhookOfUnknownType: [2, 0],
};
/** What Chromium logs for an error response; the page requests them on purpose. */
const EXPECTED =
  /^Failed to load resource: (the server responded with a status of|net::ERR_(CONNECTION_RESET|CONTENT_LENGTH))/;

const file = `file://${join(root, "docs/index.html")}`;
let browser: Browser | undefined;
try {
  await step("npm run docs builds the reference", build);
  const url = await startSandbox();
  browser = await launch();
  for (const width of WIDTHS) {
    await step(`${width} px: the reference is readable as a file`, () => reads(file, width, "reference"));
    await step(`${width} px: the reference is readable in the sandbox`, () => reads(`${url}/reference`, width));
    await step(`${width} px: each of ${codes.length} error codes is in the reference`, () => errorCodes(width));
    await step(`${width} px: the operation, the webhook and the workflows are in the reference`, () => sections(width));
    await step(`${width} px: the sandbox's page is readable`, () => reads(url, width, "try-it"));
    await step(`${width} px: each outcome can be tried, and each webhook arrives`, () => outcomes(url, width));
    await step(`${width} px: the report of verify is readable`, () => verifyReport(url, width));
  }
  await step("the reference's search finds each code", search);
  await step("the webhooks that the page calls verified have valid Standard Webhooks signatures", () =>
    signatures(url),
  );
  await step("what a program sends is shown as text", () => escapes(url));
  await step("the page works under the name localhost too", () => byLocalhost(url));
  await step("a page from another origin can neither read, control nor frame the sandbox", () => foreign(url));
  await step("a domain that points to this machine gets no page", () => rebound(url));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await browser?.close();
  endStartedPrograms();
}

async function build(): Promise<void> {
  await promisify(execFile)(process.execPath, ["--import", "tsx", "scripts/docs.ts"], { cwd: root });
}

async function startSandbox(): Promise<string> {
  const options = ["--port", "0", "--delay", "50", "--slow-answer", "500"];
  const sandbox = start(process.execPath, ["--import", "tsx", "src/cli/main.ts", "sandbox", ...options]);
  const text = await printed(sandbox, /Stop it with/);
  return /running at (\S+)\./.exec(text)?.[1] as string;
}

function launch(): Promise<Browser> {
  const args = ["--no-sandbox", "--host-resolver-rules=MAP evil.example 127.0.0.1"];
  return chromium.launch({ executablePath: "/usr/bin/chromium", args }).catch((error) => {
    throw new Error(`Chromium does not start. On Debian: apt-get install chromium\n${error.message}`);
  });
}

/** Opens a page, and fails if its console or its network reports a problem. */
async function withPage(url: string, width: number, use: (page: Page) => Promise<void>): Promise<void> {
  const page = await (browser as Browser).newPage({ viewport: { width, height: 900 } });
  page.setDefaultTimeout(LIMIT);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(`${error}`));
  page.on("console", (message) => {
    const isQuiet = message.type() === "info" || EXPECTED.test(message.text());
    if (!isQuiet) problems.push(`${message.type()}: ${message.text().slice(0, 300)}`);
  });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(new URL(url).origin) && !/^(file|data|blob):/.test(asked)) problems.push(`asks for ${asked}`);
  });
  try {
    await page.goto(url);
    await use(page);
    assert.deepEqual(problems, []);
  } finally {
    await page.close();
  }
}

/** As a deployment, the sandbox has one deviation: it accepts any key. */
async function verifyReport(url: string, width: number): Promise<void> {
  const html = join(root, `reports/docs/verify-${width}.html`);
  const args = ["--import", "tsx", "src/cli/main.ts", "verify", url, "--no-mock", "--html", html];
  await promisify(execFile)(process.execPath, args, { cwd: root }).catch(({ code }) => assert.equal(code, 1));
  await withPage(`file://${html}`, width, async (page) => {
    await page.getByText("Accepts requests without authentication").waitFor();
    assert.equal(await overflow(page), 0, "The page scrolls horizontally.");
    await page.screenshot({ path: join(root, `reports/docs/verify-${width}.png`), fullPage: true });
  });
}

/** @param name of the screenshot */
async function reads(url: string, width: number, name?: string): Promise<void> {
  await withPage(url, width, async (page) => {
    await page.getByText("2013").first().waitFor();
    await page.evaluate(() => document.fonts.ready);
    assert.equal(await overflow(page), 0, "The page scrolls horizontally.");
    if (name) await page.screenshot({ path: join(root, `reports/docs/${name}-${width}.png`), fullPage: true });
  });
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

async function errorCodes(width: number): Promise<void> {
  await withPage(file, width, async (page) => {
    await page.getByText("2013").first().waitFor();
    const rows = await page.locator("table tbody tr").allInnerTexts();
    assert.equal(rows.length, codes.length);
    for (const { code, status, retry, meaning } of codes) {
      const row = rows.find((text) => text.startsWith(`${code}`));
      for (const fact of [`${status}`, meaning, RULES[retry] as string])
        assert.ok(row?.includes(fact), `${code}: ${row}`);
    }
  });
}

async function sections(width: number): Promise<void> {
  await withPage(file, width, async (page) => {
    for (const { summary } of workflows) await page.getByRole("heading", { name: summary }).waitFor();
  });
  for (const [place, title, text] of SECTIONS) {
    await withPage(`${file}#${place}`, width, async (page) => {
      await page.getByRole("heading", { name: title }).first().waitFor();
      await page.getByText(text).first().waitFor();
      assert.equal(await overflow(page), 0, "The page scrolls horizontally.");
    });
  }
}

async function search(): Promise<void> {
  await withPage(file, 1280, async (page) => {
    await openSearch(page);
    for (const { code } of codes) {
      await page.keyboard.press("Control+a");
      await page.keyboard.type(`${code}`);
      await page.locator(`:text-is("${code}"):not(table *)`).first().waitFor();
    }
  });
}

/** The page is visible before it handles keys. */
async function openSearch(page: Page): Promise<void> {
  const field = page.getByPlaceholder("Search docs");
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Control+k");
    if (
      await field.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      )
    )
      return;
  }
  throw new Error("The search does not open.");
}

async function outcomes(url: string, width: number): Promise<void> {
  await withPage(url, width, async (page) => {
    for (const { name, status, body } of leaveOutcomes) {
      const shown = await tried(page, name);
      const code = body.error?.code;
      assert.match(
        shown,
        new RegExp(`^${status} [A-Z][\\s\\S]*${code === undefined ? "accepted" : `"code": ${code},`}`, "m"),
      );
    }
    for (const [name, expected] of Object.entries(FAULTS)) assert.match(await tried(page, name), expected);
    for (const [name, [verified, refused]] of [["accepted", [1, 0]] as const, ...Object.entries(WEBHOOKS)]) {
      await tried(page, name);
      const card = page.locator(`#${name}`);
      await card
        .getByText("Signature verified")
        .nth(verified - 1)
        .waitFor();
      if (refused > 0)
        await card
          .getByText("Refused:")
          .nth(refused - 1)
          .waitFor();
      assert.equal(await card.getByText("Signature verified").count(), verified, name);
    }
    assert.equal(await overflow(page), 0, "The page scrolls horizontally.");
    await page.screenshot({ path: join(root, `reports/docs/tried-${width}.png`), fullPage: true });
  });
}

/** What the page shows of the exchange that this outcome's button starts. */
async function tried(page: Page, name: string): Promise<string> {
  const button = page.getByRole("button", { name: `Try ${name}`, exact: true });
  await button.click();
  await page.locator(`#${name} button:enabled`).waitFor();
  return page.locator(`#${name} .result`).innerText();
}

async function overview(url: string) {
  return (await fetch(`${url}/sandbox`)).json();
}

async function signatures(url: string): Promise<void> {
  const { webhook } = await overview(url);
  const key = Buffer.from(webhook.secret.slice("whsec_".length), "base64");
  let verified = 0;
  for (const { headers, body, problem } of webhook.received) {
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const isGenuine =
      headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    // A webhook that was signed too long ago is genuine too, but is refused because of its age.
    assert.ok(problem === undefined ? isGenuine : !isGenuine || /600 s ago/.test(problem), problem);
    if (problem === undefined) verified++;
  }
  assert.ok(verified >= 10, `${verified} verified webhooks`);
}

async function escapes(url: string): Promise<void> {
  const markup = '<img src="x" onerror="document.title=1">';
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.end(`GET /v3/${markup.replaceAll(" ", "/")} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await once(socket.resume(), "close");
  await withPage(url, 1280, async (page) => {
    await page.locator("#requests").getByText("onerror").first().waitFor();
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.title(), "Linq sandbox");
  });
}

async function byLocalhost(url: string): Promise<void> {
  await withPage(url.replace("127.0.0.1", "localhost"), 1280, async (page) => {
    await page.getByRole("button", { name: "Leave", exact: true }).click();
    await page.locator("#leave + .result").getByText("Signature verified").waitFor();
    await page.getByRole("button", { name: "Reset the sandbox" }).click();
    await page.locator("#requests:empty").waitFor({ state: "attached" });
  });
  assert.deepEqual((await overview(url)).chats, {});
}

async function foreign(url: string): Promise<void> {
  const chatId = randomUUID();
  await fetch(`${url}/v3/chats/${chatId}/leave`, { method: "POST", headers: { authorization: "Bearer any-key" } });
  const elsewhere = await listen(
    createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>")),
  );
  const page = await (browser as Browser).newPage();
  try {
    await page.goto(elsewhere.url);
    const met = await page.evaluate(
      ([url, requests]) =>
        Promise.all(
          requests.map(([method, path]) =>
            fetch(url + path, { method }).then(
              ({ status }) => status,
              () => "refused",
            ),
          ),
        ),
      [
        url,
        [
          ["GET", "/sandbox"],
          ["POST", "/sandbox/reset"],
          ["GET", "/"],
          ["GET", "/try-it.js"],
        ],
      ] as const,
    );
    await page.setContent(`<iframe src="${url}"></iframe>`);
    assert.deepEqual(met, Array(4).fill("refused"));
    assert.ok(
      page.frames().every((frame) => !frame.url().startsWith(url)),
      "It can be framed.",
    );
    assert.deepEqual(Object.keys((await overview(url)).chats), [chatId]);
  } finally {
    await page.close();
    await elsewhere.stop();
  }
}

async function rebound(url: string): Promise<void> {
  const page = await (browser as Browser).newPage();
  const response = await page.goto(url.replace("127.0.0.1", "evil.example"));
  assert.equal(response?.status(), 421);
  await page.close();
}
