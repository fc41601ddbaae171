/** Your application: a page with a button that leaves a chat. */
import { createServer } from "node:http";
import { createLinqClient } from "linq-openapi";

const linq = createLinqClient();
const page = (chatId) => `<!doctype html><title>Chat</title><button>Leave</button><output></output><script>
document.querySelector("button").onclick = async () => {
  const response = await fetch(${JSON.stringify(`/leave/${chatId}`)}, { method: "POST" });
  document.querySelector("output").textContent = await response.text();
};
</script>`;

createServer(async (request, response) => {
  const [, action, chatId] = request.url.split("/");
  if (action === "chat" && /^[\da-f-]+$/.test(chatId)) {
    response.setHeader("content-type", "text/html").end(page(chatId));
  } else if (action === "leave") {
    const text = await linq.leaveChat(chatId).then(
      () => "You are leaving.",
      ({ code }) => (code === 2013 ? "You have already left this chat." : "Please try again later."),
    );
    response.end(text);
  } else {
    response.end("Nothing here.");
  }
}).listen(3000, "127.0.0.1");
