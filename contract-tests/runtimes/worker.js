/** For workerd: takes the settings as the body of a request, responds with the results. */
import { run } from "./scenarios.js";

export default {
  async fetch(request) {
    return Response.json(await run(await request.json()));
  },
};
