// What both pages need: how to stay in touch with the server, and how to make
// elements. Written for Chrome 80 and its like of 2020; nothing is built.
"use strict";

var Class = (function () {
  var texts = JSON.parse(document.body.dataset.texts);

  // say fills {0}, {1} ... into a text.
  function say(name) {
    var args = Array.prototype.slice.call(arguments, 1);
    return (texts[name] || name).replace(/\{(\d)\}/g, function (_, i) { return args[i]; });
  }

  // inLanguage adds the language of the page, in which the server words its errors: the
  // browser may prefer another.
  function inLanguage(path) {
    return path + (path.indexOf("?") < 0 ? "?" : "&") + "lang=" + document.documentElement.lang;
  }

  // el makes an element. Texts become text, never markup: names come from strangers.
  function el(tag, attributes) {
    var e = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      if (name.slice(0, 2) === "on") e.addEventListener(name.slice(2), attributes[name]);
      else if (attributes[name] !== null && attributes[name] !== false) e.setAttribute(name, attributes[name]);
    });
    Array.prototype.slice.call(arguments, 2).forEach(function add(child) {
      if (Array.isArray(child)) child.forEach(add);
      else if (child !== null && child !== undefined && child !== "") e.append(child);
    });
    return e;
  }

  // Shapes of the options, in a square of 10 by 10: triangle, diamond, circle, square,
  // star, hexagon, cross and drop of sand.
  var shapes = [
    "M5 0L10 9H0Z", "M5 0L10 5L5 10L0 5Z", "M5 0A5 5 0 0 1 5 10A5 5 0 0 1 5 0Z", "M.5 .5H9.5V9.5H.5Z",
    "M5 0L6.5 3.5L10 3.8L7.3 6.2L8.1 10L5 8L1.9 10L2.7 6.2L0 3.8L3.5 3.5Z", "M2.5 .7H7.5L10 5L7.5 9.3H2.5L0 5Z",
    "M3.3 0H6.7V3.3H10V6.7H6.7V10H3.3V6.7H0V3.3H3.3Z", "M0 0H10L6 5L10 10H0L4 5Z"
  ];

  // tile makes an option, in whatever element: its shape and number say which it is, as its
  // colour does.
  function tile(i, text, lang, tag, attributes, kind) {
    var svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 10 10");
    path.setAttribute("d", shapes[i % shapes.length]);
    svg.append(path);
    attributes.class = "tile t" + (i % shapes.length + 1) + " " + (kind || "");
    return el(tag, attributes, el("span", { class: "badge", "aria-hidden": "true" }, svg, String(i + 1)), el("span", { class: "text", lang: lang }, text));
  }

  // block shows terminal output in its narrow form, which scrolls in its own box if it is
  // too wide. Each line is an element, so that screen readers read them one by one.
  function block(b) {
    if (!b) return null;
    return el("pre", { class: "block", tabindex: "0", role: "region", "aria-label": say("printed") }, b.narrow.map(function (line) {
      return el("span", {}, line);
    }));
  }

  // meter is a bar that is filled to a share. Its width is set by script and not by a
  // style in the markup, which the policy of the page forbids.
  function meter(share) {
    var inner = el("div");
    inner.style.transform = "scaleX(" + Math.max(0, Math.min(1, share)) + ")";
    return inner;
  }

  // What is polled for where a WebSocket cannot be had, and how soon the next attempt
  // comes. After silence, in milliseconds, a connection is taken for lost: the server
  // says something every 15 seconds.
  var pollEvery = 1500, retryEvery = 2000, silence = 25000, opening = 4000;
  var goingAway = 1001; // the code with which a server that ends closes a WebSocket

  // follow shows every state that comes, by WebSocket or by asking again and again.
  // A state is the whole of what is to be seen: one that was missed costs nothing.
  function follow(paths, show, lost) {
    var socket = null, open = false, heard = 0, polling = null, failures = 0, ended = false, left = false;

    function take(message) {
      heard = Date.now();
      left = false;
      if (message.type === "beat") return;
      if (message.type === "gone" || message.error === "gone") { stop(); lost("gone", message); return; }
      if (message.type === "error") { lost("error", message); return; }
      lost("", null);
      show(message);
    }

    function pull() {
      return fetch(inLanguage(paths.state), { cache: "no-store", credentials: "same-origin" }).then(function (r) {
        return r.json().then(function (m) { failures = 0; take(m); });
      }).catch(function () {
        failures++;
        if (left || failures > 1) lost(left ? "closed" : "offline", null);
      });
    }

    function poll() {
      if (ended || polling) return;
      polling = setTimeout(function () {
        polling = null;
        if (open || ended) return;
        pull().then(poll);
      }, pollEvery * (0.8 + 0.4 * Math.random()));
    }

    function connect() {
      if (ended || socket || !paths.socket) return;
      var mine;
      try {
        mine = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + inLanguage(paths.socket));
      } catch (e) {
        poll();
        return;
      }
      socket = mine;
      var late = setTimeout(function () { mine.close(); drop(); }, opening);
      function drop() {
        clearTimeout(late);
        if (socket !== mine) return;
        socket = null;
        open = false;
        if (ended) return;
        poll();
        setTimeout(connect, retryEvery * (0.5 + Math.random()));
      }
      mine.onopen = function () { clearTimeout(late); open = true; heard = Date.now(); failures = 0; };
      mine.onmessage = function (e) { take(JSON.parse(e.data)); };
      mine.onerror = drop;
      mine.onclose = function (e) {
        if (e.code === goingAway && socket === mine && !ended) { left = true; lost("closed", null); }
        drop();
      };
    }

    // again begins anew: the page was hidden, or the network is back.
    function again() {
      if (ended) return;
      if (socket) { var old = socket; socket = null; open = false; old.onclose = old.onerror = old.onmessage = null; old.close(); }
      pull();
      connect();
    }

    function stop() {
      ended = true;
      if (socket) { socket.onclose = socket.onmessage = null; socket.close(); socket = null; }
      open = false;
    }

    setInterval(function () { if (open && Date.now() - heard > silence) again(); }, 1000);
    window.addEventListener("online", again);
    window.addEventListener("offline", function () { if (!ended) lost("offline", null); });
    document.addEventListener("visibilitychange", function () { if (!document.hidden && Date.now() - heard > 3000) again(); });
    connect();
    poll();

    return {
      stop: stop,
      again: again,
      send: function (message) {
        if (!open || !socket || socket.readyState !== 1) return false;
        socket.send(JSON.stringify(message));
        return true;
      }
    };
  }

  // A clock counts down what is left since the state came: only durations are told,
  // so that it does not matter what time it is here.
  function clock(time) {
    var came = performance.now();
    return function () {
      return Math.max(0, time.left_ms - (time.runs ? performance.now() - came : 0));
    };
  }

  function seconds(ms) {
    var s = Math.ceil(ms / 1000);
    return s < 60 ? String(s) : Math.floor(s / 60) + ":" + ("0" + s % 60).slice(-2);
  }

  var spoken = document.getElementById("spoken"), trouble = document.getElementById("trouble");

  return {
    say: say, inLanguage: inLanguage, el: el, tile: tile, block: block, meter: meter, follow: follow, clock: clock, seconds: seconds,
    speak: function (text) { spoken.textContent = text; },
    complain: function (text) { if (trouble.textContent !== text) trouble.textContent = text; }
  };
})();
