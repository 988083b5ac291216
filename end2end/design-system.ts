// How each element of a page looks: one row for each, with the values that the documentation and the source of the NHS
// design system give it (node_modules/nhsuk-frontend/dist/nhsuk: core/styles, core/elements, components).
// look.spec.ts asserts them on pages of every kind.

import { colour, type Css, edge, font, inside, shade, SPACE, tint } from "./scales";

export interface Look {
  what: string;
  /** Whatever this selects, on any page, has to look like it. */
  where: string;
  /** A page that has one. */
  on: string;
  css: Css;
  /** Put on that page, where pages have it only now and then. */
  html?: string;
}

export const TYPEFACE = 'arial, "Liberation Sans", helvetica, sans-serif';

/** What stands in for Arial where there is none, to the same widths. */
export const DRAWN_WITH = "Liberation Sans";

/** What is read letter by letter. */
export const MONOSPACED = { where: ".app-key, .app-codes, code", drawnWith: "Liberation Mono" };

/** Signs that Liberation Sans lacks. */
export const SIGNS = { where: ".app-grid__mark, .app-grid__sign, .app-role-table__fixed", drawnWith: "DejaVu Sans" };

/** Words that have to fit above the columns of a service: the one text beside the scale. */
export const BESIDE_THE_SCALE = ".app-grid__service";

function look(what: string, where: string, on: string, ...css: Css[]): Look {
  return { what, where, on, css: Object.assign({}, ...css) };
}

function tag(name: string, text: string, background: string): Look {
  const line = { lineHeight: { phone: 14, wide: 16 } };
  const painted = { color: text, backgroundColor: background };
  const where = `.nhsuk-tag--${name}:not(.app-grid__fact *)`;
  return {
    ...look(`a ${name} tag`, where, "start", font(16, "bold"), line, inside(4, 8), edge(1, text), painted),
    html: `<strong class="nhsuk-tag nhsuk-tag--${name}">Tag</strong>`,
  };
}

/** Leaves out what is in a thing of our own, or has been moved by a utility class. */
const own = ":not([class*='app-']:not(.app-width-wide), [class*='app-']:not(.app-width-wide) *, [class*='nhsuk-u-'])";

const summaryList = `.nhsuk-summary-list${own}:not(.nhsuk-summary-list--no-border)`;

const black = { color: colour("black") };
const white = { color: colour("white") };
const grey = { color: colour("grey-1") };
const blue = { color: colour("blue") };
const red = { color: colour("red") };
const on = (background: string) => ({ backgroundColor: background });
const link = { textDecorationLine: "underline" };
const below = (space: Css[string]) => ({ marginBottom: space });
const above = (space: Css[string]) => ({ marginTop: space });
const paragraph = { marginTop: 0, marginBottom: { phone: 16, wide: 24 } };
const rows = { paddingTop: SPACE[3], paddingBottom: SPACE[3], borderBottomColor: colour("grey-4") };
const pairs = { paddingTop: { phone: 0, wide: 8 }, paddingBottom: { phone: 0, wide: 8 } };
const shadow = (drawn: string) => ({ boxShadow: `${drawn} 0px 4px 0px 0px` });
const bar = (width: number, drawn: string) => ({ borderLeftWidth: width, borderLeftColor: drawn });

export const LOOKS: Look[] = [
  // Text.
  look("the page", "body", "start", black, on(colour("grey-5"))),
  look("the room around a page", "main", "start", inside({ phone: 24, wide: 48 }, 0)),
  look("the heading of a page", "main > h1", "start", font(36, "bold"), black, paragraph),
  look("a heading", `h2.nhsuk-heading-m${own}:not(.nhsuk-card__heading)`, "help", font(26, "bold"), black, paragraph),
  look("a small heading", `h3.nhsuk-heading-s${own}:not(.nhsuk-card__heading)`, "account",
    font(22, "bold"), black, paragraph),
  look("body text", ".nhsuk-grid-column-two-thirds > p:not([class], :has(+ .nhsuk-form-group))", "start",
    font(19), black, paragraph),
  look("leading text", ".nhsuk-body-l", "start", font(26), below({ phone: 24, wide: 32 })),
  look("a list", `.nhsuk-list--bullet${own}`, "start", font(19), { paddingLeft: 20 }),
  look("a point of a list", `.nhsuk-list--bullet${own} > li:not(:last-child)`, "start", font(19), below(SPACE[2])),
  look("a link", "main p > a:not([class])", "sign-in", blue, link),
  look("a link back", ".nhsuk-back-link", "role table", font(16), blue, link),
  look("the words of details", ".nhsuk-details__summary-text", "search results", font(19), blue, link),
  look("a key in a summary", `${summaryList} .nhsuk-summary-list__key`, "account", font(19, "bold"), pairs),
  look("a value in a summary", `${summaryList} .nhsuk-summary-list__value`, "account", font(19), pairs),

  // Forms.
  look("a button", ".nhsuk-button:not(.nhsuk-button--small, .nhsuk-button--secondary, .nhsuk-button--warning)",
    "sign-in", font(19, "bold"), { lineHeight: { phone: 19, wide: 24 } }, inside({ phone: 10, wide: 14 }, 16),
    white, on(colour("green")), shadow(shade("green", 50)), { borderTopLeftRadius: 4 }),
  look("the room below a button", `form > .nhsuk-button${own}`, "sign-in", below({ phone: 28, wide: 36 })),
  look("a small secondary button", ".nhsuk-button--secondary.nhsuk-button--small", "sign-in",
    { fontSize: 16, lineHeight: 19, fontWeight: "600" }, inside(6, 12),
    blue, on("rgba(0, 0, 0, 0)"), shadow(colour("blue"))),
  look("a label", `.nhsuk-form-group > .nhsuk-label${own}`, "sign-in", font(19), black, below(4)),
  look("a hint", ".nhsuk-label + .nhsuk-hint", "sign-in", font(19), grey, below(8)),
  look("an input", ".nhsuk-input:not(.nhsuk-input--error, .app-search__input)", "sign-in",
    font(19), inside(4, 4), edge(2, colour("grey-1")), on(colour("white")), { height: 40, borderTopLeftRadius: 0 }),
  look("a choice of one", ".nhsuk-select", "search results",
    { fontSize: { phone: 16, wide: 19 }, height: 40 }, black, edge(2, colour("grey-1"))),
  look("the room between fields", `form > .nhsuk-form-group${own}`, "sign-in", below(SPACE[5])),
  look("a field with an error", ".nhsuk-form-group--error", "errors", bar(4, colour("red")), { paddingLeft: 16 }),
  look("the words of an error", ".nhsuk-error-message", "errors", font(19, "bold"), red, below(16)),
  look("an input with an error", ".nhsuk-input--error", "errors", edge(2, colour("red"))),
  look("the summary of errors", ".nhsuk-error-summary", "errors",
    edge(4, colour("red")), inside(SPACE[4], SPACE[4]), below(SPACE[8])),
  look("its heading", ".nhsuk-error-summary__title", "errors", font(26, "bold"), black, below(SPACE[4])),
  look("its links", ".nhsuk-error-summary__list a", "errors", font(19, "bold"), red, link),

  // Tables, tags and cards.
  look("the head of a column", "thead .nhsuk-table__header", "GPs", font(19, "bold"), rows, { borderBottomWidth: 2 }),
  look("a cell", ".nhsuk-table__cell:not([class*='nhsuk-u-'])", "GPs", font(19), rows, { verticalAlign: "top" }),
  look("a caption", ".nhsuk-table__caption--m", "summary by role", font(26, "bold"), black, below(8)),
  look("a small caption", ".nhsuk-table__caption--s", "GPs", font(22, "bold"), black, below(8)),
  tag("green", shade("green", 40), tint("green", 80)),
  tag("yellow", shade("yellow", 70), tint("yellow", 50)),
  tag("grey", shade("grey-1", 30), tint("grey-1", 80)),
  tag("blue", shade("blue", 30), tint("blue", 80)),
  tag("red", shade("red", 50), tint("red", 80)),
  look("a card", ".nhsuk-card", "GPs", edge(1, colour("grey-4")), on(colour("white"))),
  look("the room in a card", `.nhsuk-card__content${own}`, "GPs", inside(SPACE[5], SPACE[5])),

  // What stands out.
  look("a banner", ".nhsuk-notification-banner--success", "account", edge(4, colour("green")), below(SPACE[8])),
  look("its title", ".nhsuk-notification-banner__title", "account", font(19, "bold"), white, above(0), below(0)),
  look("its words", ".nhsuk-notification-banner__heading", "account", font(26, "bold"), black),
  look("the room in it", ".nhsuk-notification-banner__content", "account", inside(SPACE[4], SPACE[4])),
  look("a warning", ".nhsuk-warning-callout", "summary", edge(1, colour("yellow")), on(colour("pale-yellow")),
    { paddingBottom: SPACE[5], paddingLeft: SPACE[5], paddingRight: SPACE[5] }, above(SPACE[7]), below(SPACE[7])),
  look("its title", ".nhsuk-warning-callout__label", "summary",
    font(26, "bold"), black, on(colour("yellow")), inside(8, SPACE[5]), below(8)),
  look("inset text", ".nhsuk-inset-text", "home", inside(SPACE[4], SPACE[4]), bar(8, colour("blue")), below(SPACE[7])),

  // Above and below every page.
  look("the header", ".nhsuk-header", "start", white, on(colour("blue"))),
  look("the room in the header", ".nhsuk-header__container", "start", inside({ phone: 8, wide: 16 }, 0)),
  // Without the logo it has the size that the name of an organisation has.
  look("the name of the service", ".nhsuk-header__service-name", "start", font(22, "bold"), white),
  look("a link of the menu", ".nhsuk-header__navigation-link", "home",
    { fontSize: 16, fontWeight: "400" }, white, link, inside({ phone: 8, wide: 16 }, 2)),
  look("one's own name", ".nhsuk-header__account-link", "home", font(16), white, link),
  look("the footer", ".nhsuk-footer", "start",
    inside(SPACE[5], 0), on(colour("grey-4")), { borderTopWidth: 4, borderTopColor: colour("blue") }),
  look("a link of the footer", ".nhsuk-footer__list-item-link", "start",
    font(16), link, { color: colour("dark-blue") }),
  look("the words of the footer", ".nhsuk-footer .nhsuk-body-s", "start", font(16)),
];
