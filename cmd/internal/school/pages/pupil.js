// The page of a pupil: signs in, shows where they stand, asks, and sends each answer until
// the server says that it is kept. Written for Chrome 80 and its like of 2020.
"use strict";

(function () {
  var el = Class.el, say = Class.say;
  var form = document.getElementById("sign-in"), stage = document.getElementById("stage");
  var state = null, shown = 0, draft = "", sending = null, found = null;
  var retryEvery = 1500;

  function message(response) {
    return response.json().then(function (m) { m.status = response.status; return m; });
  }

  function ask(path) {
    return fetch(Class.inLanguage(path), { cache: "no-store", credentials: "same-origin" }).then(message);
  }

  function post(path, body) {
    return fetch(Class.inLanguage(path), {
      method: "POST", credentials: "same-origin", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body)
    }).then(message);
  }

  // deliver sends until the server has answered. Sent twice, nothing is counted twice.
  function deliver(path, body) {
    if (sending) return;
    sending = body || {};
    draw();
    (function attempt() {
      post(path, sending).then(function (m) {
        if (m.status === 503) throw new Error("busy");
        sending = null;
        take(m);
      }).catch(function () {
        Class.complain(say(path === "/answer" ? "sending" : "offline"));
        setTimeout(attempt, retryEvery * (0.8 + 0.4 * Math.random()));
      });
    })();
  }

  function take(m) {
    Class.complain("");
    if (m.type === "error") {
      if (m.error === "out") { signInAgain(""); return; }
      draw();
      Class.complain(m.message);
      return;
    }
    var before = state && state.question && state.question.id;
    state = m;
    form.hidden = true;
    if (!m.question || m.question.id !== before) { shown = performance.now(); draft = ""; }
    draw(true);
    if (m.notice) Class.complain(say(m.notice));
  }

  function signInAgain(why) {
    state = null;
    stage.textContent = "";
    form.hidden = false;
    Class.complain(why);
    (form.elements["class"].value ? form.elements.pin : form.elements["class"]).focus();
  }

  form.addEventListener("submit", function (e) {
    e.preventDefault();
    post("/sign-in", { "class": form.elements["class"].value, name: form.elements.name.value, pin: form.elements.pin.value }).then(function (m) {
      if (m.type === "error") { Class.complain(m.message); return; }
      form.elements.pin.value = "";
      take(m);
    }).catch(function () { Class.complain(say("offline")); });
  });

  function draw(fresh) {
    stage.textContent = "";
    if (!state) return;
    var parts = state.summary ? summary() : state.question ? question() : home();
    stage.append.apply(stage, parts.filter(Boolean));
    var at = stage.querySelector("#typed:enabled") || stage.querySelector("h2");
    if (fresh && at) at.focus({ preventScroll: at.tagName === "H2" });
    if (fresh) window.scrollTo(0, 0);
  }

  function heading(text, lang) { return el("h2", { tabindex: "-1", lang: lang || null }, text); }

  function button(text, kind, act) {
    return el("button", { type: "button", "class": kind, disabled: sending ? "" : null, onclick: act }, text);
  }

  function home() {
    var t = state.today;
    return [
      heading(say("hello", state.name)),
      el("p", {}, say("known", t.deck, t.known, t.begun, t.cards)),
      el("div", { "class": "meter", "aria-hidden": "true" }, Class.meter(t.known / 100)),
      el("p", { "class": "big-line" }, t.due + t["new"] > 0 ? say("todo", t.due, t["new"]) : say("nothing")),
      t.next ? el("p", { "class": "faint" }, say("nextDue", t.next)) : null,
      t.due + t["new"] > 0 ? button(say("start"), "main", function () { deliver("/begin", { mode: "drill" }); }) : null,
      t.due + t["new"] > 0 ? button(say("cards"), "plain", function () { deliver("/begin", { mode: "cards" }); }) : null,
      t.begun > 0 ? button(say("weak"), "plain", function () { deliver("/begin", { mode: "weak" }); }) : null,
      el("a", { "class": "link", href: Class.inLanguage("/progress") }, say("progress")),
      lookup(),
      button(say("signOut"), "plain", function () {
        post("/sign-out", {}).then(function () { signInAgain(""); }).catch(function () { Class.complain(say("offline")); });
      })
    ];
  }

  function lookup() {
    var input = el("input", { id: "query", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "80" });
    var out = el("pre", { "class": "known", role: "status" });
    out.hidden = true;
    if (found) { input.value = found.query; out.textContent = found.text; out.hidden = false; }
    return el("form", { onsubmit: function (e) {
      e.preventDefault();
      var query = input.value.trim();
      if (!query) return;
      ask("/lookup?q=" + encodeURIComponent(query)).then(function (m) {
        found = { query: query, text: m.text || m.message };
        out.textContent = found.text;
        out.hidden = false;
      }).catch(function () { Class.complain(say("offline")); });
    } }, el("label", { "for": "query" }, say("lookup")), input, el("button", { type: "submit", "class": "plain" }, say("search")), out);
  }

  function answer(reply) {
    reply.question = state.question.id;
    reply.took_ms = Math.round(performance.now() - shown);
    deliver("/answer", reply);
  }

  function question() {
    var q = state.question, v = state.verdict;
    var parts = [
      el("div", { "class": "row" }, el("span", { "class": "faint" }, q.left ? say("left", q.left) : ""), button(say("stop"), "plain", function () { deliver("/stop"); })),
      q.work ? el("div", { "class": "meter", "aria-hidden": "true" }, Class.meter((q.work - q.left) / q.work)) : null,
      heading(q.stem, q.lang), Class.block(q.block)
    ];
    if (v) return parts.concat(verdict(q, v));
    return parts.concat(inputs(q), state.undo ? [button(say("undo"), "plain", function () { deliver("/undo"); })] : []);
  }

  function verdict(q, v) {
    var kind = v.correct ? "right" : v.first ? "first" : "wrong";
    var word = say(v.correct ? "right" : v.first ? "firstSight" : "wrong");
    Class.speak(word + ". " + say("answerIs", v.answers.join(say("comma"))));
    return [
      el("div", { "class": "verdict " + kind }, el("strong", {}, word)),
      v.given && !v.correct ? el("p", {}, say("yourAnswer", v.given)) : null,
      el("p", {}, el("strong", { lang: q.lang }, say("answerIs", v.answers.join(say("comma"))))),
      el("p", { lang: q.lang }, v.explanation),
      v.back ? el("p", { "class": "faint" }, say("comesBack", v.back)) : null,
      button(say("next"), "main", function () { deliver("/next"); }),
      button(say("undo"), "plain", function () { deliver("/undo"); })
    ];
  }

  function inputs(q) {
    var unknown = button(say("dontKnow"), "plain", function () { answer({ dont_know: true }); });
    switch (q.format) {
    case "flashcard": return flashcard(q);
    case "typed": return [typed(q), unknown];
    case "set": return [several(q, false), unknown];
    case "order": return [several(q, true), unknown];
    case "match": return [pairs(q), unknown];
    }
    return [options(q, function (i) { answer({ choice: i + 1 }); }), unknown];
  }

  function options(q, act, pressed) {
    return el("ul", { "class": "options" }, q.options.map(function (option, i) {
      return el("li", {}, el("button", {
        type: "button", lang: q.lang, disabled: sending ? "" : null, "aria-pressed": pressed ? "false" : sending && sending.choice === i + 1 ? "true" : "false",
        onclick: function (e) { act(i, e.currentTarget); }
      }, el("span", { "class": "number", "aria-hidden": "true" }, String(i + 1)), option));
    }));
  }

  function typed(q) {
    var input = el("input", {
      id: "typed", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "100",
      inputmode: q.numeric ? "numeric" : "text", lang: q.lang, disabled: sending ? "" : null
    });
    input.value = draft;
    input.addEventListener("input", function () { draft = input.value; });
    return el("form", { onsubmit: function (e) { e.preventDefault(); if (input.value.trim()) answer({ text: input.value }); } },
      el("label", { "for": "typed" }, say("typeAnswer")), input, el("button", { type: "submit", "class": "main", disabled: sending ? "" : null }, say("send")));
  }

  // several takes options in the order of the taps, or without an order.
  function several(q, ordered) {
    var chosen = [], list = options(q, function (i, b) {
      var at = chosen.indexOf(i + 1);
      if (at < 0) chosen.push(i + 1); else chosen.splice(at, 1);
      b.setAttribute("aria-pressed", at < 0 ? "true" : "false");
      if (ordered) {
        Array.prototype.forEach.call(list.querySelectorAll(".number"), function (n, k) {
          n.textContent = chosen.indexOf(k + 1) < 0 ? "" : String(chosen.indexOf(k + 1) + 1);
        });
      }
    }, true);
    if (ordered) Array.prototype.forEach.call(list.querySelectorAll(".number"), function (n) { n.textContent = ""; });
    return el("div", {}, ordered ? null : el("p", { "class": "faint" }, say("markAll")), list, button(say("send"), "main", function () {
      if (ordered ? chosen.length === q.options.length : chosen.length) answer({ choices: ordered ? chosen : chosen.sort(function (a, b) { return a - b; }) });
    }));
  }

  function pairs(q) {
    var selects = [];
    var rows = q.left_side.map(function (left, i) {
      var s = el("select", { id: "pair" + i, lang: q.lang }, el("option", { value: "0" }, "–"), q.right_side.map(function (right, k) {
        return el("option", { value: String(k + 1) }, right);
      }));
      selects.push(s);
      return el("div", { "class": "pairs" }, el("label", { "for": "pair" + i, lang: q.lang }, left), s);
    });
    return el("div", {}, rows, button(say("send"), "main", function () {
      var chosen = selects.map(function (s) { return Number(s.value); });
      if (chosen.indexOf(0) < 0) answer({ choices: chosen });
    }));
  }

  function flashcard(q) {
    if (!q.back) return [button(say("showAnswer"), "main", function () { answer({ reveal: true }); })];
    return [
      el("p", {}, el("strong", { lang: q.lang }, q.back.answers.join(say("comma")))), el("p", { lang: q.lang }, q.back.explanation),
      el("div", { "class": "grades" }, ["again", "hard", "good", "easy"].map(function (grade) {
        return el("button", { type: "button", disabled: sending ? "" : null, onclick: function () { answer({ grade: grade }); } },
          say(grade), el("small", {}, q.grades[grade]));
      }))
    ];
  }

  function summary() {
    var s = state.summary;
    return [
      heading(say("done")), el("p", { "class": "big" }, say("rightOf", s.correct, s.asked - s.met, s["new"])),
      s.missed.length ? el("div", {}, el("h3", {}, say("lookAgain")), el("ul", { "class": "results" }, s.missed.map(function (line) { return el("li", {}, line); }))) : null,
      button(say("back"), "main", function () { deliver("/stop"); })
    ];
  }

  document.addEventListener("keydown", function (e) {
    if (!state || sending || e.ctrlKey || e.altKey || e.metaKey || /INPUT|SELECT/.test(e.target.tagName)) return;
    var choice = stage.querySelectorAll(".options button")[Number(e.key) - 1];
    if (choice) choice.click();
  });

  // Whoever comes back to the page sees how things stand, be it by another device.
  function look() {
    if (sending) return;
    ask("/state").then(function (m) {
      if (m.type === "state" && state && state.question && m.question && m.question.id === state.question.id && !m.verdict === !state.verdict) return;
      take(m);
    }).catch(function () { Class.complain(say("offline")); setTimeout(look, retryEvery); });
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden && state) look(); });
  window.addEventListener("online", look);
  look();
})();
