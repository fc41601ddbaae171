/** A program that starts a mock, prints its URL, and runs until it is killed. */
import { startMock } from "linq-openapi/mock";

console.log((await startMock({ port: 0 })).url);
setInterval(() => {}, 60_000);
