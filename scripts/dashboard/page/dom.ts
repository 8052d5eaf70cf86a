/** What an element may hold; nothing becomes markup, all text is text. */
export type Child = Node | string | number | null | false;

/** Makes an element. Attributes that are false or null are left out, those that are true are empty. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...present(children));
  return element;
}

/** Makes an element of SVG. */
export function svg(
  tag: string,
  attributes: Readonly<Record<string, string | number | boolean | null>> = {},
  ...children: readonly Child[]
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(element, attributes);
  element.append(...present(children));
  return element;
}

/**
 * Makes an element's children equal to the ones given, and keeps each node that already is as wanted: focus, selection
 * and scrolling outlive it.
 */
export function update(element: Element, ...children: readonly Child[]): void {
  const wanted = document.createElement("div");
  wanted.append(...present(children));
  morphChildren(element, wanted);
}

/** The element of an id that the page must have. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page has no #${id}`);
  return element as T;
}

/** A text in which backticks mark code. */
export function withCode(text: string): Child[] {
  return text.split("`").map((part, i) =>
    i % 2 === 0 ? part : h("code", {}, part)
  );
}

/** A name that may be broken after its dots, dashes and underscores, and nowhere else. */
export function breakable(name: string): HTMLElement {
  return h(
    "span",
    {},
    ...name.split(/(?<=[._-])/).flatMap((part, i): Child[] =>
      i === 0 ? [part] : [h("wbr"), part]
    ),
  );
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) =>
    child === null || child === false
      ? []
      : child instanceof Node
      ? child
      : String(child)
  );
}

function setAttributes(
  element: Element,
  attributes: Readonly<Record<string, string | number | boolean | null>>,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function morphChildren(from: Element, to: Element): void {
  const wanted = [...to.childNodes];
  wanted.forEach((node, i) => {
    const present = from.childNodes[i];
    if (present === undefined) from.append(node);
    else morph(present, node);
  });
  while (from.childNodes.length > wanted.length) from.lastChild?.remove();
}

function morph(from: ChildNode, to: ChildNode): void {
  if (from.nodeName !== to.nodeName) {
    from.replaceWith(to);
  } else if (from instanceof Element && to instanceof Element) {
    for (const name of from.getAttributeNames()) {
      if (!to.hasAttribute(name)) from.removeAttribute(name);
    }
    for (const { name, value } of to.attributes) {
      if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
    morphChildren(from, to);
  } else if (from.nodeValue !== to.nodeValue) {
    from.nodeValue = to.nodeValue;
  }
}
