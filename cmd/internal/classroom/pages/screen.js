// The page for the projector. It only shows.
"use strict";

(function () {
  var say = Class.say, el = Class.el;
  var stage = document.getElementById("stage"), how = document.getElementById("how");
  var key = encodeURIComponent(document.body.dataset.key), url = document.body.dataset.url.replace(/^https?:\/\//, "");
  var state = null, clock = null, drawn = "";

  function show(s) {
    if (state && s.seq < state.seq) return;
    state = s;
    clock = s.time ? Class.clock(s.time) : null;
    var text = JSON.stringify(s, function (name, value) { return name === "seq" || name === "left_ms" ? 0 : value; });
    if (text === drawn) return;
    drawn = text;
    how.textContent = "";
    if (s.phase !== "lobby" && s.phase !== "done") how.append(say("joinAt", url), " ", el("strong", {}, s.code), " · ", say("present", s.present));
    stage.textContent = "";
    stage.append.apply(stage, page().filter(Boolean));
    tick();
  }

  function page() {
    var s = state;
    if (s.phase === "lobby") return lobby();
    if (s.phase === "done") return [el("h2", {}, say("theEnd")), columns()];
    if (s.phase === "ready") return [el("h2", {}, say("getReady"))];
    if (!s.question) return [el("h2", {}, s.phase === "open" ? say("ownPace", s.of) : say("theEnd")), timer(), columns()];
    return question();
  }

  function lobby() {
    var s = state;
    return [
      el("div", { class: "lobby" }, el("img", { src: "/screen/qr.svg?k=" + key, alt: say("qrAlt") }),
        el("div", {}, el("p", {}, say("open")), el("p", { class: "url" }, url), el("p", {}, say("enterCode")), el("p", { class: "code" }, s.code))),
      el("h2", {}, s.locked ? say("lockedNow") : say("present", s.present)),
      el("ul", { class: "names" }, (s.names || []).map(function (name) { return el("li", {}, name); }))
    ];
  }

  function question() {
    var s = state, q = s.question;
    var parts = [el("p", { class: "faint" }, say("questionOf", q.n, q.of)), timer(), el("h2", { lang: q.lang }, q.stem), Class.block(q.block)];
    if (s.histogram) return parts.concat([bars(), rest(), explanation(), leaders()]);
    return parts.concat([el("ol", { class: "bars" }, (q.options || []).map(function (option, i) {
      return el("li", { lang: q.lang }, el("span", { class: "number" }, String(i + 1)), el("span", {}, option));
    }))]);
  }

  function timer() {
    if (!state.time || state.phase !== "open") return null;
    return el("div", {}, el("p", { id: "time" }), el("div", { class: "meter", id: "meter", "aria-hidden": "true" }));
  }

  function bars() {
    var all = state.histogram.bars, most = Math.max.apply(null, all.map(function (b) { return b.count; }).concat([1]));
    return el("ul", { class: "bars" }, all.map(function (b, i) {
      return el("li", { class: b.right ? "is-right" : "", lang: state.question.lang },
        el("span", { class: "text" }, (state.question.options ? String(i + 1) + "  " : "") + b.text + (b.right ? " ✓" : "")),
        el("span", { class: "bar", "aria-hidden": "true" }, Class.meter(b.count / most)), el("span", { class: "count" }, String(b.count)));
    }));
  }

  function rest() {
    var h = state.histogram, parts = [];
    if (h.other) parts.push(say("otherAnswers", h.other));
    if (h.dont_know) parts.push(say("saidDontKnow", h.dont_know));
    if (h.none) parts.push(say("withoutAnswer", h.none));
    return parts.length ? el("p", { class: "faint" }, parts.join(" · ")) : null;
  }

  function explanation() {
    if (!state.explanation) return null;
    Class.speak(say("answerIs", state.answers.join(say("comma"))));
    return el("p", { lang: state.question.lang }, el("strong", {}, say("answerIs", state.answers.join(say("comma")))), " ", state.explanation);
  }

  function leaders() {
    if (!state.leaders) return null;
    return el("div", {}, el("h3", {}, say("leaders")), el("ol", { class: "names" }, state.leaders.map(function (l) {
      return el("li", {}, l.place + "  " + l.name + "  " + l.score);
    })));
  }

  function columns() {
    var weak = (state.areas || []).filter(function (a) { return a.right < a.asked; });
    return el("div", { class: "columns" }, leaders(), weak.length ? el("div", {}, el("h3", {}, say("lookAgain")), el("ul", {}, weak.map(function (a) {
      return el("li", {}, say("area", a.name, a.right, a.asked));
    }))) : null);
  }

  function tick() {
    var time = document.getElementById("time");
    if (!time || !clock || !state.time) return;
    var left = clock(), meter = document.getElementById("meter");
    time.textContent = state.paused ? say("paused") : say("left", Class.seconds(left));
    meter.textContent = "";
    meter.append(Class.meter(left / state.time.limit_ms));
  }
  setInterval(function () { if (state) tick(); }, 250);

  Class.follow({ state: "/screen/state?k=" + key, socket: "/screen/ws?k=" + key }, show, function (kind, message) {
    Class.complain(state && state.phase === "done" ? "" : kind === "closed" ? say("closed") : kind === "offline" || kind === "gone" ? say("offline") : kind === "error" ? message.message : "");
  });
})();
