import spec from "linq-openapi/openapi.json" with { type: "json" };

const operationId: string = spec.paths["/v3/chats/{chatId}/leave"].post.operationId;
if (operationId !== "leaveChat") throw new Error("This is not the contract.");
