import { decodeBase64, gunzip, runtimeName } from "./platform.ts";

/** What a user may bring as the core: a compiled module, its bytes, or the response that delivers them. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array | Response | Promise<Response>;

/** Whether this runtime has relaxed SIMD: validates a module whose one function uses f32x4.relaxed_madd. */
export function hasRelaxedSimd(): boolean {
  return validates(
    1,
    8,
    1,
    96,
    3,
    123,
    123,
    123,
    1,
    123,
    3,
    2,
    1,
    0,
    10,
    13,
    1,
    11,
    0,
    32,
    0,
    32,
    1,
    32,
    2,
    253,
    133,
    2,
    11,
  );
}

/** Why the core cannot run here at all, or null: it needs SIMD and atomics. */
export function whyUnsupported(): string | null {
  if (typeof WebAssembly !== "object") return `${runtimeName()} has no WebAssembly`;
  if (!validates(1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11))
    return `${runtimeName()} has no WebAssembly SIMD`;
  if (
    !validates(
      1,
      5,
      1,
      96,
      0,
      1,
      127,
      3,
      2,
      1,
      0,
      5,
      4,
      1,
      3,
      1,
      1,
      10,
      14,
      1,
      12,
      0,
      65,
      0,
      65,
      0,
      66,
      0,
      254,
      1,
      2,
      0,
      11,
    )
  )
    return `${runtimeName()} has no WebAssembly threads`;
  return null;
}

const validates = (...sections: number[]): boolean =>
  WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...sections]));

/** The compiled module of `source`, whatever form it has. */
export async function toModule(source: WasmSource): Promise<WebAssembly.Module> {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  // Not `instanceof Response`: where nobody has used it yet, the mere name makes Node load its HTTP client, some 15 ms.
  if (typeof (given as Response).arrayBuffer !== "function") return WebAssembly.compile(given as BufferSource);
  const response = given as Response;
  if (!response.ok) throw new Error(`the server answered ${response.status} for ${response.url}`);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** The bytes that were compressed by gzip and written as base64. */
export const unpack = (base64: string): Promise<Uint8Array> => gunzip(decodeBase64(base64));
