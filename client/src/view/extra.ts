// The rare parts of forms, in a chunk of their own: widgets, and repeats.

import { drawing } from "./rare/drawing";
import { file } from "./rare/file";
import { geopoint } from "./rare/geopoint";
import { image } from "./rare/image";
import { range } from "./rare/range";
import { rank } from "./rare/rank";
import type { MakeWidget } from "./page";

export { writing } from "./rare/writing";
export { Repeat } from "./repeats";

export const rare: Record<string, MakeWidget> = { rank, range, geopoint, image, file, signature: drawing, draw: drawing };
