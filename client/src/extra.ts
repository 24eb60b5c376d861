// The rare parts of forms, loaded when a form has one.
export { rare, Repeat, writing } from "./view/extra";
