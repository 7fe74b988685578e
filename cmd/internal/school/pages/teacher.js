// The page of a teacher: signs in, lists classes, and shows who in a class has practiced.
// Written for Chrome 80 and its like of 2020.
"use strict";

(function () {
  var el = Class.el, say = Class.say;
  var form = document.getElementById("sign-in"), stage = document.getElementById("stage");
  var shown = null;

  function send(method, path, body) {
    Class.complain("");
    return fetch(Class.inLanguage(path), {
      method: method, cache: "no-store", credentials: "same-origin",
      headers: body ? { "Content-Type": "application/json" } : {}, body: body ? JSON.stringify(body) : undefined
    }).then(function (r) { return r.json(); }).then(take).catch(function () { Class.complain(say("offline")); });
  }

  function of(name) { return "/teacher/classes/" + encodeURIComponent(name); }

  function take(m) {
    if (m.type === "error" && m.error === "out" || m.type === "out") { shown = null; draw([]); form.hidden = false; return; }
    if (m.type === "error") { Class.complain(m.message); return; }
    if (m.type === "pin") {
      var who = shown.members.filter(function (x) { return x.key === m.member; })[0];
      document.getElementById("pin").textContent = say("pinIs", who.name, m.pin);
      document.getElementById("pin").focus();
      return;
    }
    form.hidden = true;
    shown = m;
    draw(m.type === "teacher" ? home(m) : one(m));
    stage.querySelector("h2").focus();
  }

  function draw(parts) {
    stage.textContent = "";
    parts.forEach(function (p) { if (p) stage.append(p); });
  }

  function heading(text) { return el("h2", { tabindex: "-1" }, text); }

  function button(text, kind, act, label) {
    return el("button", { type: "button", "class": kind, "aria-label": label || null, onclick: act }, text);
  }

  function home(m) {
    return [
      heading(say("hello", m.name)), el("h3", {}, say("classes")),
      m.classes.length ? null : el("p", {}, say("none")),
      el("ul", { id: "classes" }, m.classes.map(function (c) {
        return el("li", {}, button(c.name + " · " + say("students", c.members), "", function () { send("GET", of(c.name)); }));
      })),
      button(say("signOut"), "plain", function () { send("POST", "/teacher/sign-out", {}); })
    ];
  }

  function one(c) {
    var idle = c.members.filter(function (m) { return m.idle; }).length;
    var cell = function (label, text, kind) { return el("td", { "data-label": say(label), "class": kind || null }, String(text)); };
    var columns = [["student"], ["number"], ["last"], ["week", "figure"], ["begun", "figure"], ["newPIN"]];
    var colleague = el("input", { id: "colleague", autocomplete: "off", spellcheck: "false", maxlength: "80" });
    return [
      heading(c.name), el("p", { "class": "big-line" }, idle ? say("idle", idle, c.members.length) : say("allBusy")),
      el("p", { id: "pin", role: "status", tabindex: "-1" }),
      el("table", {}, el("thead", {}, el("tr", {}, columns.map(function (x) { return el("th", { scope: "col", "class": x[1] || null }, say(x[0])); }))),
        el("tbody", {}, c.members.map(function (m) {
          return el("tr", { "class": m.idle ? "idle" : null },
            el("td", {}, m.name), cell("number", m.number || "–"), cell("last", m.last || say("never")), cell("week", m.week, "figure"), cell("begun", m.begun, "figure"),
            el("td", {}, button(say("newPIN"), "plain", function () {
              if (confirm(say("sure", m.name))) send("POST", of(c.name) + "/pin", { member: m.key });
            }, say("newPINOf", m.name))));
        }))),
      el("p", {}, say("teachers", c.teachers.join(say("comma")))),
      el("form", { onsubmit: function (e) {
        e.preventDefault();
        if (colleague.value.trim()) send("POST", of(c.name) + "/share", { teacher: colleague.value });
      } }, el("label", { "for": "colleague" }, say("share")), colleague, el("button", { type: "submit", "class": "plain" }, say("add"))),
      button(say("back"), "plain", function () { send("GET", "/teacher/classes"); })
    ];
  }

  form.addEventListener("submit", function (e) {
    e.preventDefault();
    var password = form.elements.password;
    send("POST", "/teacher/sign-in", { name: form.elements.name.value, password: password.value });
    password.value = "";
  });
  send("GET", "/teacher/classes");
})();
