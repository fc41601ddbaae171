import conformance from "linq-openapi/conformance.json" with { type: "json" };

if (conformance.scenarios.length === 0) throw new Error("There are no scenarios.");
