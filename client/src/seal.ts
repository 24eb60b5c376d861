// The chunk with the cryptography, loaded when the page is idle: sealing and proof of work.
export { readKey } from "./seal/public_key.js";
export { seal } from "./seal/index.js";
export { solve } from "./proof/solve.js";
