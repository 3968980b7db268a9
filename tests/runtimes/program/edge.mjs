// Runs the program in an edge function: options as JSON in the request, the result as JSON in the response.
import { main } from "./main.mjs";

export default {
  async fetch(request) {
    try {
      return Response.json(await main(await request.json()));
    } catch (error) {
      return Response.json({ error: String(error?.stack ?? error) });
    }
  },
};
