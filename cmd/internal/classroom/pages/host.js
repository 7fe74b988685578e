// The page of whoever leads the session. Its buttons are the keys of the terminal's board.
"use strict";

(function () {
  var say = Class.say, el = Class.el, stage = document.getElementById("stage");
  var state = null, clock = null, drawn = "", link = null;
  var person = "";                        // whose buttons are shown
  var armed = "", arming = null;          // the button that was pressed once and asks whether it was meant
  var pressed = false;
  var before = "", since = 0, mine = false; // where the session stood, from when on, and whether by a button here

  function post(path, message) {
    return fetch(Class.inLanguage(path), {
      method: "POST", cache: "no-store", credentials: "same-origin",
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(message)
    }).then(function (r) { return r.json(); });
  }

  function order(message) {
    message.seen = state.seen;
    disarm();
    post("/host/do", message).then(function (m) {
      if (m.type !== "host") { Class.complain(m.message); return; }
      Class.complain("");
      mine = true;
      show(m);
    }).catch(function () { Class.complain(say("offline")); });
  }

  function disarm() {
    clearTimeout(arming);
    armed = "";
  }

  // button gives an order; one that cannot be taken back asks once more.
  function button(name, label, message, sure, kind) {
    return el("button", { type: "button", class: kind || "", id: "do-" + name, onclick: function () {
      if (!sure || armed === name) { order(message); return; }
      disarm();
      armed = name;
      arming = setTimeout(function () { disarm(); draw(); }, 5000);
      draw();
    } }, armed === name ? sure : label);
  }

  function show(s) {
    var stands = JSON.stringify([s.seen, s.paused]);
    if (stands !== before) {
      since = before && !mine ? Date.now() : 0;
      before = stands;
      disarm();
    }
    mine = false;
    state = s;
    clock = s.time ? Class.clock(s.time) : null;
    draw();
  }

  function draw() {
    var focus = document.activeElement;
    if (pressed || focus && focus.tagName === "INPUT") return; // a button is being pressed, or a name typed
    var text = JSON.stringify([state, person, armed], function (name, value) { return name === "left_ms" ? 0 : value; });
    if (text !== drawn) {
      drawn = text;
      var id = focus && focus.id;
      stage.textContent = "";
      stage.append.apply(stage, Array.prototype.concat.apply([], page()).filter(Boolean));
      if (id && document.getElementById(id)) document.getElementById(id).focus();
    }
    tick();
  }

  function page() {
    var s = state, done = s.seen.phase === "done", open = s.seen.phase === "open";
    return [
      el("p", { class: "big" }, standing()), open && (s.time || s.paused) ? el("p", { id: "time" }) : null,
      (s.warnings || []).map(function (w) { return el("p", { class: "no" }, w); }),
      done ? el("p", {}, say("resultsSaved")) : next(), done ? null : el("div", { class: "keys" },
        open ? button("pause", say(s.paused ? "resume" : "pause"), { do: "pause" }) : null,
        open && s.time ? button("more", say("moreTime"), { do: "more" }) : null,
        open || s.seen.phase === "closed" ? button("reveal", say("reveal"), { do: "reveal" }) : null,
        button("lock", say(s.locked ? "unlock" : "lock"), { do: "lock" })),
      question(), people(), outsiders(),
      el("h2", {}, say("addresses")), el("p", {}, say("joinAt", s.url), " ", el("strong", {}, s.code)),
      el("p", {}, el("a", { href: new URL(s.wall).pathname + "?lang=" + document.documentElement.lang, target: "_blank", rel: "noopener" }, say("openWall"))),
      done ? null : el("div", { class: "keys" }, button("absent", say("removeAbsent"), { do: "absent" }, say("removeAbsentSure")), button("end", say("endSession"), { do: "end" }, say("endSure")))
    ];
  }

  function standing() {
    var s = state, n = s.people.length;
    if (s.seen.phase === "lobby") return say("present", n);
    if (s.seen.phase === "done") return say("theEnd");
    var where = s.pace === "self-paced" ? say("ownPace", s.of) : say("questionOf", s.seen.n, s.of);
    return where + (s.seen.phase === "ready" || s.seen.reading ? "" : " · " + say("answeredOf", s.answered, n));
  }

  // next is the step that the label names. Where the session has just gone on by itself, the
  // button waits for a second: a finger on its way meant the step before.
  function next() {
    var s = state, wait = since + 1000 - Date.now(), sure = s.pace === "self-paced" && s.seen.phase === "open" && !s.paused;
    var step = button("next", s.next.charAt(0).toUpperCase() + s.next.slice(1), { do: "next" }, sure ? say("closeSure", s.answered, s.people.length) : "", "main");
    if (wait > 0) {
      step.disabled = true;
      setTimeout(function () { step.disabled = false; }, wait);
    }
    return step;
  }

  function question() {
    var s = state, q = s.question, h = s.histogram;
    if (!q || s.seen.phase === "lobby") return null;
    var bars = h ? h.bars : (q.options || []).map(function (o) { return { text: o }; });
    return el("div", {}, el("h2", { lang: q.lang }, q.stem), Class.block(q.block),
      el("ul", { class: "options" }, bars.map(function (b, i) {
        var tile = Class.tile(i, b.text + (b.right ? " ✓" : ""), q.lang, "li", {}, h && s.answers && !b.right ? "faded" : "");
        if (h) tile.append(el("span", { class: "mark" }, String(b.count)));
        return tile;
      })),
      h && h.mistakes ? el("p", {}, h.mistakes.map(function (m) { return "✗ " + m.text + " (" + m.count + ")"; }).join(" · ")) : null,
      s.explanation ? el("p", { lang: q.lang }, s.explanation) : null);
  }

  function people() {
    var s = state;
    if (!s.people.length) return null;
    return [el("h2", {}, say("students")), el("ul", { class: "people" }, s.people.map(function (p, i) {
      var about = [];
      if (s.seen.phase === "open") about.push(s.pace === "self-paced" ? (p.done || 0) + "/" + s.of : p.answered ? "✓" : "");
      if (p.score) about.push(String(p.score));
      if (p.factor > 1) about.push("×" + p.factor);
      if (p.offline) about.push(say("isOffline"));
      return el("li", {}, el("button", { type: "button", class: "plain", id: "person-" + i, "aria-expanded": person === p.id ? "true" : "false", onclick: function () {
        person = person === p.id ? "" : p.id;
        disarm();
        draw();
      } }, el("span", { class: "text" }, p.name), el("span", { class: "faint" }, about.filter(Boolean).join(" · "))), person === p.id ? one(p) : null);
    }))];
  }

  function one(p) {
    var name = el("input", { id: "rename", value: p.name, maxlength: "48", autocomplete: "off" });
    return el("div", { class: "one" },
      el("form", { onsubmit: function (e) { e.preventDefault(); name.blur(); order({ do: "rename", who: p.id, name: name.value }); } },
        el("label", { for: "rename" }, say("newName")), name, el("button", { type: "submit" }, say("rename"))),
      el("p", { id: "timeFor" }, say("timeFor")), el("div", { class: "keys", role: "group", "aria-labelledby": "timeFor" }, [1, 1.25, 1.5, 2, 3].map(function (f) {
        return button("allow" + f, "×" + f, { do: "allow", who: p.id, factor: f }, "", p.factor === f ? "chosen" : "");
      })),
      button("remove", say("remove"), { do: "remove", who: p.id }, say("removeSure", p.name)));
  }

  function outsiders() {
    var all = state.outsiders || [];
    if (!all.length || state.seen.phase === "done") return null;
    return [el("h2", {}, say("outside")), el("ul", {}, all.map(function (p, i) {
      return el("li", {}, el("p", {}, p.name + " · " + p.why), button("admit" + i, say("admit", p.name), { do: p.order, who: p.id }));
    }))];
  }

  function tick() {
    var time = document.getElementById("time");
    if (time) time.textContent = state.paused ? say("paused") : state.seen.reading ? say("readFirst") + " " + Class.seconds(clock()) : say("left", Class.seconds(clock ? clock() : 0));
  }
  setInterval(function () { if (state) tick(); }, 250);

  // What is pressed must not be drawn anew before it is let go: it would not be a click.
  document.addEventListener("pointerdown", function () { pressed = true; });
  ["pointerup", "pointercancel"].forEach(function (up) {
    document.addEventListener(up, function () { setTimeout(function () { pressed = false; if (state) draw(); }, 0); });
  });

  function lost(how, message) {
    if (how === "error" && message.error === "ticket") {
      link.stop();
      stage.textContent = "";
    }
    Class.complain(how === "error" ? message.message : how ? say("offline") : "");
  }

  function follow() { link = Class.follow({ state: "/host/state" }, show, lost); }

  // The ticket works once; from then on the cookie does. Only a script takes it: whatever
  // else looks at the address, as a preview does, leaves it as it is.
  var ticket = document.body.dataset.ticket;
  if (!ticket) follow();
  else post("/host/enter", { ticket: ticket }).then(function (m) {
    history.replaceState(null, "", Class.inLanguage("/host"));
    if (m.type === "host") show(m);
    follow(); // with an older cookie a ticket is not needed
  }).catch(function () { Class.complain(say("offline")); });
})();
