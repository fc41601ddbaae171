/** A CommonJS module loses its named exports when it is bundled. */
export { Ajv2020 } from "ajv/dist/2020.js";
