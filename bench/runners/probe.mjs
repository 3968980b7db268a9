// Prints whether this runtime has relaxed SIMD: a module whose only function is one f32x4.relaxed_madd.
const RELAXED = "0,97,115,109,1,0,0,0,1,8,1,96,3,123,123,123,1,123,3,2,1,0,10,13,1,11,0,32,0,32,1,32,2,253,133,2,11";

console.log(WebAssembly.validate(new Uint8Array(RELAXED.split(",").map(Number))));
