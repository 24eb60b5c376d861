// The rare functions of expressions, loaded when a form needs one.
export { functions, makings } from "./engine/xpath/rare";
