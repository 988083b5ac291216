// The scales of the NHS design system (https://service-manual.nhs.uk/design-system/styles): type, space and colour,
// as nhsuk-frontend 10 has them. They are written down here, not read from the package: what is compared with itself
// is always right.

/** Where a page is seen: on a screen of less than 641 pixels, on a wider one, printed. */
export type Medium = "phone" | "wide" | "paper";

type Value = number | string;

/** Pixels, or words of CSS; where they differ for each medium. What is not said of paper is not asserted there. */
export type Expected = Value | Partial<Record<Medium, Value>>;

/** Properties of CSS, as getComputedStyle names them. */
export type Css = Record<string, Expected>;

/** Font size and line height: pixels on screens, points and lines on paper. */
const SIZES = {
  36: { phone: [27, 33], wide: [36, 42], paper: [20, 1.2] },
  26: { phone: [22, 29], wide: [26, 32], paper: [17, 1.25] },
  22: { phone: [19, 27], wide: [22, 30], paper: [15, 1.25] },
  19: { phone: [16, 24], wide: [19, 28], paper: [13, 1.25] },
  16: { phone: [14, 24], wide: [16, 24], paper: [12, 1.3] },
  14: { phone: [12, 20], wide: [14, 24], paper: [12, 1.3] },
} as const;

const POINT = 96 / 72;

/** The steps of the responsive spacing scale. */
export const SPACE = {
  2: { phone: 8, wide: 8 },
  3: { phone: 8, wide: 16 },
  4: { phone: 16, wide: 24 },
  5: { phone: 24, wide: 32 },
  6: { phone: 32, wide: 40 },
  7: { phone: 40, wide: 48 },
  8: { phone: 48, wide: 56 },
} as const;

const COLOURS = {
  blue: "#005eb8",
  white: "#ffffff",
  black: "#212b32",
  green: "#007f3b",
  red: "#d5281b",
  yellow: "#ffeb3b",
  "dark-blue": "#003087",
  "pale-yellow": "#fff9c4",
  "grey-1": "#4c6272",
  "grey-4": "#d8dde0",
  "grey-5": "#f0f4f5",
} as const;

type Colour = keyof typeof COLOURS;

/** A colour as a browser names it. */
export function colour(name: Colour): string {
  return mix(name, 0, 0);
}

/** A colour with so many hundredths of black. */
export function shade(name: Colour, percent: number): string {
  return mix(name, 0, percent);
}

/** A colour with so many hundredths of white. */
export function tint(name: Colour, percent: number): string {
  return mix(name, 255, percent);
}

function mix(name: Colour, other: number, percent: number): string {
  const channels = COLOURS[name].match(/[0-9a-f]{2}/g)!.map((digits) => parseInt(digits, 16));
  const mixed = channels.map((channel) => Math.round(channel + ((other - channel) * percent) / 100));
  return `rgb(${mixed.join(", ")})`;
}

/** The sizes that text may have. */
export function textSizes(medium: "phone" | "wide"): number[] {
  return Object.values(SIZES).map((size) => size[medium][0]);
}

export function font(size: keyof typeof SIZES, weight: "normal" | "bold" = "normal"): Css {
  const { phone, wide, paper } = SIZES[size];
  const printed = paper[0] * POINT;
  return {
    fontSize: { phone: phone[0], wide: wide[0], paper: printed },
    lineHeight: { phone: phone[1], wide: wide[1], paper: printed * paper[1] },
    fontWeight: weight === "bold" ? "600" : "400",
  };
}

/** Space inside an element: above and below, left and right. */
export function inside(vertical: Expected, horizontal: Expected): Css {
  return { paddingTop: vertical, paddingBottom: vertical, paddingLeft: horizontal, paddingRight: horizontal };
}

/** A line all around. */
export function edge(width: number, drawn: string): Css {
  return Object.fromEntries(
    ["Top", "Right", "Bottom", "Left"].flatMap((side) => [
      [`border${side}Width`, width],
      [`border${side}Color`, drawn],
    ]),
  );
}
