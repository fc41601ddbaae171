/** An item of an `Accept` header that Prism can read (RFC 9110, section 12.5.1). */
export const MEDIA_RANGE =
  /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;\s*(?:[\w!#$%&'*+.^`|~-]+=(?:[\w!#$%&'*+.^`|~-]+|"[^"\\]*")\s*)?)*$/;

/**
 * A module that is loaded into Prism's process before its own code. It reports the port that Prism listens on to this process, ends Prism
 * when the channel to this process closes, however this process ends, and shields Prism from requests that would crash it: a path that
 * cannot be decoded, an `Accept` without a media range, and an invalid `Content-Type`. It also halves Prism's start time: it loads Faker,
 * with its 70 languages, only when a request asks for generated data (`Prefer: dynamic=true`), and never loads the reader of Postman
 * collections.
 */
export const PRELOAD = `
import http from "node:http";
import Module from "node:module";
const { listen, emit } = http.Server.prototype;
http.Server.prototype.listen = function (...args) {
  this.once("listening", () => process.send(this.address().port));
  return listen.apply(this, args);
};
http.Server.prototype.emit = function (event, ...args) {
  if (event === "request") spare(args[0]);
  return emit.call(this, event, ...args);
};
function spare(request) {
  const { headers, url } = request;
  try {
    decodeURIComponent(url);
  } catch {
    request.url = url.replaceAll("%", "%25");
  }
  const ranges = (headers.accept ?? "").split(",").filter((range) => ${MEDIA_RANGE}.test(range));
  if (ranges.length > 0) headers.accept = ranges.join();
  else delete headers.accept;
  if (!${MEDIA_RANGE}.test(headers["content-type"] ?? "")) delete headers["content-type"];
}
const load = Module._load;
Module._load = function (name, ...from) {
  if (name === "@stoplight/http-spec/postman/operation") return {};
  if (name !== "@faker-js/faker") return load.call(this, name, ...from);
  const later = (get) => new Proxy({}, { get });
  return later((_, exported) => later((_, member) => load.call(this, name, ...from)[exported][member]));
};
process.on("disconnect", () => process.exit());
`;
