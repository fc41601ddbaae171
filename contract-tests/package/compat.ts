import { compareContracts } from "linq-openapi/compat";
import spec from "linq-openapi/openapi.json" with { type: "json" };

const { changes, nextVersion } = compareContracts(spec, { ...spec, servers: [{ url: "https://example.com" }] });
if (changes[0]?.rule !== "server-removed" || !nextVersion) throw new Error("This is not the comparison.");
