import assert from "node:assert/strict";
import schema from "linq-openapi/report.schema.json" with { type: "json" };

assert.deepEqual(schema.properties.exitCode.enum, [0, 1, 3, 4]);
