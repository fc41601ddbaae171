import { type Mock, startMock } from "linq-openapi/mock";

const mock: Mock = await startMock({ port: 0 });
const response = await fetch(`${mock.url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, { method: "POST" });
await mock.stop();
await mock.ended;
if (response.status !== 401) throw new Error(`The mock responded with ${response.status} without a key.`);
