/** The rules of redocly.yaml that need more than one node. Each message says what to do. */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file that is not reached from openapi.yaml is neither linted nor bundled. */
function everyFileIsUsed() {
  const used = new Set();
  return {
    ref(_, __, { location }) {
      if (location) used.add(location.source.absoluteRef);
    },
    Root: {
      leave(_, { report, location }) {
        const folder = dirname(location.source.absoluteRef);
        for (const part of ["paths", "webhooks", "components"]) {
          const cure = part === "components" ? "Refer to it" : `List it under ${part} in openapi/openapi.yaml`;
          for (const file of yamlFiles(join(folder, part)).filter((file) => !used.has(join(folder, part, file)))) {
            report({
              message: `Nothing refers to openapi/${part}/${file}. ${cure}, or delete it.`,
              location: location.child(part).key(),
            });
          }
        }
      },
    },
  };
}

/** None if there is no such folder: a bundled document has no files beside it. */
function yamlFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".yaml"));
}

/** People look for a path in the file that is named after it. A bundled document has no such files. */
function fileIsNamedLikeItsPath() {
  return {
    Root({ paths, webhooks }, { report, location }) {
      for (const [part, items] of Object.entries({ paths, webhooks })) {
        for (const [name, item] of Object.entries(items ?? {})) {
          const file = `${part}/${name.replace(/^\//, "").replaceAll("/", "_")}.yaml`;
          if (item?.$ref === undefined || item.$ref === file) continue;
          const key = part === "paths" ? "path" : "name";
          report({
            message: `Name the file openapi/${file}, after its ${key}.`,
            location: location.child([part, name]),
          });
        }
      }
    },
  };
}

/** Documentation tools show who maintains the document. */
function contactHasAName() {
  return {
    Info({ contact }, { report, location }) {
      if (typeof contact?.name === "string") return;
      report({
        message: "Name who maintains the document in info.contact.",
        location: location.child("contact").key(),
      });
    },
  };
}

/** Otherwise, a client cannot know whether it may send a request again. */
function operationStatesIdempotency() {
  return {
    Paths: {
      Operation(operation, { report, location }) {
        if (typeof operation["x-idempotent"] === "boolean") return;
        report({
          message:
            "Set x-idempotent to whether the request may be sent again if its response is lost (true or false); clients retry accordingly.",
          location: location.child("x-idempotent").key(),
        });
      },
    },
  };
}

/** OpenAPI Generator writes one file per tag: if an operation and a webhook share a tag, one overwrites the other. */
function tagIsOfPathsOrWebhooks() {
  const tagsOfPaths = new Set();
  const tagsOfWebhooks = [];
  return {
    Paths: {
      Operation({ tags = [] }) {
        for (const tag of tags) tagsOfPaths.add(tag);
      },
    },
    WebhooksMap: {
      Operation({ tags = [] }, { location }) {
        for (const tag of tags) tagsOfWebhooks.push({ tag, location: location.child("tags") });
      },
    },
    Root: {
      leave(_, { report }) {
        for (const { tag, location } of tagsOfWebhooks.filter(({ tag }) => tagsOfPaths.has(tag))) {
          report({
            message: `Give webhooks their own tag: paths use ${tag} too, so OpenAPI Generator would lose the operations.`,
            location,
          });
        }
      },
    },
  };
}

/** Documentation and hover text come from descriptions. A schema under `not` needs none. */
function schemaIsDescribed() {
  return {
    Schema(schema, { report, location, key }) {
      if (key === "not" || typeof schema.description === "string") return;
      report({ message: "Describe every schema and every member.", location: location.child("description").key() });
    },
  };
}

/** Allows only what generators for other languages and the run-time checks can express. */
function schemaIsPortable() {
  return {
    Schema(schema, { report, location, key }) {
      const advise = (keyword, message) => report({ message, location: location.child(keyword).key() });

      for (const keyword of ["anyOf", "default", "nullable"]) {
        if (keyword in schema) advise(keyword, `Write the schema without ${keyword}; generators disagree about it.`);
      }
      if (key !== "not" && !("type" in schema || "oneOf" in schema || "allOf" in schema)) {
        advise("type", "Give every schema a type, even next to const; generators for other languages need it.");
      }
      if (key !== "not" && typeof schema.const === "boolean") {
        advise(
          "const",
          "Write `type: boolean` with `not: { const: … }`; generators turn a boolean const into an enum of strings.",
        );
      }
      if ("not" in schema && typeof schema.not?.const !== "boolean") {
        advise("not", "Use `not` only to exclude a boolean; elsewhere, generators ignore it or fail.");
      }
      if (typeof schema.additionalProperties === "boolean") {
        advise(
          "additionalProperties",
          "Leave objects open, without additionalProperties; only a map may set it, to a schema.",
        );
      }
      if ("oneOf" in schema && !(schema.discriminator?.propertyName && schema.discriminator.mapping)) {
        advise(
          "oneOf",
          "Give oneOf a discriminator with a mapping; otherwise generators cannot choose an alternative.",
        );
      }
      const values = schema["x-extensible-enum"];
      if (values !== undefined && !(isListOfStrings(values) && [schema.type].flat().includes("string"))) {
        advise(
          "x-extensible-enum",
          "List the documented values in x-extensible-enum, as strings of a schema of type string.",
        );
      }
    },
  };
}

function isListOfStrings(values) {
  return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === "string");
}

/** The service adds values over time; a generated client with a closed list rejects the whole body if it holds a new one. */
function sentEnumIsOpen() {
  const seen = new Set();
  const refuseEnums = ({ schema }, { report, resolve, location: body }) => {
    for (const location of enumsIn(schema, body.child("schema"), resolve, seen)) {
      report({
        message:
          "In what Linq sends, list the values in x-extensible-enum; a client with a closed enum fails on a new value.",
        location: location.child("enum").key(),
      });
    }
  };
  return {
    Paths: { Response: { MediaType: refuseEnums } },
    WebhooksMap: { RequestBody: { MediaType: refuseEnums } },
  };
}

/** The locations of all enums in a schema, its members and what they refer to. Redocly's nested visitors see only the outermost schema. */
function enumsIn(node, nodeLocation, resolve, seen) {
  const { node: schema, location = nodeLocation } = node?.$ref
    ? resolve(node, nodeLocation.source.absoluteRef)
    : { node };
  if (!schema || seen.has(schema)) return [];
  seen.add(schema);
  const below = (keywords) =>
    keywords.flatMap((keyword) =>
      Object.entries(schema[keyword] ?? {}).flatMap(([key, one]) =>
        enumsIn(one, location.child([keyword, key]), resolve, seen),
      ),
    );
  const parts = ["items", "additionalProperties"].flatMap((keyword) =>
    enumsIn(schema[keyword], location.child(keyword), resolve, seen),
  );
  return [...("enum" in schema ? [location] : []), ...parts, ...below(["properties", "allOf", "oneOf"])];
}

/** The mock, the sandbox and tests find an example by its name, readers by its file name. */
function exampleIsNamedLikeItsComponent() {
  return {
    ExamplesMap(examples, { report, location }) {
      for (const [name, { $ref }] of Object.entries(examples)) {
        const component = $ref?.match(/([^/]+?)(\.yaml)?$/)?.[1];
        if (component === undefined || component === name) continue;
        report({
          message: `Name the example ${component}, like its component; the mock, the sandbox and tests find it by this name.`,
          location: location.child(name).key(),
        });
      }
    },
  };
}

/** A client that gets a code must be able to read its body, so the code's status needs a response. */
function errorCodesHaveResponses() {
  const statuses = new Set();
  const codes = [];
  return {
    Paths: {
      Operation({ responses = {} }) {
        for (const status of Object.keys(responses)) statuses.add(status);
      },
    },
    Schema(schema, { location }) {
      const catalogue = schema["x-error-codes"];
      if (!Array.isArray(catalogue)) return;
      catalogue.forEach((entry, index) => {
        codes.push({ ...entry, location: location.child(["x-error-codes", index]) });
      });
    },
    Root: {
      leave(_, { report }) {
        for (const { code, status, location } of codes.filter(({ status }) => !statuses.has(`${status}`))) {
          report({
            message: `Document a ${status} response on an operation; code ${code} comes with that status.`,
            location,
          });
        }
      },
    },
  };
}

export default () => ({
  id: "linq",
  rules: {
    oas3: {
      "every-file-is-used": everyFileIsUsed,
      "file-is-named-like-its-path": fileIsNamedLikeItsPath,
      "contact-has-a-name": contactHasAName,
      "operation-states-idempotency": operationStatesIdempotency,
      "tag-is-of-paths-or-webhooks": tagIsOfPathsOrWebhooks,
      "schema-is-described": schemaIsDescribed,
      "schema-is-portable": schemaIsPortable,
      "sent-enum-is-open": sentEnumIsOpen,
      "example-is-named-like-its-component": exampleIsNamedLikeItsComponent,
      "error-codes-have-responses": errorCodesHaveResponses,
    },
  },
});
