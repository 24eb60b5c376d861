// The part of openrosa-xpath-evaluator that is used here.
declare module "openrosa-xpath-evaluator/src/utils/shuffle" {
  export default function shuffle<Thing>(things: readonly Thing[], seed: number): Thing[];
}
