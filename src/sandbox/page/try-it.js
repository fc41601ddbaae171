/** The page at `/`: sends the requests that `GET /sandbox` lists, and shows the results. Text is only ever added as text, never as HTML. */

const SHOWN = 20;
/** How often the page polls the sandbox, in milliseconds. */
const INTERVAL = 1_000;
/** How long a response may take, in milliseconds. */
const TIMEOUT = 10_000;
/** Headers that are not part of the contract. */
const OF_THE_CONNECTION = /^(access-control-.+|connection|content-length|date|keep-alive|transfer-encoding|vary)$/;

const $ = (id) => document.getElementById(id);
/** The places, besides the list, that show the webhooks of a chat, by chat id. */
const watched = new Map();

const { operations, faults, errorCodes } = await lookInto();
const rules = new Map(errorCodes.map(({ code, rule }) => [code, rule]));
const [leave] = operations.filter(({ answers }) => answers.some(({ chatId }) => chatId !== undefined));

$("answers").append(
  ...operations.flatMap((operation) => operation.answers.map((answer) => ofAnswer(operation, answer))),
);
$("faults").append(...faults.map(ofFault));
$("codes").append(
  ...errorCodes.map(({ code, status, meaning, rule }) =>
    make("tr", {}, ...[code, status, meaning, rule].map((cell) => make("td", {}, `${cell}`))),
  ),
);
$("chat").value = newId();
$("renew").onclick = () => {
  $("chat").value = newId();
};
$("leave").onsubmit = (event) => {
  event.preventDefault();
  send(leaveOf($("chat").value.trim()), document.querySelector("#leave + .result"));
};
$("reset").onclick = async () => {
  await fetch("/sandbox/reset", { method: "POST" });
  await show();
};
await show();
setInterval(() => {
  if (document.visibilityState === "visible") show();
}, INTERVAL);

function ofAnswer({ method }, { name, status, code, chatId, meaning, request }) {
  const about = code === undefined ? `${status}` : `${status} / ${code}`;
  const lines = [meaning, code && `Retry: ${rules.get(code) ?? "not documented"}`];
  const prefer = `code=${status}, example=${name}`;
  const plain = { ...request, method };
  if (!chatId)
    return card({ name, about, lines, request: () => ({ ...plain, headers: { ...request.headers, prefer } }) });
  return card({
    ...{ name, about, lines, chatId },
    async request() {
      const own = await chatWith(name, chatId);
      return { ...plain, target: request.target.replace(chatId, own), chatId: own };
    },
  });
}

function ofFault({ name, chatId, meaning }) {
  return card({ name, lines: [meaning], chatId, request: async () => leaveOf(await chatWith(name, chatId)) });
}

/** The chat that always gets this response or, once it has been left, a new chat for which the response is queued. */
async function chatWith(name, chatId) {
  const { chats } = await lookInto();
  if (!(chatId in chats)) return chatId;
  const another = newId();
  await fetch("/sandbox/next", { method: "POST", body: JSON.stringify({ chatId: another, answers: [name] }) });
  return another;
}

function card({ name, about, lines, chatId, request }) {
  const result = make("div", { className: "result", ariaLive: "polite" });
  const button = make("button", { type: "button", className: "plain", ariaLabel: `Try ${name}` }, "Try it");
  const all = lines.filter(Boolean).map((line) => make("p", {}, line));
  if (chatId) all.push(make("code", { className: "quiet", title: "A chat id that gets this response" }, chatId));
  const article = make(
    "article",
    { id: name },
    make("h3", {}, name, make("span", {}, about ?? "")),
    ...all,
    button,
    result,
  );
  button.onclick = async () => {
    button.disabled = true;
    article.classList.add("open");
    await send(await request(), result);
    button.disabled = false;
  };
  return article;
}

function leaveOf(chatId) {
  return { method: leave.method, target: leave.path.replace(/\{[^}]+\}/, encodeURIComponent(chatId)), chatId };
}

async function send({ method, target, headers = {}, body, chatId }, result) {
  const sent = {
    authorization: "Bearer any-key",
    ...(body !== undefined && { "content-type": "application/json" }),
    ...headers,
  };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const webhooks = make("ol", { className: "log" });
  const exchange = make(
    "div",
    {},
    preformatted(head(`${method} ${target}`, sent), text),
    make("p", {}, "Waiting for the response…"),
  );
  result.replaceChildren(exchange, webhooks);
  if (chatId) watched.set(chatId.toLowerCase(), webhooks);
  exchange.lastChild.replaceWith(
    await outcome(fetch(target, { method, headers: sent, body: text, signal: AbortSignal.timeout(TIMEOUT) })),
  );
  await show();
}

async function outcome(response) {
  let status = "";
  try {
    const {
      status: code,
      statusText,
      headers,
    } = await response.then((got) => {
      status = `${got.status} ${got.statusText}, then `;
      return got;
    });
    const body = await (await response).text();
    return preformatted(
      head(`${code} ${statusText}`, Object.fromEntries([...headers].filter(([name]) => !OF_THE_CONNECTION.test(name)))),
      indented(body),
    );
  } catch (error) {
    const what =
      error.name === "TimeoutError" ? `nothing more within ${TIMEOUT / 1000} s.` : "the connection was lost.";
    return make("p", { className: "bad" }, `No complete response: ${status}${what}`);
  }
}

/** What has happened, and what the sandbox does with webhooks. */
async function show() {
  const seen = await lookInto().catch(() => undefined);
  $("problem").textContent = seen ? "" : "The sandbox does not respond. Is it still running?";
  if (!seen) return;
  const { webhook, requests } = seen;
  // Both deliveries of a duplicate have the same id.
  const events = [...new Map(seen.events.map((event) => [event.id, event])).values()];
  $("receiver").textContent = deliveryOf(webhook);
  const newest = events.slice(-SHOWN).reverse();
  update($("webhooks"), newest, (event) => ofEvent(event, webhook));
  update($("requests"), requests.slice(-SHOWN).reverse(), ofRequest);
  for (const [chatId, place] of watched) {
    const own = events.filter(({ event }) => event.data?.chat_id === chatId);
    update(place, own, (event) => ofEvent(event, webhook));
  }
}

function deliveryOf(webhook) {
  if (!webhook) return "This sandbox sends no webhooks: none was configured.";
  if (!webhook.received) return `Webhooks go to ${webhook.url}.`;
  return "Webhooks arrive on this page: the sandbox receives them itself and verifies each signature.";
}

function ofEvent({ id, event, attempts, state }, webhook) {
  const arrivals = (webhook.received ?? []).filter(({ headers }) => headers["webhook-id"] === id);
  return [
    make("strong", {}, event.event_type),
    ` of chat ${event.data?.chat_id}: ${state}`,
    ...(webhook.received ? [] : [attempts.length > 0 ? ` (${attempts.join(", ")})` : ""]),
    ...arrivals.map(ofArrival),
  ];
}

function ofArrival({ at, headers, body, problem }) {
  const verdict = problem
    ? make("span", { className: "bad" }, `Refused: ${problem}`)
    : make("span", { className: "good" }, "Signature verified");
  return make(
    "details",
    {},
    make("summary", {}, verdict, ` at ${timeOf(at)}`),
    preformatted(head("POST /sandbox/webhooks", headers), indented(body)),
  );
}

function ofRequest({ at, method, path, status, answer, why }) {
  return [`${timeOf(at)} ${method} ${path} → ${status ?? "connection lost"} ${answer ?? ""} (${why})`];
}

/** Redraws a list only if it has changed, so that expanded entries stay expanded. */
function update(list, entries, parts) {
  const items = entries.map((entry) => make("li", {}, ...parts(entry)));
  if (
    items.map(({ textContent }) => textContent).join() ===
    [...list.children].map(({ textContent }) => textContent).join()
  )
    return;
  list.replaceChildren(...items);
}

async function lookInto() {
  return (await fetch("/sandbox")).json();
}

function timeOf(at) {
  return new Date(at).toLocaleTimeString();
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function preformatted(...parts) {
  return make("pre", {}, parts.filter(Boolean).join("\n\n"));
}

function head(first, headers) {
  return [first, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join("\n");
}

function indented(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

/** A random UUID; `crypto.randomUUID` exists only in secure contexts. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
