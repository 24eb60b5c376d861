// The rare widgets, loaded when a form has one.
export { rare } from "./view/extra";
