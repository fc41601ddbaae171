import { add, type Context, difference } from "./changes.js";
import { entries, get, items, type Node } from "./document-nodes.js";
import type { Operation } from "./operations.js";

export function compareServers(before: Operation, after: Operation, context: Context): void {
  const [old, now] = [serversOf(before), serversOf(after)];
  const urls = [...now.urls];
  const place = now.place;
  const lost = old.urls.filter((url) => !urls.includes(url));
  if (lost.length > 0 || old.urls[0] !== urls[0]) {
    add(context, "server-removed", place, difference("servers", old.urls, urls));
  } else {
    for (const url of urls.filter((one) => !old.urls.includes(one)))
      add(context, "server-added", place, `the server ${url} was added`);
  }
}

/** The servers of an operation, in order, with the variables of their URLs. Without any, requests go to where the file is served from. */
function serversOf({ node, item, root }: Operation): { urls: string[]; place: string } {
  const [nearest] = [node, item, root].map((one) => get(one, "servers")).filter((one) => items(one).length > 0);
  const urls = nearest ? items(nearest).map(addressOf) : ["/"];
  return { urls, place: nearest?.pointer ?? "#/servers" };
}

function addressOf(server: Node): string {
  const variables = entries(get(server, "variables")).map(([name, variable]) => [
    name,
    { default: get(variable, "default").value, enum: get(variable, "enum").value },
  ]);
  const { value: url } = get(server, "url");
  return variables.length === 0 ? `${url}` : `${url} ${JSON.stringify(Object.fromEntries(variables))}`;
}
