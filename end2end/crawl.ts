// Walks through the site as a kind of user does who wants to see all of it: from the page that is open it follows every
// link and opens every disclosure, by clicking, and goes Back. Each address form is walked through once. Where the router
// leads on, each form of link is followed once from each form of page; what header and footer offer is followed once from a
// page of the program and once from a document, because these lead on in different ways. Without scripts every page leads on
// alike, and a finger meets on one page what a pointer meets there: each form of link is followed once from each kind of place.
//
// Forward is pressed once for each form of link and each way it leads on: what could go wrong there is how the router, or a
// document, shows a page that was left, and that does not depend on where one came from. A middle click is tried once in
// each region of pages of the program and of documents, because what a click means is decided by region, not by address.

import { expect, test, type Page, type Response } from "@playwright/test";
import { blur, closedHeads, HEADS, isOpen, type Link, LINKS, linksOf, look, type Point, type Sight, stand, type Stand } from "./sight";

/** The address without origin, codes and identifiers, and of its query only the names: what kind of place it is. */
export function form(address: string): string {
  const url = new URL(address, "http://site");
  const path = url.pathname
    .replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/g, "/:id")
    .replace(/\/practices\/[A-Z0-9]+/, "/practices/:ods")
    .replace(/\/factors\/[^/]+/, "/factors/:factor");
  const names = [...new Set(url.searchParams.keys())].sort().join("&");
  return path + (names && `?${names}`) + (url.hash && "#");
}

/** The same for a page that is walked through: filters and searches make no other page of it, another view does. */
function pageForm(address: string): string {
  const view = new URL(address).searchParams.get("view");
  return form(address).split(/[?#]/)[0] + (view ? `?view=${view}` : "");
}

/** Links whose answer is the same with and without what their query says, and why. */
const SAME_WITHOUT: Record<string, string> = {
  "/sign-in?next": "it matters after the log in",
  "/ask?practice": "whoever works at one practice is asked about that one",
  "/pensions/practice?practice": "whoever administers one practice sees the forms of its members there",
  "/accountants/new?practice": "whoever administers one practice names an accountant there",
  "/performers/me/join?practice": "a practice that cannot be joined is asked for again",
};

/** What a page was like when it was left. */
type Left = Pick<Sight, "address" | "heading"> & { scroll?: number };

export class Crawl {
  /** Forms of pages that were walked through, each with the forms of links followed from it. */
  readonly pages = new Map<string, string[]>();
  private readonly followed = new Set<string>();
  private readonly compared = new Set<string>();
  private readonly forwards = new Set<string>();
  /** The regions from which a link was opened in another tab. */
  readonly besides = new Set<string>();
  private refused: string[] = [];
  /** What did not lead where it says: all of it is told at the end. */
  readonly faults: string[] = [];

  constructor(
    private readonly page: Page,
    private readonly browser: { scripted: boolean; touch: boolean; tabs: boolean },
    private readonly visitor: boolean,
  ) {
    page.on("response", (response) => this.note(response));
  }

  private note(response: Response) {
    if (response.status() >= 400) this.refused.push(`${response.status()} ${response.url()}`);
  }

  /** Walks through the page that is open and everything behind it. Gives whether Back still leads out of it. */
  async walk(): Promise<boolean> {
    const here = pageForm(this.page.url());
    let backLeadsOut = true;
    if (this.pages.has(here)) return backLeadsOut;
    const followed: string[] = [];
    this.pages.set(here, followed);
    await this.openDisclosures();
    const { kind, links } = await linksOf(this.page);
    for (const link of links) {
      const to = form(link.href);
      const from = this.whereFrom(link, here, kind);
      const key = `${from} -> ${to}`;
      if (this.followed.has(key)) continue;
      this.followed.add(key);
      followed.push(to);
      const step = `${here}: "${link.words}" -> ${link.href}`;
      const page = this.page.url();
      try {
        backLeadsOut = (await test.step(step, () => this.follow(link, kind))) && backLeadsOut;
      } catch (error) {
        const [what] = String(error).replace(/\u001b\[\d+m/g, "").split("Call log");
        console.log(`FAULT ${step}: ${what}`);
        this.faults.push(`${step}: ${what.replace(/\s+/g, " ")}`);
        await this.reopen(page);
        backLeadsOut = false;
      }
    }
    return backLeadsOut;
  }

  /** The kind of place from which each form of link is followed once. */
  private whereFrom(link: Link, here: string, kind: string): string {
    if (!this.browser.scripted || this.browser.touch) return link.place;
    return link.region === "main" ? here : `${kind} ${link.region}`;
  }

  /** After a fault, or behind one: the rest can be walked through all the same. */
  private async reopen(address: string) {
    await this.page.goto(address);
    await this.settled();
  }

  private async openDisclosures() {
    for (const head of await closedHeads(this.page)) await this.open(head);
  }

  private async open(head: number) {
    await this.press(HEADS, head, await stand(this.page, HEADS, head, false, this.browser.scripted));
    await expect.poll(() => isOpen(this.page, head), "the disclosure opens").toBe(true);
  }

  /** By mouse, by finger, or by Enter. */
  private async press(selector: string, index: number, { byKey, point }: Stand) {
    const { page } = this;
    if (byKey) return page.keyboard.press("Enter");
    if (point) {
      return this.browser.touch ? page.touchscreen.tap(point.x, point.y) : page.mouse.click(point.x, point.y);
    }
    // What moves or is covered is waited for; what cannot be reached is a fault as well, and soon told.
    const what = page.locator(selector).nth(index);
    return this.browser.touch ? what.tap({ timeout: 10_000 }) : what.click({ timeout: 10_000 });
  }

  /** Looks until the page is as it should be in every respect: at once if it is, and for ten seconds at most. */
  private async until(expected: Record<string, (sight: Sight) => boolean>): Promise<Sight> {
    const end = Date.now() + 10_000;
    for (;;) {
      // While one page makes way for another there is nothing to look at.
      const sight = await look(this.page, this.browser.scripted).catch(() => undefined);
      const missing = Object.keys(expected).find((what) => !sight || !expected[what](sight));
      if (sight && !missing) return sight;
      if (Date.now() > end) throw new Error(`${missing}: not so, ${JSON.stringify(sight)}`);
      await new Promise((later) => setTimeout(later, 20));
    }
  }

  private async follow(link: Link, kind: string): Promise<boolean> {
    const { page } = this;
    // Mail programs and other sites are not ours to walk through.
    if (new URL(link.href).origin !== new URL(page.url()).origin) {
      expect(link.href).toMatch(/^(mailto:\S+@\S+|https:\/\/\S+|otpauth:\/\/\S+)$/);
      return true;
    }
    // Every other time by Enter, which nobody has on a phone.
    const preferKey = !this.browser.touch && this.followed.size % 2 === 0;
    let how = await stand(page, LINKS, link.index, preferKey, this.browser.scripted);
    expect(how.href, "the page is as it was").toBe(link.href);
    if (how.closed.length > 0) {
      // After Back a disclosure is closed again.
      for (const head of how.closed) await this.open(head);
      how = await stand(page, LINKS, link.index, preferKey, this.browser.scripted);
    }
    const press = () => this.press(LINKS, link.index, how);
    if (link.download) {
      const begun = page.waitForEvent("download");
      await press();
      expect(await (await begun).failure()).toBeNull();
      return true;
    }
    if (link.target === "_blank") {
      const opened = page.waitForEvent("popup");
      await press();
      const beside = await opened;
      await expect(beside).toHaveURL(link.href);
      await expect(beside.getByRole("heading", { level: 1 })).toBeVisible();
      await beside.close();
      return true;
    }
    const before = await look(page, this.browser.scripted);
    if (!how.unseen && how.point) await this.openBeside(link, `${kind}: ${link.place}`, how.point, before);
    const jump = link.href.split("#")[0] === before.address.split("#")[0] && link.href.includes("#");
    const again = link.href === before.address;
    this.refused = [];
    await press();
    const there = await this.arrived(link, before, { jump, again });
    if (jump || again) {
      if (jump) await this.backAndForth(before, there, link, false);
      return true;
    }
    const backLeadsOut = await this.walk();
    // To what is not seen the keyboard moves the page first.
    const from = how.unseen ? { ...before, scroll: undefined } : before;
    if (backLeadsOut) await this.backAndForth(from, there, link, there.byRouter);
    else await this.reopen(before.address);
    return backLeadsOut;
  }

  private isRight(link: Link, url: URL): boolean {
    const { pathname, search } = new URL(link.href);
    // What is not for everybody asks a visitor to log in, and remembers where they wanted to go. Whoever has logged in is
    // led on from there.
    const asks = url.pathname === "/sign-in" && url.searchParams.get("next") === pathname + search;
    const leadsOn = pathname === "/sign-in" && url.pathname === "/";
    return url.href === link.href || (this.visitor ? asks : leadsOn);
  }

  /** With the middle button a link opens in another tab, and this page stays. */
  private async openBeside(link: Link, region: string, { x, y }: Point, before: Sight) {
    const { page } = this;
    if (!this.browser.tabs || this.besides.has(region)) return;
    this.besides.add(region);
    const opened = page.context().waitForEvent("page", { timeout: 10_000 });
    await page.mouse.click(x, y, { button: "middle" });
    const beside = await opened;
    await expect(beside, "the other tab").toHaveURL((url) => this.isRight(link, url));
    await expect(beside.getByRole("heading", { level: 1 })).toBeVisible();
    await beside.close();
    const { address, heading, scroll, byRouter } = await look(page, this.browser.scripted);
    expect({ address, heading, scroll, byRouter }, "this page stays").toEqual({
      address: before.address,
      heading: before.heading,
      scroll: before.scroll,
      byRouter: true,
    });
  }

  private async arrived(link: Link, before: Sight, how: { jump: boolean; again: boolean }): Promise<Sight> {
    const { pathname } = new URL(link.href);
    const samePage = how.jump || how.again;
    const sameHeading = samePage || pathname === new URL(before.address).pathname;
    const comesAgain = how.again && !how.jump && !before.routed;
    const sight = await this.until({
      "the address is the link's": ({ address }) => this.isRight(link, new URL(address)),
      "a document comes again": ({ byRouter }) => !comesAgain || !byRouter,
      "a page with one heading is there": ({ settled, headings }) => settled && headings === 1,
      "the heading is another one": ({ heading }) => sameHeading || heading !== before.heading,
      "what the link names is in view": ({ inView }) => !samePage || !link.href.includes("#") || inView,
      "the focus is where reading begins": ({ byRouter, atBegin, inView }) => samePage || !byRouter || (atBegin && inView),
    });
    if (this.refused.length > 0) {
      expect(this.refused, "only the page itself is refused").toEqual([`403 ${link.href}`]);
      await expect(this.page.locator("main p").first(), "and says why").toHaveText(/\S+ \S+ \S+/);
    }
    if (samePage) return sight;
    await this.saysSomethingElse(link.href);
    return sight;
  }

  private async settled() {
    await this.until({ "the page is there": ({ settled }) => settled });
  }

  /** A query that the page does not understand would show what it shows without. */
  private async saysSomethingElse(address: string) {
    const url = new URL(address);
    const kind = form(address);
    if (!url.search || this.compared.has(kind) || kind in SAME_WITHOUT) return;
    this.compared.add(kind);
    const read = async (at: string) => {
      const html = await (await this.page.request.get(at)).text();
      // Receipts are new each time.
      return html.slice(html.indexOf("<main"), html.indexOf("</main>")).replace(/[0-9a-f-]{36}/g, "");
    };
    expect(await read(address), `${kind} says something else than without its query`).not.toBe(
      await read(url.origin + url.pathname),
    );
  }

  private async backAndForth(before: Left, there: Sight, link: Link, byRouter: boolean) {
    await this.goBack(before, link, byRouter);
    const way = `${byRouter ? "router" : "document"} ${form(link.href)}`;
    if (this.forwards.has(way)) return;
    this.forwards.add(way);
    // Where only the query is another one, heading and focus stay what they are, and nothing would tell that the page has
    // come. What has no focus is given one.
    await blur(this.page);
    await this.page.goForward({ waitUntil: "commit", timeout: 10_000 });
    await this.until({
      "Forward leads to the link's page": ({ address, heading, settled }) =>
        settled && address === there.address && heading === there.heading,
      "Forward gives the reader their place": ({ unfocused }) => !byRouter || !unfocused,
    });
    await this.goBack(before, link, byRouter);
  }

  private async goBack({ address, heading, scroll }: Left, link: Link, byRouter: boolean) {
    await this.page.goBack({ waitUntil: "commit", timeout: 10_000 });
    await this.until({
      "Back leads to the page before": (sight) => sight.settled && sight.address === address && sight.heading === heading,
      "Back returns to the link": ({ focused }) => !byRouter || focused === link.href,
      "Back returns to where it was": (sight) =>
        !byRouter || scroll === undefined || Math.abs(sight.scroll - scroll) < 50,
    });
  }
}
