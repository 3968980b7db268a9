// Runs the smoke program in an edge function: options as JSON in the request, the result as JSON in the response.
import { smoke } from "./smoke.mjs";

export default {
  async fetch(request) {
    try {
      return Response.json(await smoke(await request.json()));
    } catch (error) {
      return Response.json({ error: String(error?.stack ?? error) });
    }
  },
};
