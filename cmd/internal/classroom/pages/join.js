// The page of a learner. What it shows is a function of the state that the server
// sends, and of what was answered here and is not acknowledged yet.
"use strict";

(function () {
  var say = Class.say, el = Class.el;
  var form = document.getElementById("join"), stage = document.getElementById("stage"), who = document.getElementById("who");
  var link = null, state = null, drawn = "", clock = null, warned = false;
  var sending = null; // { question, message, tries, timer }
  var draft = {};     // { question, text, slip }: what stands in the field, and whether it was sent back

  function post(path, message) {
    return fetch(Class.inLanguage(path), {
      method: "POST", cache: "no-store", credentials: "same-origin",
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(message)
    }).then(function (r) { return r.json(); });
  }

  // Joining.

  function askToJoin(problem) {
    if (link) { link.stop(); link = null; }
    state = null;
    drawn = "";
    stage.textContent = "";
    who.textContent = "";
    document.body.className = "";
    form.hidden = false;
    Class.complain(problem || "");
    var first = form.code.value ? form.name : form.code;
    first.focus();
  }

  form.addEventListener("submit", function (e) {
    e.preventDefault();
    var button = form.querySelector("button");
    button.disabled = true;
    post("/join", { code: form.code.value, name: form.name.value, pin: form.pin.value }).then(function (m) {
      button.disabled = false;
      if (m.type === "state") { begin(m); return; }
      Class.complain(m.message);
      var field = { code: "code", slow: "code", pin: "pin", pin_needed: "pin" }[m.error] || "name";
      form[field].focus();
    }).catch(function () {
      button.disabled = false;
      Class.complain(say("offline"));
    });
  });

  function begin(first) {
    form.hidden = true;
    Class.complain("");
    show(first);
    link = Class.follow({ state: "/state", socket: "/ws" }, show, lost);
  }

  function lost(how, message) {
    if (how === "gone") askToJoin(say("gone"));
    else if (how === "offline" || how === "closed") Class.complain(say(how));
    else if (how === "error") refused(message);
    else if (!sending) Class.complain("");
  }

  // Answering. An answer is sent until it is acknowledged or the question is over; the
  // server takes the first one and is not put off by the same one again. While the
  // session is paused, it waits.

  var patience = 3000;

  function answer(message) {
    if (sending || !state.question || state.answered) return;
    message.type = "answer";
    message.question = state.question.id;
    if (draft.slip && draft.question === message.question) message.sure = true;
    sending = { question: state.question.id, message: message, tries: 0 };
    transmit();
    draw();
  }

  function transmit() {
    var mine = sending;
    clearTimeout(mine.timer);
    if (state.paused) return; // show goes on
    mine.timer = setTimeout(function () {
      if (sending !== mine) return;
      mine.tries++;
      Class.complain(say("sending"));
      transmit();
    }, patience);
    if (mine.tries % 2 === 0 && link.send(mine.message)) return;
    post("/answer", mine.message).then(function (m) {
      if (m.type === "state") show(m);
      else if (sending === mine) refused(m);
    }).catch(function () { Class.complain(say("sending")); });
  }

  function refused(m) {
    // It is tried again: the host is busy, has just left, or has paused the session.
    if (m.error === "busy" || sending && (m.error === "ended" || m.error === "order") || m.error === "message" && !sending) return;
    settle();
    if (m.error === "near") draft.slip = true;
    Class.complain(m.message);
    draw();
    var typed = document.getElementById("typed");
    if (m.error !== "answer" && m.error !== "near") { if (link) link.again(); } else if (typed) typed.focus();
  }

  function settle() {
    if (sending) clearTimeout(sending.timer);
    sending = null;
  }

  // Showing.

  function show(s) {
    if (state && s.seq < state.seq) return; // it was overtaken
    var fresh = !state || !state.question || !s.question || state.question.id !== s.question.id || state.phase !== s.phase;
    var resumed = state && state.paused && !s.paused;
    state = s;
    if (sending && (s.kept === sending.question || !s.question || s.question.id !== sending.question || s.phase !== "open")) {
      settle();
      Class.complain("");
    }
    if (sending && resumed) transmit();
    if (s.phase === "done" && link) { link.stop(); Class.complain(""); } // nothing more comes
    clock = s.time ? Class.clock(s.time) : null;
    if (fresh) warned = false;
    draw();
  }

  function key() {
    var q = state.question;
    return [state.phase, state.paused, q && q.id, state.reading, state.answered, !!state.result, sending && sending.question, state.score, state.place, state.name, (state.results || []).length].join("|");
  }

  function draw() {
    who.textContent = state.name + (state.team ? " · " + state.team : "") + (state.asked ? " · " + say("score", state.right, state.asked, state.score) : "");
    if (key() === drawn) return;
    var before = drawn;
    drawn = key();
    stage.textContent = "";
    document.body.className = state.question ? "playing" : "";
    var parts = page();
    stage.append.apply(stage, parts.filter(Boolean));
    tick();
    // Whoever listens hears what is new; whoever uses the keyboard is where to answer, or
    // at the beginning.
    var at = stage.querySelector("#typed:enabled") || stage.querySelector("h2");
    if (at && before.split("|").slice(0, 4).join() !== drawn.split("|").slice(0, 4).join()) at.focus();
  }

  function heading(text) { return el("h2", { tabindex: "-1" }, text); }

  function page() {
    var s = state;
    if (s.phase === "done" || !s.question && s.results) return endPage();
    if (s.phase === "lobby") return [heading(say("welcome", s.name)), s.team ? el("p", { class: "big" }, say("team", s.team)) : null, el("p", {}, say("waitStart")), el("p", { class: "faint" }, say("keepOpen")), somebodyElse()];
    if (s.phase === "ready") return [heading(say("getReady"))];
    if (!s.question && s.pace === "together") return [heading(say("welcome", s.name)), el("p", {}, say("waitNext"))];
    if (!s.question) return [heading(say("through")), el("p", {}, say("waitOthers"))];
    return questionPage();
  }

  // Machines of a lab are shared.
  function somebodyElse() {
    return el("button", { type: "button", class: "plain", onclick: function () {
      post("/leave", {}).then(function () { askToJoin(""); }).catch(function () { Class.complain(say("offline")); });
    } }, say("notMe", state.name));
  }

  function questionPage() {
    var s = state, q = s.question;
    var parts = [el("p", { class: "faint" }, say("questionOf", q.n, q.of)), timer(), el("h2", { id: "stem", tabindex: "-1", lang: q.lang }, q.stem), Class.block(q.block)];
    if (s.result) return [verdict(s.result)].concat(parts, options(), resultParts(s.result));
    if (s.phase === "closed") return parts.concat(options(), gaveParts(), el("p", {}, say("waitReveal")));
    if (s.answered) return parts.concat(options(), el("p", { class: "big" }, say("kept")), gaveParts(), el("p", { class: "faint" }, say("waitOthers")));
    if (s.paused) return parts.concat([el("p", { class: "big" }, say("paused"))]);
    if (s.reading) return parts.concat([el("p", { class: "faint" }, say("readFirst"))]);
    return parts.concat(inputs(q));
  }

  // gaveParts says what was answered, where no tile shows it.
  function gaveParts() {
    if (!state.answered) return el("p", {}, say("noAnswer"));
    return state.chosen ? null : el("p", {}, say("yourAnswer", givenText(state.given)));
  }

  // options are tiles that cannot be chosen any more: what was chosen stays lit, and once it
  // was revealed what is right.
  function options() {
    var s = state, q = s.question, right = s.result && s.result.right_options;
    if (!q.options) return null;
    return el("ul", { class: "options" }, q.options.map(function (option, i) {
      var mine = (s.chosen || []).indexOf(i + 1) >= 0, is = !!right && right.indexOf(i + 1) >= 0;
      var kind = is || mine && !right ? "lit" : mine ? "missed faded" : "faded";
      var tile = Class.tile(i, option, q.lang, "li", {}, kind);
      if (mine || is) tile.append(el("span", { class: "mark" }, (right ? is ? "✓ " : "✗ " : "") + (mine ? say("yours") : say("rightOption"))));
      return tile;
    }));
  }

  function givenText(given) { return given || say("dontKnow"); }

  function timer() {
    if (!state.time || state.phase !== "open") return null;
    return el("div", {}, el("p", { id: "time" }), el("div", { class: "meter", id: "meter", "aria-hidden": "true" }));
  }

  function inputs(q) {
    var busy = !!sending;
    var unknown = el("button", { type: "button", class: "plain", disabled: busy || null, onclick: function () { answer({ dont_know: true }); } }, say("dontKnow"));
    if (q.format === "typed") return [typedForm(q, busy), unknown];
    if (q.format === "set") return [setForm(q, busy), unknown];
    var buttons = q.options.map(function (option, i) {
      return el("li", {}, Class.tile(i, option, q.lang, "button", {
        type: "button", disabled: busy || null, "aria-pressed": busy && sending.message.choice === i + 1 ? "true" : "false",
        onclick: function () { answer({ choice: i + 1 }); }
      }));
    });
    return [el("ul", { class: "options" }, buttons), unknown];
  }

  function typedForm(q, busy) {
    var input = el("input", { id: "typed", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "100", inputmode: q.numeric ? "numeric" : "text", "aria-describedby": "stem", lang: q.lang, disabled: busy || null });
    if (draft.question !== q.id) draft = { question: q.id, text: "" };
    input.value = draft.text;
    input.addEventListener("input", function () { draft.text = input.value; });
    return el("form", {
      onsubmit: function (e) { e.preventDefault(); if (input.value.trim()) answer({ text: input.value }); }
    }, el("label", { for: "typed" }, say("typeAnswer")), input, el("button", { type: "submit", class: "main", disabled: busy || null }, say("send")));
  }

  function setForm(q, busy) {
    var chosen = busy ? sending.message.choices || [] : [];
    var buttons = q.options.map(function (option, i) {
      return el("li", {}, Class.tile(i, option, q.lang, "button", {
        type: "button", disabled: busy || null, "aria-pressed": chosen.indexOf(i + 1) < 0 ? "false" : "true",
        onclick: function (e) {
          var at = chosen.indexOf(i + 1);
          if (at < 0) chosen.push(i + 1); else chosen.splice(at, 1);
          e.currentTarget.setAttribute("aria-pressed", at < 0 ? "true" : "false");
        }
      }));
    });
    return el("div", {}, el("p", { class: "faint" }, say("markAll")), el("ul", { class: "options" }, buttons),
      el("button", { type: "button", class: "main", disabled: busy || null, onclick: function () { if (chosen.length) answer({ choices: chosen.slice().sort() }); } }, say("send")));
  }

  // verdict fills the top of the page.
  function verdict(r) {
    var said = r.correct ? say("right") : r.answered ? say("wrong") : say("noAnswer"), moved = state.moved || 0;
    Class.speak(said);
    return el("div", { class: "verdict " + (r.correct ? "right" : r.answered ? "wrong" : "none") },
      el("strong", {}, (r.correct ? "✓ " : r.answered ? "✗ " : "") + said + (r.points ? " +" + r.points : "")),
      state.place ? el("p", {}, say(state.team ? "teamPlace" : "place", state.place) + (moved ? " · " + say(moved > 0 ? "up" : "down", Math.abs(moved)) : "")) : null);
  }

  function resultParts(r) {
    return [
      r.answered && !state.chosen ? el("p", {}, say("yourAnswer", givenText(r.given))) : null,
      el("p", {}, say("answerIs", r.answers.join(say("comma")))), el("p", { lang: state.question.lang }, r.explanation)
    ];
  }

  function endPage() {
    var s = state, kept = s.phase === "done" ? keepLink() : null;
    var weak = (s.areas || []).filter(function (a) { return a.right < a.asked; });
    return [
      heading(say("theEnd")), s.phase === "done" ? el("p", { class: "faint here" }, say("over")) : null, kept, el("p", { class: "big" }, say("rightOf", s.right, s.asked)),
      s.place ? el("p", {}, (s.team ? say("team", s.team) + " · " : "") + say(s.team ? "teamPlace" : "place", s.place)) : null,
      weak.length ? el("div", {}, el("h3", {}, say("lookAgain")), el("ul", {}, weak.map(function (a) { return el("li", {}, say("area", a.name, a.right, a.asked)); }))) : null,
      el("h3", {}, say("allQuestions")),
      el("ol", { class: "results" }, (s.results || []).map(function (r) {
        return el("li", {}, el("p", {}, el("span", { class: r.correct ? "ok" : "no" }, (r.correct ? "✓ " : "✗ ") + (r.correct ? say("right") : r.answered ? say("wrong") : say("noAnswer"))), " ", r.stem), Class.block(r.block),
          r.correct ? null : el("p", {}, (r.answered ? say("yourAnswer", givenText(r.given)) + " " : "") + say("answerIs", r.answers.join(say("comma")))),
          el("p", { class: "faint" }, r.explanation));
      }))
    ];
  }

  // keepLink saves the results as a page that needs neither this server nor a network.
  function keepLink() {
    var day = new Date(), date = day.getFullYear() + "-" + ("0" + (day.getMonth() + 1)).slice(-2) + "-" + ("0" + day.getDate()).slice(-2);
    var title = say("title") + " · " + state.name + " · " + date;
    return el("a", { class: "button", download: "portdrill-" + state.name + "-" + date + ".html", href: "#", onclick: function (e) {
      var page = document.implementation.createHTMLDocument(title), results = stage.cloneNode(true);
      results.querySelectorAll(".button, .here").forEach(function (b) { b.remove(); });
      page.documentElement.lang = document.documentElement.lang;
      page.head.insertAdjacentHTML("afterbegin", '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">');
      page.head.append(el("style", {}, "body{max-width:40rem;margin:0 auto;padding:1rem;font:1rem/1.5 system-ui,sans-serif}ol,ul{padding:0;list-style:none}li{margin:.75rem 0}li p{margin:0}pre span{display:block}.ok{color:#146c2e}.no{color:#b3261e}.big{font-size:2rem;font-weight:700}"));
      page.body.append(el("h1", {}, title), results);
      e.currentTarget.href = URL.createObjectURL(new Blob(["<!DOCTYPE html>\n", page.documentElement.outerHTML], { type: "text/html" }));
    } }, say("keepPage"));
  }

  // The countdown. It is said aloud once, when little is left.

  function tick() {
    var time = document.getElementById("time");
    if (!time || !clock || !state.time) return;
    var left = clock();
    time.textContent = state.paused ? say("paused") : say("left", Class.seconds(left));
    var meter = document.getElementById("meter");
    meter.textContent = "";
    meter.append(Class.meter(left / state.time.limit_ms));
    if (!warned && left < 10000 && left > 0 && !state.answered && !state.paused) {
      warned = true;
      Class.speak(say("left", Class.seconds(left)));
    }
  }
  setInterval(function () { if (state) tick(); }, 250);

  document.addEventListener("keydown", function (e) {
    if (!state || !state.question || e.ctrlKey || e.altKey || e.metaKey || e.target.tagName === "INPUT") return;
    var buttons = stage.querySelectorAll(".options button");
    var i = Number(e.key) - 1;
    if (buttons[i] && !buttons[i].disabled) buttons[i].click();
  });

  // Whoever was here before goes on: the cookie says who it is.
  fetch(Class.inLanguage("/state"), { cache: "no-store", credentials: "same-origin" }).then(function (r) { return r.json(); }).then(function (m) {
    if (m.type === "state") begin(m); else askToJoin("");
  }).catch(function () { askToJoin(say("offline")); });
})();
