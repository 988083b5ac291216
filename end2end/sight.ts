// What is to be seen of a page at one moment, asked for in one question each. What Playwright asks by its locators it asks
// with a program of its own that every new document has to read first: of a walk through hundreds of documents that was
// a sixth of the processor time.

import type { Page } from "@playwright/test";

export interface Link {
  /** Its place among the links of the page. */
  index: number;
  href: string;
  words: string;
  /** "main", or where else it stands. */
  region: string;
  /** The same more closely: which navigation, a table, a card. */
  place: string;
  download: boolean;
  target: string;
}

/** Where something is to be pressed: the middle of it, in the window. */
export interface Point {
  x: number;
  y: number;
}

/** How a link or the head of a disclosure stands before it is pressed. */
export interface Stand {
  /** Where it leads, if anywhere. */
  href: string;
  /** The heads of the disclosures around it that are closed, from the outside in: by their place among all heads. */
  closed: number[];
  /** There for the keyboard and for readers of screens. */
  unseen: boolean;
  /** It has the focus, and is to be pressed by Enter. */
  byKey: boolean;
  /** Where a click or a tap meets just this, and not something that lies over it. */
  point: Point | undefined;
}

export interface Sight {
  address: string;
  /** Empty while the page is on its way. */
  heading: string;
  headings: number;
  scroll: number;
  /**
   * It is painted, before which nobody can press anything, and loaded, before which the browser still moves it to where it
   * was before Back. The data have come, and a page of the program is one.
   */
  settled: boolean;
  /** Its links are the router's to follow. */
  routed: boolean;
  /** The router made the move: what was put into the window is still there. */
  byRouter: boolean;
  /** The focus is on the heading, or on what the address names. */
  atBegin: boolean;
  /** What the address names, or else the heading, is in the window. */
  inView: boolean;
  /** Nothing has the focus. */
  unfocused: boolean;
  /** Where the link leads that has the focus. */
  focused: string | undefined;
}

/** What can be pressed. */
export const LINKS = "a[href]";
export const HEADS = "details > summary";

export function look(page: Page, scripted: boolean): Promise<Sight> {
  return page.evaluate((scripted) => {
    const headings = document.querySelectorAll("h1");
    const program = document.querySelector('link[rel="preload"][type="application/wasm"]');
    const hydrated = document.documentElement.hasAttribute("data-hydrated");
    const loaded = document.readyState === "complete" && performance.getEntriesByType("paint").length > 0;
    const loading = [...document.querySelectorAll("[role=status]")].some((one) => one.textContent === "Loading");
    const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const begin = named ?? headings[0];
    const box = begin?.getBoundingClientRect();
    return {
      address: location.href,
      heading: headings[0]?.textContent?.trim() ?? "",
      headings: headings.length,
      scroll: window.scrollY,
      routed: scripted && program !== null,
      settled: headings.length > 0 && loaded && (!scripted || ((!program || hydrated) && !loading)),
      byRouter: "walked" in window,
      atBegin: document.activeElement === begin,
      inView: box !== undefined && box.bottom > 0 && box.top < window.innerHeight,
      unfocused: document.activeElement === document.body,
      focused: (document.activeElement as HTMLAnchorElement | null)?.href,
    };
  }, scripted);
}

/** Takes the focus from what has it. */
export function blur(page: Page): Promise<void> {
  return page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
}

/** The heads of closed disclosures, by their place among all heads. */
export function closedHeads(page: Page): Promise<number[]> {
  return page.evaluate((selector) => {
    const grids = new Set<string>();
    return [...document.querySelectorAll(selector)].flatMap((summary, index) => {
      const { open, className } = summary.parentElement as HTMLDetailsElement;
      if (open || !summary.checkVisibility({ visibilityProperty: true })) return [];
      // Those of a table of roles are one like the other.
      if (className.includes("app-grid") && grids.size === grids.add(className).size) return [];
      return [index];
    });
  }, HEADS);
}

export function isOpen(page: Page, head: number): Promise<boolean> {
  return page.evaluate(
    ({ selector, head }) => document.querySelectorAll(selector)[head].parentElement!.hasAttribute("open"),
    { selector: HEADS, head },
  );
}

export function linksOf(page: Page): Promise<{ kind: "program" | "document"; links: Link[] }> {
  return page.evaluate((selector) => {
    const program = document.querySelector('link[rel="preload"][type="application/wasm"]');
    const all = [...document.querySelectorAll<HTMLAnchorElement>(selector)];
    const links = all.flatMap((a, index) => {
      if (!a.checkVisibility({ visibilityProperty: true }) && !a.classList.contains("nhsuk-skip-link")) return [];
      const region = a.closest("header, footer")?.tagName.toLowerCase() ?? "main";
      const within = a.closest("table, nav, header, footer, .nhsuk-card, .nhsuk-back-link, .nhsuk-skip-link");
      const place = within?.getAttribute("aria-label") ?? within?.className.split(" ")[0] ?? "text";
      const words = a.innerText.replace(/\s+/g, " ").trim();
      return [{ index, href: a.href, words, region, place, download: a.hasAttribute("download"), target: a.target }];
    });
    return { kind: program ? "program" as const : "document" as const, links };
  }, LINKS);
}

/**
 * Brings what is to be pressed into the window, gives it the focus if the keyboard is to press it, and asks how it is. Where
 * scripts run the page may still move under the finger: what is elsewhere a frame later has no point yet.
 */
export function stand(page: Page, selector: string, index: number, preferKey: boolean, scripted: boolean): Promise<Stand> {
  return page.evaluate(
    async ({ selector, heads, index, preferKey, scripted }) => {
      const clipped = (element: Element | null): boolean =>
        element !== null && ((element.clientWidth <= 1 && getComputedStyle(element).overflow === "hidden") || clipped(element.parentElement));
      // What is in the window stays there if the router makes the move.
      Object.assign(window, { walked: true });
      const element = document.querySelectorAll<HTMLElement>(selector)[index];
      if (!element) return { href: "", closed: [], unseen: false, byKey: false, point: undefined };
      const closed = [...document.querySelectorAll<HTMLElement>(heads)].flatMap((head, at) =>
        head !== element && head.matches("details:not([open]) > summary") && head.parentElement!.contains(element) ? [at] : [],
      );
      // A skip link, and the head of a table that is shown as cards, are there for the keyboard and for readers of
      // screens.
      const unseen = element.classList.contains("nhsuk-skip-link") || clipped(element.closest("th, td, thead, span, div"));
      const byKey = unseen || preferKey;
      if (!unseen) element.scrollIntoView({ block: "center" });
      if (byKey) element.focus();
      const middle = () => {
        // What is broken over two lines has its middle between them.
        const [box] = element.getClientRects();
        const middle = box && { x: box.x + box.width / 2, y: box.y + box.height / 2 };
        return middle && element.contains(document.elementFromPoint(middle.x, middle.y)) ? middle : undefined;
      };
      let point = middle();
      if (point && scripted && !byKey) {
        await new Promise(requestAnimationFrame);
        const later = middle();
        if (later?.x !== point.x || later?.y !== point.y) point = undefined;
      }
      return { href: (element as HTMLAnchorElement).href ?? "", closed, unseen, byKey, point };
    },
    { selector, heads: HEADS, index, preferKey, scripted },
  );
}
