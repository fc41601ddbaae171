import type { HttpRequest, HttpResponse } from "../engine/exchange.js";

/** Exchanges in the form that browsers and proxies export. */
export function toHar(baseUrl: string, exchanges: { request: HttpRequest; response: HttpResponse }[]): string {
  const entries = exchanges.map(({ request, response }) => ({
    startedDateTime: "2026-11-25T08:00:00.000Z",
    request: {
      method: request.method,
      url: baseUrl + request.path,
      headers: listed(request.headers),
      ...(request.body !== undefined && { postData: { mimeType: "application/json", text: request.body } }),
    },
    response: {
      status: response.status,
      headers: listed(response.headers),
      content: { size: response.body.length, text: response.body },
    },
  }));
  return JSON.stringify({ log: { version: "1.2", creator: { name: "test", version: "1" }, entries } });
}

function listed(headers: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}
