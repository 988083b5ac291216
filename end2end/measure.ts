// What a browser made of a page, and in which of it the page departs from the design system.

import type { Page } from "@playwright/test";
import { BESIDE_THE_SCALE, DRAWN_WITH, type Look, LOOKS, MONOSPACED, SIGNS, TYPEFACE } from "./design-system";
import { type Expected, type Medium, textSizes } from "./scales";

/** Set on elements with words of their own, so that the browser's inspector finds them in the same order. */
const MARK = "data-words";

interface Row {
  /** Those that can be seen. */
  elements: { name: string; values: Record<string, string> }[];
}

interface Words {
  name: string;
  family: string;
  size: number;
  hasLineHeight: boolean;
  isMonospaced: boolean;
  isOnTheScale: boolean;
  fontsAllowed: string[];
  fonts: string[];
}

async function measure(page: Page, kind: string): Promise<{ rows: Row[]; words: Words[] }> {
  const asked = LOOKS.map(({ where, on, html, css }) => ({
    where,
    html: on === kind ? html : undefined,
    properties: Object.keys(css),
  }));
  const { rows, words } = await page.evaluate(
    ({ asked, mark, letters, monospaced, signs, besideTheScale }) => {
      const nameOf = (element: Element) => {
        const words = element.textContent!.trim().replace(/\s+/g, " ").slice(0, 40);
        return `${element.localName}${element.classList.length ? `.${element.classList[0]}` : ""} "${words}"`;
      };
      const isSeen = (element: Element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
      const rows = asked.map(({ where, html, properties }) => {
        const written = document.createElement("div");
        written.innerHTML = html ?? "";
        document.querySelector("main")!.append(written);
        const elements = [...document.querySelectorAll(where)].filter(isSeen).map((element) => {
          const style = getComputedStyle(element) as unknown as Record<string, string>;
          const values = Object.fromEntries(properties.map((property) => [property, style[property]]));
          return { name: nameOf(element), values };
        });
        written.remove();
        return { elements };
      });

      const hasWords = (element: Element) =>
        element.matches("input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea") ||
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.nodeValue!.trim());
      const words = [...document.body.querySelectorAll(":not(script)")].filter(hasWords).map((element) => {
        element.setAttribute(mark, "");
        const style = getComputedStyle(element);
        const isMonospaced = element.closest(monospaced.where) !== null;
        // The inspector counts what is in an element as well.
        const around = [monospaced, signs].filter(
          ({ where }) => element.closest(where) ?? element.querySelector(where),
        );
        return {
          name: nameOf(element),
          family: style.fontFamily,
          size: parseFloat(style.fontSize),
          // A browser gives every select its own.
          hasLineHeight: element.matches("select") || style.lineHeight !== "normal",
          isMonospaced,
          isOnTheScale: isSeen(element) && !element.matches(besideTheScale),
          fontsAllowed: [...(isMonospaced ? [] : [letters]), ...around.map(({ drawnWith }) => drawnWith)],
        };
      });
      return { rows, words };
    },
    {
      asked,
      mark: MARK,
      letters: DRAWN_WITH,
      monospaced: MONOSPACED,
      signs: SIGNS,
      besideTheScale: BESIDE_THE_SCALE,
    },
  );
  const fonts = await fontsOf(page, `[${MARK}]`);
  return { rows, words: words.map((of, index) => ({ ...of, fonts: fonts[index] })) };
}

/** The families that the letters of each element are drawn with: not those asked for, those that were found. */
export async function fontsOf(page: Page, selector: string): Promise<string[][]> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("DOM.enable");
  await inspector.send("CSS.enable");
  const { root } = await inspector.send("DOM.getDocument");
  const { nodeIds } = await inspector.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  const found = await Promise.all(nodeIds.map((nodeId) => inspector.send("CSS.getPlatformFontsForNode", { nodeId })));
  await inspector.detach();
  return found.map(({ fonts }) => fonts.map(({ familyName }) => familyName));
}

/** What is wrong, in sentences. `kind` is what the table calls the page. */
export async function faults(page: Page, kind: string, medium: Medium, { ownSizes = false } = {}): Promise<string[]> {
  const { rows, words } = await measure(page, kind);
  const found = new Set<string>();
  for (const text of words) {
    if (!text.isMonospaced && text.family !== TYPEFACE)
      found.add(`${text.name} is set in ${text.family}, not in ${TYPEFACE}`);
    for (const font of text.fonts.filter((font) => !text.fontsAllowed.includes(font)))
      found.add(`${text.name} is drawn with ${font}, not with ${text.fontsAllowed.join(" or ")}`);
    if (medium === "paper" || !text.isOnTheScale) continue;
    if (!textSizes(medium).includes(text.size))
      found.add(`${text.name} has the size ${text.size}px, which no text has`);
    if (!text.hasLineHeight) found.add(`${text.name} has no line height`);
  }
  if (ownSizes) return [...found];
  LOOKS.forEach((look, index) => {
    const { elements } = rows[index];
    if (!elements.length && look.on === kind && medium === "wide") found.add(`there is no ${look.where}: ${look.what}`);
    for (const { name, values } of elements)
      for (const [property, expected] of Object.entries(look.css)) {
        const wanted = expectedOn(medium, expected);
        if (wanted !== undefined && !isSame(values[property], wanted))
          found.add(`${look.what} has ${property} ${values[property]}, not ${wanted}: ${name}`);
      }
  });
  return [...found];
}

function expectedOn(medium: Medium, expected: Expected): string | number | undefined {
  if (typeof expected === "object") return expected[medium];
  return medium === "paper" ? undefined : expected;
}

/** A browser reckons with fractions of a pixel. */
function isSame(computed: string, wanted: string | number): boolean {
  return typeof wanted === "number" ? Math.abs(parseFloat(computed) - wanted) < 0.1 : computed === wanted;
}
