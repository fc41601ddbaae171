import { api, json, type ReportedChange, refused, testReported, text, thing } from "./api.test-helper.js";

const query = { name: "page", in: "query", schema: text };
const list = { name: "pages", in: "query", schema: { type: "array", items: text } };
const header = { name: "trace", in: "header", schema: text };
const named = (examples: object) => ({ parameters: [{ ...query, examples }] });
const thingId = { name: "thingId", in: "path", required: true, schema: text };
const operation = api().paths["/things/{id}"].post;
const things = (item: object) => ({ root: { paths: { "/things/{id}": item } } });
const responses = (more: object) => ({ operation: { responses: { ...operation.responses, ...more } } });
const outcome = (name: string, code: number) =>
  responses({ 400: { description: "", content: json({}, { [name]: { value: { error: { code } } } }) } });
const callback = { "{$request.body#/name}": { post: { responses: {} } } };
const callbacks = (all: object) => ({ operation: { callbacks: all } });
const webhook = api().webhooks.changed.post;
const event = (more: object) => ({ root: { webhooks: { changed: { post: { ...webhook, ...more } } } } });

const changes: ReportedChange[] = [
  [
    "a parameter",
    {},
    { parameters: [query] },
    ["parameter-added for client: operation/parameters/1: the query parameter page was added"],
    ["parameter-removed for client: operation/parameters/1: the query parameter page was removed"],
  ],
  [
    "a required parameter",
    {},
    { parameters: [{ ...query, required: true }] },
    ["accepts-less for client: operation/parameters/1: the query parameter page, which is required, was added"],
    ["parameter-removed for client: operation/parameters/1: the query parameter page was removed"],
  ],
  [
    "the name of a path parameter",
    {},
    { root: { paths: { "/things/{thingId}": { post: { ...operation, parameters: [thingId] } } } } },
    [
      "name-changed for client: #/paths/~1things~1{id}: the path parameter id was renamed to thingId",
      "name-added for client: #/paths/~1things~1{thingId}: the path parameter thingId was renamed from id",
    ],
    [
      "name-changed for client: #/paths/~1things~1{thingId}: the path parameter thingId was renamed to id",
      "name-added for client: #/paths/~1things~1{id}: the path parameter id was renamed from thingId",
    ],
  ],
  [
    "the order of two path parameters",
    {
      root: {
        paths: {
          "/{a}/{b}": {
            get: {
              parameters: [
                { ...thingId, name: "a" },
                { ...thingId, name: "b" },
              ],
            },
          },
        },
      },
    },
    {
      root: {
        paths: {
          "/{b}/{a}": {
            get: {
              parameters: [
                { ...thingId, name: "a" },
                { ...thingId, name: "b", schema: {} },
              ],
            },
          },
        },
      },
    },
    [
      "name-changed for client: #/paths/~1{a}~1{b}: the path parameter a was renamed to b",
      "name-changed for client: #/paths/~1{a}~1{b}: the path parameter b was renamed to a",
      "name-added for client: #/paths/~1{b}~1{a}: the path parameter b was renamed from a",
      "name-added for client: #/paths/~1{b}~1{a}: the path parameter a was renamed from b",
      'accepts-more for client: #/paths/~1{b}~1{a}/get/parameters/1/schema/type: type "string" was removed',
    ],
    [
      "name-changed for client: #/paths/~1{b}~1{a}: the path parameter b was renamed to a",
      "name-changed for client: #/paths/~1{b}~1{a}: the path parameter a was renamed to b",
      'accepts-less for client: #/paths/~1{a}~1{b}/get/parameters/0/schema/type: type "string" was added',
      "name-added for client: #/paths/~1{a}~1{b}: the path parameter a was renamed from b",
      "name-added for client: #/paths/~1{a}~1{b}: the path parameter b was renamed from a",
    ],
  ],
  [
    "an operation is documented a second time, with a parameter of another name",
    {},
    { root: { paths: { ...api().paths, "/things/{thingId}": { post: { ...operation, parameters: [thingId] } } } } },
    ["operation-added for client: #/paths/~1things~1{thingId}/post: POST /things/{thingId} was added"],
    ["operation-removed for client: #/paths/~1things~1{thingId}/post: POST /things/{thingId} was removed"],
  ],
  [
    "whether a parameter is required",
    { parameters: [query] },
    { parameters: [{ ...query, required: true }] },
    ["accepts-less for client: operation/parameters/1/required: the query parameter page is now required"],
    ["accepts-more for client: operation/parameters/1/required: the query parameter page is now optional"],
  ],
  [
    "the schema of a parameter",
    { parameters: [query] },
    { parameters: [{ ...query, schema: { type: "integer" } }] },
    ['cannot-be-judged for client: operation/parameters/1/schema/type: type changed from "string" to "integer"'],
    ['cannot-be-judged for client: operation/parameters/1/schema/type: type changed from "integer" to "string"'],
  ],
  [
    "the style of a parameter",
    { parameters: [query] },
    { parameters: [{ ...query, style: "deepObject" }] },
    ["cannot-be-judged for client: operation/parameters/1/style: style of the query parameter page changed"],
    ["cannot-be-judged for client: operation/parameters/1/style: style of the query parameter page changed"],
  ],
  [
    "whether a list in a parameter is exploded",
    { parameters: [list] },
    { parameters: [{ ...list, explode: false }] },
    ["cannot-be-judged for client: operation/parameters/1/explode: explode of the query parameter pages changed"],
    ["cannot-be-judged for client: operation/parameters/1/explode: explode of the query parameter pages changed"],
  ],
  [
    "whether a parameter of any type is exploded",
    { parameters: [{ ...header, schema: {} }] },
    { parameters: [{ ...header, schema: {}, explode: true }] },
    ["cannot-be-judged for client: operation/parameters/1/explode: explode of the header trace changed"],
    ["cannot-be-judged for client: operation/parameters/1/explode: explode of the header trace changed"],
  ],
  [
    "explode of a parameter that is neither a list nor an object",
    { parameters: [{ ...query, schema: { type: ["string", "null"] } }] },
    { parameters: [{ ...query, schema: { type: ["string", "null"] }, explode: false }] },
    ["no-promise for nobody: operation/parameters: parameters changed"],
    ["no-promise for nobody: operation/parameters: parameters changed"],
  ],
  [
    "a parameter that may become a list",
    { parameters: [query] },
    { parameters: [{ ...query, schema: { title: "Anything" }, explode: false }] },
    ['accepts-more for client: operation/parameters/1/schema/type: type "string" was removed'],
    ['accepts-less for client: operation/parameters/1/schema/type: type "string" was added'],
  ],
  [
    "the default serialization is written out",
    { parameters: [list, header], headers: { trace: { schema: list.schema } } },
    {
      parameters: [
        { ...list, style: "form", explode: true },
        { ...header, style: "simple", explode: false },
      ],
      headers: { trace: { schema: list.schema, style: "simple", explode: false } },
    },
    [
      "no-promise for nobody: operation/parameters: parameters changed",
      "no-promise for nobody: operation/responses/200/headers/trace/style: style changed",
      "no-promise for nobody: operation/responses/200/headers/trace/explode: explode changed",
    ],
    [
      "no-promise for nobody: operation/parameters: parameters changed",
      "no-promise for nobody: operation/responses/200/headers/trace/style: style changed",
      "no-promise for nobody: operation/responses/200/headers/trace/explode: explode changed",
    ],
  ],
  [
    "an example of a parameter",
    named({ a: { value: 1 } }),
    named({ a: { value: 1 }, b: { externalValue: "x" }, c: {} }),
    ["example-added for tests: operation/parameters/1/examples/b: the example b was added"],
    ["example-removed for tests: operation/parameters/1/examples/b: the example b was removed"],
  ],
  [
    "the value of an example",
    named({ a: { value: 1 } }),
    named({ a: { value: 2 } }),
    ["example-changed for tests: operation/parameters/1/examples/a: example a: value changed from 1 to 2"],
    ["example-changed for tests: operation/parameters/1/examples/a: example a: value changed from 2 to 1"],
  ],
  [
    "a header",
    {},
    { headers: { Trace: { schema: text } } },
    ["parameter-added for client: operation/responses/200/headers/Trace: the header trace was added"],
    ["parameter-removed for client: operation/responses/200/headers/Trace: the header trace was removed"],
  ],
  [
    "a required header",
    {},
    { headers: { trace: { required: true, schema: text } } },
    ["parameter-added for client: operation/responses/200/headers/trace: the header trace was added"],
    ["parameter-removed for client: operation/responses/200/headers/trace: the header trace was removed"],
  ],
  [
    "a header name changes case",
    { parameters: [header] },
    { parameters: [{ ...header, name: "Trace" }] },
    ["no-promise for nobody: operation/parameters: parameters changed"],
    ["no-promise for nobody: operation/parameters: parameters changed"],
  ],
  [
    "a parameter moves to the path item",
    { parameters: [header] },
    { root: { paths: { "/things/{id}": { parameters: [header], ...api().paths["/things/{id}"] } } } },
    [
      "no-promise for nobody: operation/parameters: parameters changed",
      "no-promise for nobody: #/paths/~1things~1{id}/parameters: parameters changed",
    ],
    [
      "no-promise for nobody: #/paths/~1things~1{id}/parameters: parameters changed",
      "no-promise for nobody: operation/parameters: parameters changed",
    ],
  ],
  [
    "a response header is no longer promised",
    { headers: { trace: { required: true, schema: text } } },
    { headers: { trace: { schema: text } } },
    ["promises-less for client: operation/responses/200/headers/trace/required: the header trace is now optional"],
    ["promises-more for client: operation/responses/200/headers/trace/required: the header trace is now required"],
  ],
  [
    "an optional body",
    { operation: { requestBody: undefined } },
    { operation: { requestBody: { content: json(text) } } },
    ["body-added for client: operation/requestBody: an optional body was added"],
    ["body-removed for client: operation/requestBody: the body was removed"],
  ],
  [
    "a required body",
    { operation: { requestBody: undefined } },
    {},
    ["accepts-less for client: operation/requestBody: a required body was added"],
    ["body-removed for client: operation/requestBody: the body was removed"],
  ],
  [
    "whether the body is required",
    {},
    { operation: { requestBody: { content: json(thing) } } },
    ["accepts-more for client: operation/requestBody/required: the body is now optional"],
    ["accepts-less for client: operation/requestBody/required: the body is now required"],
  ],
  [
    "a type of body",
    {},
    { operation: { requestBody: { required: true, content: { ...json(thing), "text/plain": { schema: text } } } } },
    ["body-added for client: operation/requestBody/content/text~1plain: a body of type text/plain was added"],
    ["body-removed for client: operation/requestBody/content/text~1plain: a body of type text/plain was removed"],
  ],
  [
    "the encoding of a body",
    {},
    {
      operation: { requestBody: { required: true, content: { "application/json": { schema: thing, encoding: {} } } } },
    },
    [
      "cannot-be-judged for client: operation/requestBody/content/application~1json/encoding: encoding of application/json changed",
    ],
    [
      "cannot-be-judged for client: operation/requestBody/content/application~1json/encoding: encoding of application/json changed",
    ],
  ],
  [
    "the body of a response to an event",
    event({}),
    event({ responses: { 200: { description: "", content: json(text) } } }),
    ["accepts-less for webhook receiver: webhook/responses/200/content: a body was added"],
    [
      "body-removed for webhook receiver: webhook/responses/200/content/application~1json: a body of type application/json was removed",
    ],
  ],
  [
    "a response to an event",
    event({}),
    event({ responses: { ...webhook.responses, 410: { description: "" } } }),
    ["answer-added for webhook receiver: webhook/responses/410: the response 410 was added"],
    ["response-removed for webhook receiver: webhook/responses/410: the response 410 was removed"],
  ],
  [
    "an error",
    {},
    responses({ 404: { description: "" } }),
    ["error-added for client: operation/responses/404: the response 404 was added"],
    ["response-removed for client: operation/responses/404: the response 404 was removed"],
  ],
  [
    "a second success",
    {},
    responses({ 202: { description: "" } }),
    ["success-added for client: operation/responses/202: the response 202 was added"],
    ["response-removed for client: operation/responses/202: the response 202 was removed"],
  ],
  [
    "the first success",
    { operation: { responses: { 400: { description: "" } } } },
    { operation: { responses: { 400: { description: "" }, 202: { description: "" } } } },
    ["error-added for client: operation/responses/202: the response 202 was added"],
    ["response-removed for client: operation/responses/202: the response 202 was removed"],
  ],
  [
    "an error like the default",
    responses({ default: { description: "", content: json(refused, { other: { value: {} } }) } }),
    responses({
      default: { description: "", content: json(refused, { other: { value: {} } }) },
      404: { description: "", content: json(refused, { gone: { value: {} } }) },
    }),
    ["error-added for client: operation/responses/404: the response 404 was added"],
    ["response-removed for client: operation/responses/404: the response 404 was removed"],
  ],
  [
    "an error unlike those of its range",
    responses({ "4XX": { description: "", content: json(text) }, default: { description: "" } }),
    responses({
      "4XX": { description: "", content: json(text) },
      404: { description: "", content: json({ type: "integer" }) },
      default: { description: "" },
    }),
    [
      'cannot-be-judged for client: operation/responses/404/content/application~1json/schema/type: type changed from "string" to "integer"',
      "error-added for client: operation/responses/404: the response 404 was added",
    ],
    ["response-removed for client: operation/responses/404: the response 404 was removed"],
  ],
  [
    "the links of a response",
    {},
    responses({ 200: { ...operation.responses[200], links: { next: {} } } }),
    ["cannot-be-judged for client: operation/responses/200/links: links changed"],
    ["cannot-be-judged for client: operation/responses/200/links: links changed"],
  ],
  [
    "a callback",
    callbacks({}),
    callbacks({ done: callback }),
    ["callback-added for client: operation/callbacks/done: the callback done was added"],
    ["callback-removed for client: operation/callbacks/done: the callback done was removed"],
  ],
  [
    "the first callback",
    {},
    callbacks({ done: callback }),
    ["callback-added for client: operation/callbacks/done: the callback done was added"],
    ["callback-removed for client: operation/callbacks/done: the callback done was removed"],
  ],
  [
    "what a callback sends",
    callbacks({ done: callback }),
    callbacks({ done: { "{$request.body#/name}": {} } }),
    ["cannot-be-judged for client: operation/callbacks/done: the callback done changed"],
    ["cannot-be-judged for client: operation/callbacks/done: the callback done changed"],
  ],
  [
    "the code of an example",
    outcome("wrong", 7),
    outcome("wrong", 8),
    [
      "example-changed for tests: operation/responses/400/content/application~1json/examples/wrong: example wrong: code changed from 7 to 8",
    ],
    [
      "example-changed for tests: operation/responses/400/content/application~1json/examples/wrong: example wrong: code changed from 8 to 7",
    ],
  ],
  [
    "the name of an example",
    outcome("wrong", 7),
    outcome("bad", 7),
    [
      "example-removed for tests: operation/responses/400/content/application~1json/examples/wrong: the example wrong was removed",
      "example-added for tests: operation/responses/400/content/application~1json/examples/bad: the example bad was added",
    ],
    [
      "example-removed for tests: operation/responses/400/content/application~1json/examples/bad: the example bad was removed",
      "example-added for tests: operation/responses/400/content/application~1json/examples/wrong: the example wrong was added",
    ],
  ],
  [
    "a name",
    {},
    { operation: { operationId: "renamed" } },
    ['name-changed for client: operation/operationId: operationId changed from "changeThing" to "renamed"'],
    ['name-changed for client: operation/operationId: operationId changed from "renamed" to "changeThing"'],
  ],
  [
    "a missing name",
    {},
    { operation: { operationId: undefined } },
    ['name-changed for client: operation/operationId: operationId "changeThing" was removed'],
    ['name-changed for client: operation/operationId: operationId "changeThing" was added'],
  ],
  [
    "a tag",
    { operation: { tags: ["A"] } },
    { operation: { tags: ["A", "B"] } },
    ["name-added for client: operation/tags: the tag B was added"],
    ["name-changed for client: operation/tags: the tag B was removed"],
  ],
  [
    "the first tag",
    { operation: { tags: [] } },
    { operation: { tags: ["A"] } },
    ["name-changed for client: operation/tags: the first tag was added"],
    ["name-changed for client: operation/tags: the tag A was removed"],
  ],
  [
    "a different tag",
    { operation: { tags: ["A"] } },
    { operation: { tags: ["B"] } },
    ["name-changed for client: operation/tags: the tag A was removed"],
    ["name-changed for client: operation/tags: the tag B was removed"],
  ],
  [
    "deprecation",
    {},
    { operation: { deprecated: true } },
    ["deprecated for client: operation: was deprecated"],
    ["no-promise for nobody: operation/deprecated: deprecated changed"],
  ],
  [
    "whether an operation is idempotent",
    {},
    { operation: { "x-idempotent": undefined } },
    ["idempotency-withdrawn for retries: operation/x-idempotent: x-idempotent true was removed"],
    ["idempotency-granted for retries: operation/x-idempotent: x-idempotent true was added"],
  ],
  [
    "an operation",
    things({}),
    things({ summary: "", get: {} }),
    [
      "operation-added for client: #/paths/~1things~1{id}/get: GET /things/{id} was added",
      "no-promise for nobody: #/paths/~1things~1{id}/summary: summary changed",
    ],
    [
      "operation-removed for client: #/paths/~1things~1{id}/get: GET /things/{id} was removed",
      "no-promise for nobody: #/paths/~1things~1{id}/summary: summary changed",
    ],
  ],
  [
    "a webhook",
    { root: { webhooks: {} } },
    {},
    ["webhook-added for webhook receiver: webhook: POST changed was added"],
    ["webhook-removed for webhook receiver: webhook: POST changed was removed"],
  ],
  [
    "the servers are reordered",
    { root: { servers: [{ url: "https://a" }, { url: "https://b" }] } },
    { root: { servers: [{ url: "https://b" }, { url: "https://a" }] } },
    [
      'server-removed for client: #/servers: servers changed from ["https://a","https://b"] to ["https://b","https://a"]',
    ],
    [
      'server-removed for client: #/servers: servers changed from ["https://b","https://a"] to ["https://a","https://b"]',
    ],
  ],
  [
    "a server is added to an operation",
    {},
    { operation: { servers: [{ url: "https://other.example" }] } },
    [
      'server-removed for client: operation/servers: servers changed from ["https://things.example"] to ["https://other.example"]',
    ],
    [
      'server-removed for client: #/servers: servers changed from ["https://other.example"] to ["https://things.example"]',
      "no-promise for nobody: operation/servers: servers changed",
    ],
  ],
  [
    "a second server",
    {},
    { root: { servers: [...api().servers, { url: "https://b" }] } },
    ["server-added for client: #/servers: the server https://b was added"],
    [
      'server-removed for client: #/servers: servers changed from ["https://things.example","https://b"] to ["https://things.example"]',
    ],
  ],
  [
    "the first server",
    {},
    { root: { servers: [{ url: "https://b" }, ...api().servers] } },
    [
      'server-removed for client: #/servers: servers changed from ["https://things.example"] to ["https://b","https://things.example"]',
    ],
    [
      'server-removed for client: #/servers: servers changed from ["https://b","https://things.example"] to ["https://things.example"]',
    ],
  ],
  [
    "no server",
    {},
    { root: { servers: [] } },
    ['server-removed for client: #/servers: servers changed from ["https://things.example"] to ["/"]'],
    ['server-removed for client: #/servers: servers changed from ["/"] to ["https://things.example"]'],
  ],
  [
    "a server's variables",
    { root: { servers: [{ url: "/{a}", variables: { a: { default: "1" } } }] } },
    { root: { servers: [{ url: "/{a}", variables: { a: { default: "2" } } }] } },
    [
      'server-removed for client: #/servers: servers changed from ["/{a} {\\"a\\":{\\"default\\":\\"1\\"}}"] to ["/{a} {\\"a\\":{\\"default\\":\\"2\\"}}"]',
    ],
    [
      'server-removed for client: #/servers: servers changed from ["/{a} {\\"a\\":{\\"default\\":\\"2\\"}}"] to ["/{a} {\\"a\\":{\\"default\\":\\"1\\"}}"]',
    ],
  ],
  [
    "the description of a server's variable",
    { root: { servers: [{ url: "/{a}", variables: { a: { description: "old", default: "1" } } }] } },
    { root: { servers: [{ url: "/{a}", variables: { a: { default: "1", description: "new" } } }] } },
    ["no-promise for nobody: #/servers: servers changed"],
    ["no-promise for nobody: #/servers: servers changed"],
  ],
  [
    "a server of the path",
    {},
    { root: { paths: { "/things/{id}": { post: operation, servers: [{ url: "https://b" }] } } } },
    [
      'server-removed for client: #/paths/~1things~1{id}/servers: servers changed from ["https://things.example"] to ["https://b"]',
    ],
    [
      'server-removed for client: #/servers: servers changed from ["https://b"] to ["https://things.example"]',
      "no-promise for nobody: #/paths/~1things~1{id}/servers: servers changed",
    ],
  ],
  [
    "another way to authenticate",
    {},
    { root: { security: [{ key: [] }, { key: ["read"] }] } },
    ["credentials-relaxed for client: #/security: fewer credentials are required"],
    ["credentials-required for client: #/security: different credentials are required"],
  ],
  [
    "a key that is no longer needed",
    {},
    { operation: { security: [] } },
    ["credentials-relaxed for client: operation/security: fewer credentials are required"],
    [
      "credentials-required for client: #/security: different credentials are required",
      "no-promise for nobody: operation/security: security changed",
    ],
  ],
  [
    "a scope",
    {},
    { operation: { security: [{ key: ["read"] }] } },
    ["credentials-required for client: operation/security: different credentials are required"],
    [
      "credentials-required for client: #/security: different credentials are required",
      "no-promise for nobody: operation/security: security changed",
    ],
  ],
  [
    "the credentials of an event",
    {},
    event({ security: [{ key: [] }] }),
    ["credentials-sent for webhook receiver: webhook/security: the event comes with more credentials"],
    ["credentials-withdrawn for webhook receiver: webhook/security: the event comes with different credentials"],
  ],
  [
    "alternative credentials of an event",
    event({ security: [{ key: [] }] }),
    event({ security: [{ key: [] }, {}] }),
    ["credentials-withdrawn for webhook receiver: webhook/security: the event comes with different credentials"],
    ["no-promise for nobody: webhook/security: security changed"],
  ],
];

testReported(changes);
