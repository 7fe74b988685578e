// The page for the projector. It only shows.
"use strict";

(function () {
  var say = Class.say, el = Class.el;
  var stage = document.getElementById("stage"), bar = document.getElementById("bar");
  var key = encodeURIComponent(document.body.dataset.key), url = document.body.dataset.url.replace(/^https?:\/\//, "");
  var state = null, clock = null, drawn = "";

  function show(s) {
    if (state && s.seq < state.seq) return;
    state = s;
    clock = s.time ? Class.clock(s.time) : null;
    header();
    var what = JSON.stringify([s.phase, s.reading, s.question, s.histogram, s.leaders, s.names, s.locked, s.areas, s.question ? 0 : s.answered]);
    if (what !== drawn) {
      drawn = what;
      stage.textContent = "";
      stage.append.apply(stage, Array.prototype.concat.apply([], page()).filter(Boolean));
    }
    tick();
    fit();
  }

  // The header says where the lesson stands, who is awaited, and how to join late.

  function header() {
    var s = state, q = s.question, open = s.phase === "open", parts = [];
    bar.textContent = "";
    if (s.phase === "lobby" || s.phase === "done" || s.leaders) return;
    if (q) parts.push(el("span", {}, say("questionOf", q.n, q.of)));
    if (open && !s.reading) parts.push(q ? " · " : "", el("span", {}, say(q ? "answeredOf" : "finishedOf", s.answered, s.present)));
    if (s.reading) parts.push(" · ", el("span", {}, say("readFirst")));
    bar.append(el("div", {}, el("p", { class: "status" }, parts), el("p", { class: "faint" }, say("joinAt", url), " ", el("strong", {}, s.code)),
      open && s.time ? el("div", { class: "meter", id: "meter", "aria-hidden": "true" }) : null));
    if (open && (s.time || s.paused)) bar.append(el("p", { id: "time", class: "big" }));
  }

  function page() {
    var s = state;
    if (s.phase === "lobby") return lobby();
    if (s.phase === "done") return end();
    if (s.leaders) return [el("h2", {}, say("leaders")), ranks(s.leaders)];
    if (s.phase === "ready") return [el("h2", {}, say("getReady"))];
    if (!s.question) return s.phase === "open" ? [el("h2", {}, say("ownPace", s.of)), el("p", { class: "huge" }, say("finishedOf", s.answered, s.present))] : end();
    return question();
  }

  function lobby() {
    var s = state;
    return [
      el("div", { class: "lobby" }, el("img", { src: "/wall/qr.svg?k=" + key, alt: say("qrAlt") }),
        el("div", {}, el("p", {}, say("open")), el("p", { class: "url" }, url), el("p", {}, say("enterCode")), el("p", { class: "code" }, s.code))),
      el("h2", {}, s.locked ? say("lockedNow") : say("present", s.present)),
      el("ul", { class: "names", id: "names" }, (s.names || []).map(function (name) { return el("li", {}, name); }))
    ];
  }

  function question() {
    var s = state, q = s.question;
    var stem = el("h2", { lang: q.lang }, q.stem), block = Class.block(q.block), answers = s.histogram ? histogram() : s.reading ? null : options();
    if (!block) return [stem, answers, explanation()];
    return [el("div", { class: "beside", id: "beside" }, el("div", {}, stem, answers, explanation()), block)];
  }

  function options() {
    var q = state.question;
    if (!q.options) return el("p", { class: "faint" }, say("typeIt"));
    return tiles(q.options.map(function (option, i) { return Class.tile(i, option, q.lang, "li", {}); }));
  }

  function tiles(all) { return el("ol", { class: "tiles", id: "tiles" }, all); }

  // histogram shows what share of the class gave each answer.
  function histogram() {
    var h = state.histogram, q = state.question, revealed = !!state.answers, present = Math.max(state.present, 1);
    function counted(tile, count) {
      tile.classList.add("counted");
      tile.append(el("span", { class: "mark" }, Math.round(100 * count / present) + " %"), el("span", { class: "bar", "aria-hidden": "true" }, Class.meter(count / present)));
      return tile;
    }
    var all = h.bars.map(function (b, i) {
      var kind = b.right ? "is-right" : revealed ? "faded" : "", text = b.text + (b.right ? " ✓" : "");
      if (q.options) return counted(Class.tile(i, text, q.lang, "li", {}, kind), b.count);
      return counted(el("li", { class: "tile is-right" }, el("span", { class: "text", lang: q.lang }, text)), b.count);
    });
    (h.mistakes || []).forEach(function (m) {
      all.push(counted(el("li", { class: "tile plain" }, el("span", { class: "text" }, "✗ " + m.text)), m.count));
    });
    return [tiles(all), rest()];
  }

  function rest() {
    var h = state.histogram, parts = [], others = h.other - (h.mistakes || []).reduce(function (n, m) { return n + m.count; }, 0);
    if (others > 0) parts.push(say("otherAnswers", others));
    if (h.dont_know) parts.push(say("saidDontKnow", h.dont_know));
    if (h.none) parts.push(say("withoutAnswer", h.none));
    return parts.length ? el("p", { class: "faint" }, parts.join(" · ")) : null;
  }

  // explanation is cut to whole sentences of two lines by fit; phones have all of it.
  function explanation() {
    if (!state.explanation) return null;
    Class.speak(say("answerIs", state.answers.join(say("comma"))));
    return el("p", { lang: state.question.lang, id: "explanation" }, state.explanation);
  }

  function ranks(all) {
    return el("ol", { class: "ranks" }, all.map(function (l) {
      return el("li", {}, el("span", { class: "place" }, String(l.place)), el("span", { class: "name" }, l.name), move(l), el("span", { class: "score" }, String(l.score)));
    }));
  }

  function move(l) {
    if (!l.moved) return el("span", { class: "move" });
    return el("span", { class: "move " + (l.moved > 0 ? "up" : "down") }, el("span", { "aria-hidden": "true" }, l.moved > 0 ? "▲ " : "▼ "),
      el("span", { class: "unseen" }, say(l.moved > 0 ? "up" : "down", Math.abs(l.moved))), el("span", { "aria-hidden": "true" }, String(Math.abs(l.moved))));
  }

  function end() {
    var s = state, right = 0, asked = 0;
    (s.areas || []).forEach(function (a) { right += a.right; asked += a.asked; });
    var weak = (s.areas || []).filter(function (a) { return a.right < a.asked; }).slice(0, 3);
    return [
      el("h2", {}, say("theEnd") + (asked ? " · " + say("classRight", Math.round(100 * right / asked)) : "")), podium(),
      weak.length ? el("div", {}, el("h3", {}, say("lookAgain")), el("ul", {}, weak.map(function (a) { return el("li", {}, say("area", a.name, a.right, a.asked)); }))) : null
    ];
  }

  // podium puts the second on the left and the third on the right of the first, as in sport.
  function podium() {
    var all = (state.leaders || []).slice(0, 3), order = [1, 0, 2].filter(function (i) { return all[i]; });
    if (!all.length) return null;
    return el("ol", { class: "podium" }, order.map(function (i) {
      var l = all[i];
      return el("li", {}, l.name, el("div", { class: "step n" + Math.min(l.place, 3) }, String(l.place), el("span", {}, String(l.score))));
    }));
  }

  // Fitting. All of a page is seen, as large as it can be: texts shrink down to what is
  // read from the back of the room, and the columns of options become one. Then what phones
  // have as well gives way: the explanation, the size of terminal output, and all of that
  // once the question is over. Only what fits in no other way gets smaller still.

  function set(sizes) {
    Object.keys(sizes).forEach(function (name) { stage.style.setProperty("--" + name, sizes[name]); });
  }

  function fits() {
    var edge = stage.getBoundingClientRect(), inside = stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1;
    return inside && Array.prototype.every.call(stage.querySelectorAll("*"), function (e) {
      var r = e.getBoundingClientRect();
      return e.classList.contains("unseen") || !r.height || r.bottom <= edge.bottom + 1 && r.right <= edge.right + 1 && r.top >= edge.top - 1 && r.left >= edge.left - 1;
    });
  }

  function fit() {
    var columns = document.getElementById("tiles"), beside = document.getElementById("beside"), text = document.getElementById("explanation");
    var block = stage.querySelector(".block"), least = 2.9;
    function attempt(share, block, smaller) {
      return [false, true].some(function (single) {
        return [false, true].some(function (stacked) {
          if (single && !columns || stacked && !beside) return false;
          if (columns) columns.classList.toggle("single", single);
          if (beside) beside.classList.toggle("beside", !stacked);
          set({ q: (least + 1.5 * share) * smaller, o: (least + 0.7 * share) * smaller, t: (5 + 4 * share) * smaller, x: least * smaller, b: block });
          return fits();
        });
      });
    }
    function large() {
      for (var share = 1; share >= 0; share -= 0.25) for (var size = 3; size >= (block ? 2 : 3); size -= 0.5) if (attempt(share, size, 1)) return true;
      return false;
    }
    if (block) block.hidden = false;
    shorten();
    if (large()) return;
    if (text) text.hidden = true;
    if (text && large()) return;
    for (var size = 1.8; block && size >= 1; size -= 0.2) if (attempt(0, size, 1)) return;
    if (block && state.histogram) block.hidden = true;
    if (block && state.histogram && large()) return;
    for (var smaller = 1; smaller > 0.3; smaller -= 0.05) if (attempt(0, 0.8 * smaller, smaller)) return;
  }

  // shorten leaves as many names in the lobby, and sentences of an explanation, as there is
  // room for.
  function shorten() {
    var names = document.getElementById("names"), text = document.getElementById("explanation");
    set({ q: 4.4, o: 3.6, t: 9, x: 2.9, b: 3 });
    if (names) {
      var all = state.names || [], some = all.length;
      var put = function () {
        names.textContent = "";
        all.slice(all.length - some).forEach(function (name) { names.append(el("li", {}, name)); });
        if (some < all.length) names.append(el("li", {}, say("andMore", all.length - some)));
      };
      for (put(); some > 0 && !fits(); put()) some -= Math.max(1, Math.floor(some / 12));
    }
    if (text) {
      var sentences = state.explanation.match(/.+?(?:[.!?](?=\s|$)|[。！？]|$)\s*/g), kept = sentences.length;
      var lines = function () { return Math.round(text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight)); };
      for (text.textContent = sentences.join(""); kept > 0 && lines() > 2; text.textContent = sentences.slice(0, kept).join("")) kept--;
      text.hidden = kept === 0;
    }
  }

  function tick() {
    var time = document.getElementById("time"), meter = document.getElementById("meter");
    if (!time) return;
    var left = clock ? clock() : 0;
    time.textContent = state.paused ? say("paused") : Class.seconds(left);
    time.classList.toggle("word", state.paused || time.textContent.length > 3);
    if (!meter) return;
    meter.textContent = "";
    meter.append(Class.meter(left / state.time.limit_ms));
  }
  setInterval(function () { if (state) tick(); }, 250);
  window.addEventListener("resize", function () { if (state) fit(); });

  Class.follow({ state: "/wall/state?k=" + key, socket: "/wall/ws?k=" + key }, show, function (kind, message) {
    Class.complain(state && state.phase === "done" ? "" : kind === "closed" ? say("closed") : kind === "offline" || kind === "gone" ? say("offline") : kind === "error" ? message.message : "");
  });
})();
