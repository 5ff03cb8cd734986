// Walks the start page and every shipped example in Chromium, as a visitor would.
//
//   npm ci && node walk.mjs http://127.0.0.1:8080/ target/screenshots
//
// Exits with 1 and says what was wrong if a text is missing, a script complains, a page asks for
// anything from elsewhere, or a layout overflows. CHROMIUM names another browser than Debian's.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { chromium } from "playwright-core";

const [base, shots] = process.argv.slice(2);
if (!base || !shots) {
  console.error("usage: node walk.mjs BASE_URL SCREENSHOT_DIRECTORY");
  process.exit(2);
}

const NASTY = `<img src=x onerror="alert(1)">&'</script>`;
const problems = [];

/** One way through one example. `fails` lists addresses that answer with an error on purpose. */
const examples = {
  hello: {
    async walk(see) {
      await see.click("GET hello");
      await see.answer("200", "Hello, world!");
      await see.fill("Name", NASTY);
      await see.press("Greet");
      await see.answer("200", `Hello, ${NASTY}!`);
    },
  },
  echo: {
    async walk(see) {
      await see.click(/GET echo\/one/);
      await see.answer("path info", "/one two/three", "q=a+b&q=%C3%A9", "/echo/* (PATH)");
    },
  },
  form: {
    async walk(see) {
      await see.press("Send by GET");
      await see.answer("Fields of a GET", "[rope & tar]");
      await see.fill("Boat", NASTY);
      await see.press("Send by POST");
      await see.answer("Fields of a POST", `[from the query, ${NASTY}]`, "[Zoë, Łukasz]");
    },
  },
  json: {
    fails: ["/json"],
    async walk(see) {
      await see.click("GET json");
      await see.answer("application/json", '"currency":"EUR"');
      await see.press(/POST/);
      await see.answer('"total":23.0');
      await see.fill("Order", '{"items": ["<b>"]}');
      await see.press(/POST/);
      await see.answer("400", "no such item");
      await see.fill("Order", '{"items": [');
      await see.press(/POST/);
      await see.answer("400", "unexpected end at character 12");
    },
  },
  cookies: {
    fails: ["/cookies"],
    async walk(see) {
      await see.click("Read it");
      await see.answer("No flavour came");
      await see.press("Set it");
      await see.answer("redirected to /examples/cookies", "You like chocolate");
      await see.click("Read it");
      await see.answer("You like chocolate");
      await see.press("Let it expire");
      await see.answer("No flavour came");
      await see.choose("Flavour", "soap");
      await see.press("Set it");
      await see.answer("400", "That flavour is not on the menu.");
    },
  },
  sessions: {
    async walk(see) {
      await see.click("Visit");
      await see.answer("Visit 1", "nowhere: none was sent");
      await see.click("Visit again");
      await see.answer("Visit 2", "false");
      const before = await see.row("id begins with");
      await see.press("Change the id");
      await see.answer("Visit 3", "a cookie");
      see.check((await see.row("id begins with")) !== before, "the id did not change");
      await see.press("End the session");
      await see.answer("Visit 1", "true");
    },
  },
  upload: {
    fails: ["/upload"],
    async walk(see) {
      await see.files("Files", [
        { name: "tide & <b>.txt", mimeType: "text/plain", buffer: Buffer.from("123456789") },
        { name: "bytes.bin", mimeType: "application/x-bin", buffer: Buffer.alloc(300_000, 7) },
      ]);
      await see.press("Upload");
      // cbf43926 is CRC-32's own check value, for the text "123456789"
      await see.answer("tide & <b>.txt", "cbf43926", "bytes.bin", "300000 bytes", "note");
      await see.files("Files", [
        { name: "large", mimeType: "text/plain", buffer: Buffer.alloc(1_500_000, 65) },
      ]);
      await see.press("Upload");
      await see.answer("413", "At most 1 MiB a file");
    },
  },
  redirect: {
    async walk(see) {
      await see.press("POST, redirected by 303");
      await see.answer("redirected to /examples/form?redirected=303", "Fields of a GET");
      await see.press("POST, redirected by 307");
      await see.answer("redirected to /examples/form?redirected=307", "Fields of a POST", "[salt]");
    },
  },
  caching: {
    async walk(see) {
      await see.click("GET last-modified");
      await see.answer("200", "Unchanged since");
      await see.click("again, if it was modified");
      await see.answer("304", "If-Modified-Since", "(no body)");
      await see.click("GET etag?version=1");
      await see.answer("200", "This is version 1");
      await see.click("again, if it has changed");
      await see.answer("304", "(no body)");
      await see.click(/version 2/);
      await see.answer("200", 'If-None-Match: "version-1"', "This is version 2");
    },
  },
  gzip: {
    async walk(see) {
      await see.click("GET text?transform=no");
      await see.answer("no-transform", "2000 bottles");
      await see.answerWithout("content-encoding");
      await see.click("GET text");
      await see.answer("content-encoding: gzip", "vary: accept-encoding", "2000 bottles");
    },
  },
  filters: {
    async walk(see) {
      await see.click("stopped by the inner filter");
      await see.answer("inner: goes no further", "outer: on the way back");
      await see.answerWithout("the servlet");
      await see.click("GET filtered");
      await see.answer(
        "outer: good morning\ninner: good day\nthe servlet\n"
          + "inner: on the way back\nouter: on the way back",
      );
    },
  },
  dispatcher: {
    async walk(see) {
      await see.click("include");
      await see.answer("before\ntarget reached by INCLUDE", "included as:    /target", "after");
      await see.click("the target by itself");
      await see.answer("target reached by REQUEST", "added:          false");
      await see.click("forward");
      await see.answer("target reached by FORWARD", "forwarded from: /dispatch");
      await see.answerWithout("before");
    },
  },
  errors: {
    fails: ["/fail", "/nowhere"],
    async walk(see) {
      await see.click("404 by sendError");
      await see.answer("404", "/not-found");
      await see.click(/410/);
      await see.answer("410", "/any-other", "That ship has sailed.");
      await see.click("an address without a servlet");
      await see.answer("404", "/examples/nowhere");
      await see.click("any other exception");
      await see.answer("500", "/any-other", "(in the log)");
      await see.answerWithout("details for the log");
      await see.click("an exception with its own page");
      await see.answer("500", "/out-of-stock");
    },
  },
  headers: {
    fails: ["/nowhere"],
    async walk(see) {
      await see.click("an error page has them, too");
      await see.answer("404", "content-security-policy: default-src 'self'");
      await see.click(/with a script/);
      await see.answer("Hello, <script>alert(1)</script>!", "x-content-type-options: nosniff");
    },
  },
};

async function shoot(page, name) {
  await inspect(page, name);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}

/** The visitor's hands and eyes on one page about an example. */
class Visitor {
  constructor(page, name) {
    this.page = page;
    this.name = name;
    this.panel = page.locator("section.answer");
  }

  link(text) {
    return this.page.getByRole("link", { name: text, exact: typeof text === "string" });
  }

  async click(text) {
    await this.settled(() => this.link(text).click());
  }

  async press(text) {
    await this.settled(() => this.page.getByRole("button", { name: text }).click());
  }

  async fill(label, text) {
    await this.page.getByLabel(label).fill(text);
  }

  async choose(label, value) {
    await this.page.getByLabel(label).selectOption(value);
  }

  async files(label, files) {
    await this.page.getByLabel(label).setInputFiles(files);
  }

  async row(name) {
    return this.panel.locator("tr", { hasText: name }).locator("td").innerText();
  }

  /** Acts, and waits until the panel shows the answer to that act and no older one. */
  async settled(act) {
    await this.panel.evaluate((panel) =>
      panel.querySelector(".body")?.setAttribute("data-old", ""));
    await act();
    await this.panel.locator(".body:not([data-old])").waitFor();
  }

  async answer(...texts) {
    const seen = await this.panel.innerText();
    for (const text of texts) {
      this.check(
        seen.toLowerCase().includes(text.toLowerCase()),
        `the answer lacks ${JSON.stringify(text)}; it is:\n${seen}`,
      );
    }
  }

  async answerWithout(text) {
    const seen = await this.panel.innerText();
    this.check(!seen.includes(text), `the answer has ${JSON.stringify(text)}`);
  }

  check(holds, message) {
    if (!holds) {
      throw new Error(message);
    }
  }
}

/** What no page may do, watched while it is open. */
function watch(page, name, fails = []) {
  const onPurpose = (address) => fails.includes(new URL(address).pathname.replace("/examples", ""));
  page.on("console", (message) => {
    const refused = message.text().startsWith("Failed to load resource: the server responded");
    if (message.type() === "error" && !(refused && onPurpose(message.location().url))) {
      problems.push(`${name}: console: ${message.text()} (${message.location().url})`);
    }
  });
  page.on("pageerror", (error) => problems.push(`${name}: script: ${error.message}`));
  page.on("dialog", async (dialog) => {
    problems.push(`${name}: a dialog opened: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).origin !== new URL(base).origin) {
      problems.push(`${name}: asks for ${request.url()}`);
    }
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    if (why !== "net::ERR_ABORTED") { // the visitor went on before it was there
      problems.push(`${name}: ${request.url()}: ${why}`);
    }
  });
}

/** What every page owes its visitors. */
async function inspect(page, name) {
  await page.waitForLoadState("load");
  const faults = await page.evaluate(() => {
    const found = [];
    if (!document.documentElement.lang) found.push("no language");
    if (document.querySelectorAll("h1").length !== 1) found.push("not exactly one h1");
    if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the window");
    if (getComputedStyle(document.body).margin !== "0px") found.push("no style sheet");
    for (const field of document.querySelectorAll("input, select, textarea")) {
      if (!field.labels.length) found.push(`no label for ${field.name}`);
    }
    for (const image of document.images) {
      if (!image.naturalWidth || !image.hasAttribute("alt")) found.push(`image ${image.src}`);
    }
    return found;
  });
  problems.push(...faults.map((fault) => `${name}: ${fault}`));
}

async function step(name, work) {
  try {
    await work();
    console.log(`ok    ${name}`);
  } catch (error) {
    problems.push(`${name}: ${error.message}`);
    console.log(`FAIL  ${name}`);
  }
}

const at = (address) => new URL(address, base).href;

async function walkExamples(browser) {
  for (const [name, { fails, walk }] of Object.entries(examples)) {
    await step(name, async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      watch(page, name, fails);
      await page.goto(at("examples/"));
      await page.locator(`.cards a[href="show/${name}"]`).click();
      await page.waitForURL(`**/show/${name}`);
      const source = await page.locator(".source pre").first().innerText();
      if (!source.includes("package examples;")) {
        throw new Error("the page does not show its source");
      }
      await walk(new Visitor(page, name));
      await shoot(page, name);
      await page.locator(".source h3 a").first().click();
      await page.locator("main > pre").waitFor();
      await context.close();
    });
  }
}

async function walkOverview(browser) {
  const looks = {
    light: { colorScheme: "light", viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
    narrow: { colorScheme: "dark", viewport: { width: 360, height: 740 } },
  };
  for (const [look, options] of Object.entries(looks)) {
    await step(`start page, ${look}`, async () => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      watch(page, `start page, ${look}`);
      await page.goto(base);
      await page.getByRole("table").getByRole("link", { name: "/examples", exact: true }).waitFor();
      await shoot(page, `start-${look}`);
      await page.getByRole("link", { name: "See the examples" }).click();
      await page.getByRole("heading", { name: "Servlets by example" }).waitFor();
      const cards = await page.locator(".cards a").count();
      if (cards !== Object.keys(examples).length) {
        throw new Error(`${cards} examples are listed, ${Object.keys(examples).length} walked`);
      }
      await shoot(page, `index-${look}`);
      await page.getByRole("link", { name: "Forms" }).click();
      await new Visitor(page, "form").press("Send by POST");
      await shoot(page, `example-${look}`);
      await context.close();
    });
  }
}

/** The same links and forms without the script that shows the answers in place. */
async function walkWithoutScripts(browser) {
  await step("without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    watch(page, "without scripts", ["/nowhere"]);
    const visit = async (example, act, ...texts) => {
      await page.goto(at(`examples/show/${example}`));
      await act();
      for (const text of texts) {
        await page.locator("body", { hasText: text }).waitFor();
      }
    };
    const press = (name) => () => page.getByRole("button", { name }).click();
    await visit("hello", press("Greet"), "Hello, Ada!");
    await visit("form", press("Send by POST"), "Fields of a POST", "[Zoë, Łukasz]");
    await visit("redirect", press("POST, redirected by 307"), "Fields of a POST", "[salt]");
    await visit("redirect", press("POST, redirected by 303"), "Fields of a GET");
    await visit("cookies", press("Set it"), "You like chocolate");
    await visit("cookies", press("Let it expire"), "No flavour came");
    await visit("sessions", press("Change the id"), "Visit 1");
    await visit("sessions", press("Change the id"), "Visit 2");
    const upload = async () => {
      const file = { name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("123456789") };
      await page.getByLabel("Files").setInputFiles(file);
      await press("Upload")();
    };
    await visit("upload", upload, "a.txt", "cbf43926");
    const nowhere = () => page.getByRole("link", { name: "without a servlet" }).click();
    await visit("errors", nowhere, "This did not work", "/not-found");
    await context.close();
  });
}

await mkdir(shots, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // Chromium refuses its own sandbox to root, which is who runs in most containers
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
try {
  await walkOverview(browser);
  await walkExamples(browser);
  await walkWithoutScripts(browser);
} finally {
  await browser.close();
}
for (const problem of problems) {
  console.error(`problem: ${problem}`);
}
console.log(problems.length ? `${problems.length} problems` : "all examples work");
process.exitCode = problems.length ? 1 : 0;
