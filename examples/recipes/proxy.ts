/** Sends the requests through an HTTP proxy. Needs `undici`, whose own `fetch` matches its dispatchers; Node's may be a different version. */
import { createLinqClient, type LinqClient } from "linq-openapi";
import * as undici from "undici";

/** @param proxy such as `http://user:password@proxy.example.com:8080` */
export function createProxiedClient(proxy: string): LinqClient {
  const dispatcher = new undici.ProxyAgent(proxy);
  return createLinqClient({
    // The types of undici and of the DOM differ, but not in what matters here.
    fetch: (url, init) => undici.fetch(url, { ...init, dispatcher } as undici.RequestInit) as Promise<never>,
  });
}
