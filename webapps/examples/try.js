"use strict";

// Shows what an example answers, status and headers too, without leaving its page.
// Without this script the links and forms simply lead to the answer.

const panel = document.querySelector(".answer");
const kept = new Map(); // the last headers by path, as a browser's cache would keep them

if (panel) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-try]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      const url = new URL(link.href);
      send(url, { headers: "ifChanged" in link.dataset ? conditions(url) : {} });
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-try]")) {
      return;
    }
    event.preventDefault();
    const url = new URL(form.getAttribute("action"), document.baseURI);
    const fields = new FormData(form, event.submitter);
    if (form.method === "get") {
      url.search = new URLSearchParams(fields);
      send(url, {});
    } else if ("json" in form.dataset) {
      const headers = { "Content-Type": "application/json" };
      send(url, { method: "POST", headers, body: fields.get("body") });
    } else {
      const multipart = form.enctype === "multipart/form-data";
      send(url, { method: "POST", body: multipart ? fields : new URLSearchParams(fields) });
    }
  });
}

function conditions(url) {
  const headers = {};
  const old = kept.get(url.pathname);
  if (old?.has("etag")) {
    headers["If-None-Match"] = old.get("etag");
  } else if (old?.has("last-modified")) {
    headers["If-Modified-Since"] = old.get("last-modified");
  }
  return headers;
}

async function send(url, options) {
  const request = (options.method ?? "GET") + " " + url.pathname + url.search;
  panel.hidden = false;
  panel.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { cache: "no-store", ...options });
    const text = await response.text();
    if (response.ok) {
      kept.set(url.pathname, response.headers);
    }
    const asked = Object.entries(options.headers ?? {}).map(([name, value]) => name + ": " + value);
    show([request, ...asked].join("\n"), response, text);
  } catch (failure) {
    panel.replaceChildren(heading(), element("p", "No answer to " + request + ": " + failure));
  }
  panel.setAttribute("aria-busy", "false");
  panel.scrollIntoView({ block: "nearest" });
}

function show(request, response, text) {
  const arrived = new URL(response.url);
  const status = element("p", response.status + " " + response.statusText);
  status.className = response.status < 400 ? "status" : "status bad";
  const parts = [heading(), element("pre", request), status];
  if (response.redirected) {
    parts.push(element("p", "redirected to " + arrived.pathname + arrived.search));
  }
  const sizes = performance.getEntriesByName(response.url).pop();
  if (sizes && sizes.encodedBodySize !== sizes.decodedBodySize) {
    parts.push(element("p", sizes.encodedBodySize.toLocaleString("en") + " bytes on the way, "
        + sizes.decodedBodySize.toLocaleString("en") + " unpacked"));
  }
  const headers = element("pre", [...response.headers].map(([n, v]) => n + ": " + v).join("\n"));
  headers.tabIndex = 0;
  parts.push(headers, body(response, text));
  panel.replaceChildren(...parts);
}

function body(response, text) {
  const box = element("div", "");
  box.className = "body";
  if (response.headers.get("content-type")?.startsWith("text/html")) {
    const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    for (const link of main?.querySelectorAll("a") ?? []) {
      link.href = new URL(link.getAttribute("href"), response.url);
    }
    const title = main?.querySelector("h1");
    title?.replaceWith(element("h3", title.textContent)); // this page has its own h1
    box.append(...(main?.childNodes ?? [element("pre", text)]));
  } else if (text) {
    const rest = text.length > 2000 ? "\n… and " + (text.length - 2000) + " more characters" : "";
    box.append(element("pre", text.slice(0, 2000) + rest));
  } else {
    box.append(element("p", "(no body)"));
  }
  return box;
}

function heading() {
  return element("h2", "The answer");
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
